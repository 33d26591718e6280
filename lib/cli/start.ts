import { Command } from 'commander';
import { compileProgram } from '../app/program';
import type { Compilation } from '../core/compilation';
import { Failure } from '../core/failure';
import { partOfProgram } from '../plan/part';
import { type Plan, planOf } from '../plan/plan';
import type { ObservedWorkload } from '../twin/observe';
import { runningPart } from '../twin/running-part';
import { type AppliedCounts, describeApplied } from './applied';
import { chooseFleet } from './choose-fleet';
import { compare, isAsPlanned, observeSplit, settledSplit } from './comparison';
import { readyTwinEngines } from './engines';
import { interruptible } from './interrupt';
import { membersOption } from './members-option';
import { printComparison, printFindings, printPlan } from './report';
import { Terminal } from './terminal';
import { timeoutOption } from './timeout-option';
import { openTwin, type TwinSession } from './twin-session';

interface StartOptions {
  readonly twin: boolean;
  readonly keep: boolean;
  readonly json: boolean;
  readonly state: string;
  readonly fleet?: string;
  readonly members?: readonly string[];
  readonly timeout: number;
}

/** `cdk8s-fleet start`: findings and plan at once, then the fleet on a twin, planned and observed side by side. */
export function startCommand(): Command {
  return new Command('start')
    .description('compile a program, show its plan, run it on a local twin, and compare')
    .argument('[program]', 'file that exports its FleetApp as app (default: the one in cdk8s.yaml)')
    .option('--no-twin', 'end after the plan; needs no engines')
    .option('--keep', 'leave the twin running; the next start applies to it', false)
    .option('--json', 'print one JSON document { plan, twin, findings }, with { failure } if the twin fails', false)
    .option('--state <dir>', 'folder of the twin', '.cdk8s-fleet/twin')
    .option('--fleet <name>', 'which fleet, if the program has several')
    .addOption(membersOption())
    .addOption(timeoutOption())
    .action(start);
}

async function start(file: string | undefined, options: StartOptions): Promise<void> {
  // with --json only the document goes to stdout; what a person watches goes to stderr
  const terminal = new Terminal(options.json ? process.stderr : process.stdout);
  const compilation = compileProgram(file);
  const plan = planOf(compilation);
  const { findings } = compilation;
  if (!options.json) {
    printFindings(terminal, findings);
    printPlan(terminal, plan);
  }
  const wrong = findings.some((f) => f.severity === 'error');
  if (wrong) {
    terminal.line();
    terminal.line(terminal.colors.red('The program has errors: nothing was written, and no twin is started.'));
  }
  let twin: TwinReport | null = null;
  let failure: unknown;
  if (options.twin && !wrong) {
    try {
      twin = await interruptible((signal) => runOnTwin(terminal, compilation, plan, options, signal));
    } catch (error) {
      failure = error;
    }
  }
  if (options.json) {
    const failed = Failure.isFailure(failure) ? { failure: failure.toJSON() } : {};
    process.stdout.write(`${JSON.stringify({ plan, twin, findings, ...failed }, undefined, 2)}\n`);
  }
  if (failure !== undefined) {
    throw failure;
  }
  if (wrong || twin?.asPlanned === false) {
    process.exitCode = 1;
  }
}

/** What was seen on the twin, for `--json`. */
interface TwinReport {
  readonly fleet: string;
  /** Names of the members that ran; what is planned for them assumes that the others do not exist. */
  readonly members: readonly string[];
  /** Names of the others. */
  readonly absent: readonly string[];
  /** Seconds until the twin was ready; 0 for one that was running. */
  readonly startSeconds: number;
  readonly applied: AppliedCounts;
  readonly asPlanned: boolean;
  readonly workloads: Readonly<Record<string, TwinWorkload>>;
  /** Folder of the twin, if it was left running. */
  readonly state?: string;
}

/** One workload on the twin. */
interface TwinWorkload {
  /** Replicas by member, as the plan of the members that ran foretells them. */
  readonly planned: Readonly<Record<string, number>>;
  /** What was seen. */
  readonly members: ObservedWorkload['members'];
}

async function runOnTwin(
  terminal: Terminal,
  compilation: Compilation,
  plan: Plan,
  options: StartOptions,
  signal: AbortSignal,
): Promise<TwinReport> {
  const fleet = chooseFleet(compilation, options.fleet);
  const { members, state, timeout: timeoutSeconds } = options;
  const part = runningPart(fleet, members);
  terminal.heading(`Twin of fleet ${fleet.name}`);
  if (part.absent.length > 0) {
    const running = part.fleet.members.map(({ name }) => name).join(', ');
    terminal.line(`  runs ${part.fleet.members.length} of ${fleet.members.length} members: ${running}`);
    terminal.line(
      '  What is planned below is for these members alone: Karmada divides among the clusters that it has.',
    );
  }
  const engines = await readyTwinEngines(terminal, fleet, { members, signal });
  const session = await openTwin(terminal, compilation, fleet, { engines, members, state, timeoutSeconds, signal });
  let report: TwinReport;
  try {
    const planned = part.absent.length > 0 ? planOf(partOfProgram(compilation, part.fleet)) : plan;
    report = await runWorkloads(terminal, session, compilation, planned, signal);
    if (options.keep) {
      await session.keep();
    }
  } catch (error) {
    await session.abandon(terminal);
    throw error;
  }
  await session.close(terminal);
  return options.keep ? { ...report, state: session.folder } : report;
}

async function runWorkloads(
  terminal: Terminal,
  session: TwinSession,
  compilation: Compilation,
  plan: Plan,
  signal: AbortSignal,
): Promise<TwinReport> {
  terminal.status('applying the program');
  const applied = await session.apply(compilation, signal);
  terminal.line(`  applied: ${describeApplied(applied)}`);
  terminal.status('waiting for the workloads');
  const split = await settledSplit(plan, (workload) => session.uidOf(workload));
  const observed = await observeSplit(session.twin, plan, split, signal);
  const rows = compare(plan, split, observed);
  printComparison(terminal, rows);
  const elsewhere = Object.keys(observed).filter((name) => !rows.some(({ workload }) => workload === name));
  if (session.twin.absent.length > 0 && elsewhere.length > 0) {
    terminal.line(`  only on members that do not run: ${elsewhere.join(', ')}`);
  }
  return {
    fleet: session.twin.fleet.name,
    members: session.twin.fleet.members.map(({ name }) => name),
    absent: session.twin.absent,
    startSeconds: session.startSeconds,
    applied,
    asPlanned: isAsPlanned(rows),
    workloads: Object.fromEntries(
      Object.entries(observed).map(([name, { members }]) => [name, { planned: split[name] ?? {}, members }]),
    ),
  };
}
