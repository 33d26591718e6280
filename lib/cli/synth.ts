import { Command } from 'commander';
import { loadProgram } from '../app/program';
import { FindingsError } from '../core/findings';
import { printFindings } from './report';
import { Terminal } from './terminal';

/** `cdk8s-fleet synth`: writes the manifests of a program. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('compile a program and write its manifests to its output folder')
    .argument('[program]', 'file that exports its FleetApp as app (default: the one in cdk8s.yaml)')
    .action((file: string | undefined) => {
      const app = loadProgram(file, process.cwd());
      const compilation = app.compile();
      if (compilation.findings.some((f) => f.severity === 'error')) {
        throw new FindingsError(compilation.findings, compilation);
      }
      app.write(compilation);
      const terminal = new Terminal(process.stdout);
      printFindings(terminal, compilation.findings);
      terminal.heading(`Written to ${app.outdir}`);
      terminal.table(
        ['File', 'Objects'],
        compilation.targets.flatMap(({ target, files }) =>
          files.map(({ name, objects }) => [[target.folder, name].filter(Boolean).join('/'), `${objects.length}`]),
        ),
        ['Objects'],
      );
    });
}
