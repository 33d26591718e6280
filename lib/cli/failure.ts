import { Failure } from '../core/failure';
import { FindingsError } from '../core/findings';
import { printFindings } from './report';
import { Terminal } from './terminal';

/** Thrown when a person interrupts a command; everything has been cleaned up when it is seen. */
export class Interrupted extends Error {
  public constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Tells on stderr what went wrong, and returns the exit code: 1 for a program or an engine, 130 after Ctrl-C, 70 for a defect of ours. */
export function reportFailure(error: unknown): number {
  const terminal = new Terminal(process.stderr);
  if (FindingsError.isFindingsError(error)) {
    printFindings(terminal, error.findings);
    terminal.line();
    terminal.line('Nothing was written.');
    return 1;
  }
  if (Failure.isFailure(error)) {
    printFailure(terminal, error);
    return 1;
  }
  if (error instanceof Interrupted) {
    terminal.line('Interrupted.');
    return 130;
  }
  terminal.line(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (error instanceof TypeError) {
    terminal.line(
      'Types are not checked when a TypeScript program runs: npx tsc --noEmit tells what is missing or misspelt.',
    );
  }
  return 70;
}

function printFailure(terminal: Terminal, { id, place, reason, fix, log, lastLines }: Failure): void {
  const { colors } = terminal;
  terminal.line(`  ${colors.red('error')} ${id}  ${colors.dim(place)}`);
  terminal.line(`    ${reason}`);
  terminal.line(`    Fix: ${fix}`);
  if (log !== undefined) {
    terminal.line(`    Log: ${log}`);
  }
  for (const line of lastLines) {
    terminal.line(colors.dim(`    | ${line}`));
  }
}
