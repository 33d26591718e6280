import { Command } from 'commander';
import { compileProgram } from '../app/program';
import { planOf } from '../plan/plan';
import { printFindings, printPlan } from './report';
import { Terminal } from './terminal';

/** `cdk8s-fleet plan`: what a program will do. Needs no engine and no cluster. */
export function planCommand(): Command {
  return new Command('plan')
    .description('compile a program; print its findings and its plan')
    .argument('[program]', 'file that exports its FleetApp as app (default: the one in cdk8s.yaml)')
    .option('--json', 'print one JSON document { plan, findings }', false)
    .action((file: string | undefined, options: { readonly json: boolean }) => {
      const compilation = compileProgram(file);
      const plan = planOf(compilation);
      const { findings } = compilation;
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ plan, findings }, undefined, 2)}\n`);
      } else {
        const terminal = new Terminal(process.stdout);
        printFindings(terminal, findings);
        printPlan(terminal, plan);
      }
      if (findings.some((f) => f.severity === 'error')) {
        process.exitCode = 1;
      }
    });
}
