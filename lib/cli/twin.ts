import { Command } from 'commander';
import type { Compilation } from '../core/compilation';
import { FindingsError } from '../core/findings';
import { type AppliedTarget, Twin, type TwinStatus } from '../twin';
import { applyProgram, countApplied } from './applied';
import { chooseFleet, controlPlaneObjects } from './choose-fleet';
import { readyTwinEngines } from './engines';
import { interruptible } from './interrupt';
import { membersOption } from './members-option';
import { Terminal } from './terminal';
import { timeoutOption } from './timeout-option';
import { printApplied, printStatus } from './twin-report';
import { wholeNumber } from './whole-number';

/** What the commands need of the rest of the program. */
export interface TwinDeps {
  /** Compiles a program; the default program when none is named. */
  readonly loadFleet: (program?: string) => Promise<Compilation>;
  /** @default standard output */
  readonly out?: NodeJS.WritableStream;
  /** For progress. @default standard error */
  readonly err?: NodeJS.WritableStream;
  /** Where engines are kept. @default as the environment says */
  readonly cacheRoot?: string;
}

interface CommonOptions {
  readonly state: string;
  readonly json?: boolean;
}

interface TimedOptions extends CommonOptions {
  readonly timeout: number;
}

interface UpOptions extends TimedOptions {
  readonly fleet?: string;
  readonly members?: readonly string[];
  readonly port?: number;
  readonly apply: boolean;
}

const DEFAULT_STATE = '.cdk8s-fleet/twin';

/** `cdk8s-fleet twin up|status|kill|revive|down` */
export function twinCommand(deps: TwinDeps): Command {
  const { out = process.stdout } = deps;
  const terminal = new Terminal(out);
  const print = (json: boolean | undefined, value: unknown, forPeople: () => void) =>
    json ? out.write(`${JSON.stringify(value, null, 2)}\n`) : forPeople();
  const command = new Command('twin').description(
    'run the fleet on this machine: real control planes, simulated nodes',
  );
  const sub = (usage: string, description: string) =>
    command
      .command(usage)
      .description(description)
      .option('--state <dir>', 'folder of the twin', DEFAULT_STATE)
      .option('--json', 'print one JSON document');

  sub('up [program]', 'start the twin of a program, apply the program, and leave the twin running')
    .option('--fleet <name>', 'which fleet, if the program has several')
    .addOption(membersOption())
    .option('--port <number>', 'first of the ports in a row (default: free ones are found)', portNumber)
    .addOption(timeoutOption())
    .option('--no-apply', 'leave the control planes empty')
    .action(async (program: string | undefined, options: UpOptions) => {
      const { status, applied } = await interruptible((signal) => up(deps, program, options, signal));
      print(options.json, { status, applied }, () => {
        printApplied(terminal, applied);
        printStatus(terminal, status);
      });
      countApplied(applied);
    });

  sub('status', 'tell what runs, what does not, and where the logs are').action(async (options: CommonOptions) => {
    const status = await withTwin(options, (twin) => twin.status());
    print(options.json, status, () => printStatus(terminal, status));
  });

  sub('kill <member> [component]', 'end a member, or one component of it, as a power cut would').action(
    async (member: string, component: string | undefined, options: CommonOptions) => {
      const killed = await withTwin(options, (twin) => twin.kill(member, component));
      const text = killed.length > 0 ? `${member}: ended ${killed.join(', ')}` : `${member}: nothing was running`;
      print(options.json, { member, killed }, () => terminal.line(text));
    },
  );

  sub('revive <member>', 'start what does not run of a member')
    .addOption(timeoutOption())
    .action(async (member: string, options: TimedOptions) => {
      const { timeout: timeoutSeconds } = options;
      await withTwin(options, (twin) => interruptible((signal) => twin.revive(member, { timeoutSeconds, signal })));
      print(options.json, { member, revived: true }, () => terminal.line(`${member}: runs, ready in Karmada`));
    });

  sub('down', 'stop the twin and remove its folder').action(async (options: CommonOptions) => {
    const folder = await withTwin(options, async (twin) => {
      await twin.down();
      return twin.folder;
    });
    print(options.json, { folder, stopped: true }, () => terminal.line(`stopped; ${folder} is removed`));
  });

  return command;
}

interface UpResult {
  readonly status: TwinStatus;
  readonly applied: readonly AppliedTarget[];
}

async function up(
  deps: TwinDeps,
  program: string | undefined,
  options: UpOptions,
  signal: AbortSignal,
): Promise<UpResult> {
  const { err = process.stderr } = deps;
  const compilation = await deps.loadFleet(program);
  if (compilation.findings.some(({ severity }) => severity === 'error')) {
    throw new FindingsError(compilation.findings);
  }
  const fleet = chooseFleet(compilation, options.fleet);
  const terminal = new Terminal(err);
  const { members } = options;
  const engines = await readyTwinEngines(terminal, fleet, { members, signal, cacheRoot: deps.cacheRoot });
  const twin = await Twin.up(fleet, {
    state: options.state,
    engines,
    members,
    controlPlane: controlPlaneObjects(compilation, fleet),
    port: options.port,
    timeoutSeconds: options.timeout,
    signal,
    onStep: ({ step, seconds: at }) => terminal.status(`twin: ${step}, ${at.toFixed(1)} s`),
  }).finally(() => terminal.clearStatus());
  try {
    const applied = options.apply ? await applyProgram(twin, compilation, signal) : [];
    await twin.detach();
    return { status: await twin.status(), applied };
  } catch (error) {
    await twin.stop();
    throw error;
  }
}

async function withTwin<T>({ state }: CommonOptions, work: (twin: Twin) => Promise<T>): Promise<T> {
  return work(await Twin.attach(state));
}

function portNumber(text: string): number {
  return wholeNumber(text, '--port', 1024, 65_000);
}
