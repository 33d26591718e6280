import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LocalWorkspace, type OpMap, type PulumiFn, type Stack } from '@pulumi/pulumi/automation';
import { Failure, reasonOf } from '../core/failure';
import { identityOf } from '../twin/identity';
import { type CliOptions, findPulumi } from './cli';
import { EngineProcess } from './engine-process';
import { operationFailed, operationInterrupted, otherPassphrase, pluginMissing } from './failures';
import type { DeploymentMode } from './fleet-deployment';
import { interruptible } from './interrupts';
import { type ModeChoice, possibleMode } from './mode-choice';

/** Setting of a stack in which its mode is kept; the program reads it by `new pulumi.Config().get('mode')`. */
const MODE = 'mode';

/** Folder of everything that a local stack writes, in the project's folder. */
const OWN = '.cdk8s-fleet';

/** A stack whose state is in a folder. */
export interface LocalStackOptions extends Pick<CliOptions, 'cacheRoot'> {
  /** Folder of the project: it holds Pulumi.yaml, whose backend is `file://./.cdk8s-fleet/pulumi`. */
  readonly folder: string;
  /** Name of the stack. @default dev */
  readonly stack?: string;
  /** Name of the project, as Pulumi.yaml has it. */
  readonly project: string;
  /** Makes the resources. */
  readonly program: PulumiFn;
  /** Options of node for the providers of this package. @default those of this process, so that both load the same files */
  readonly nodeOptions?: readonly string[];
  /** Called with what Pulumi prints. @default nothing is printed */
  readonly onOutput?: (text: string) => void;
}

/** Where a stack has what Pulumi reads beside its state. */
interface LocalFiles {
  /** Folder in which Pulumi says who works on the stack. */
  readonly locks: string;
  readonly passphrase: string;
}

/** How an update is judged. */
export interface UpOptions {
  /** Whether an update that changes something has failed: a check that everything is as the program says. @default false */
  readonly expectNoChanges?: boolean;
  /** URNs of the only resources that are looked at and changed, as with `pulumi up --target`. @default all */
  readonly targets?: readonly string[];
}

/**
 * A stack on this machine: no account, no service. Its state lies in the project's folder, its secrets are encrypted by a
 * passphrase that lies beside it, readable by its owner only: whoever may read the folder may read the secrets. `PULUMI_CONFIG_PASSPHRASE` of the
 * shell is for other stacks.
 *
 * Ctrl-C, or SIGTERM, ends an operation after what is under way, with its state written and its lock released; a second one ends it at
 * once. Either way the next one goes on.
 */
export class LocalStack {
  /** @throws Failure `pulumi/cli-missing` */
  public static async open(options: LocalStackOptions): Promise<LocalStack> {
    const { project, program, stack = 'dev', nodeOptions = inheritableOptions(process.execArgv), cacheRoot } = options;
    const workDir = resolve(options.folder);
    const own = join(workDir, OWN);
    await mkdir(join(own, 'pulumi'), { recursive: true });
    const { command, origin } = await findPulumi({ folder: join(own, 'cli'), cacheRoot });
    const engine = new EngineProcess(command);
    const passphrase = await passphraseFile(own);
    const opened = await LocalWorkspace.createOrSelectStack(
      { stackName: stack, projectName: project, program },
      {
        workDir,
        pulumiCommand: engine.command,
        envVars: {
          PULUMI_BACKEND_URL: pathToFileURL(join(own, 'pulumi')).href,
          PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
          NODE_OPTIONS: [process.env.NODE_OPTIONS ?? '', ...nodeOptions.map((option) => JSON.stringify(option))]
            .join(' ')
            .trim(),
        },
      },
    );
    // after each update the automation API asks for them twice, each time a process that reads and decrypts the whole state; nobody here reads them
    opened.outputs = async () => ({});
    const locks = join(own, 'pulumi/.pulumi/locks/organization', project, stack);
    return new LocalStack(opened, engine, origin, project, { locks, passphrase }, options.onOutput);
  }

  private constructor(
    private readonly stack: Stack,
    private readonly engine: EngineProcess,
    /** Which Pulumi it is, for people. */
    public readonly cli: string,
    private readonly project: string,
    private readonly files: LocalFiles,
    private readonly onOutput: ((text: string) => void) | undefined,
  ) {}

  /**
   * The mode of the stack's deployment: what its setting `mode` says, else what is possible on this machine, which becomes the
   * setting, so that a stack stays as it is when it is updated from another machine. The plugin that it needs is installed.
   * @throws Failure `pulumi/failed`, `pulumi/other-passphrase`, `pulumi/plugin-missing`
   */
  public async mode(): Promise<ModeChoice> {
    return this.run('the choice of the mode', async () => {
      const { [`${this.project}:${MODE}`]: known } = await this.stack.getAllConfig();
      const why = `the setting ${MODE} of the stack says so`;
      if (known && known.value !== 'objects') {
        return { mode: known.value as DeploymentMode, why };
      }
      const choice = await possibleMode(this.stack.workspace, this.stack.workspace.workDir);
      if (!known) {
        await this.stack.setConfig(MODE, { value: choice.mode });
        return choice;
      }
      if (choice.mode !== 'objects') {
        throw pluginMissing(this.stack.name, choice.why);
      }
      return { mode: 'objects', why };
    });
  }

  /**
   * Shows what an update would do, object by object. Asks no cluster.
   * @returns how many resources would be created, updated, deleted, stay the same
   * @throws Failure `pulumi/failed`, `pulumi/interrupted`
   */
  public async preview(): Promise<OpMap> {
    const { onOutput } = this;
    const { changeSummary } = await this.run('preview', (signal) =>
      this.stack.preview({ diff: true, onOutput, onError: onOutput, signal }),
    );
    return changeSummary;
  }

  /**
   * Looks at what is there, and makes it what the program says.
   * @returns how many resources were created, updated, deleted, stayed the same
   * @throws Failure `pulumi/failed`, `pulumi/interrupted`; what could be done is done and kept
   */
  public async up({ expectNoChanges = false, targets }: UpOptions = {}): Promise<OpMap> {
    const { onOutput } = this;
    const options = { expectNoChanges, target: targets && [...targets], onOutput, onError: onOutput };
    const { summary } = await this.run('up', (signal) =>
      this.stack.up({ refresh: true, continueOnError: true, showSecrets: false, ...options, signal }),
    );
    return summary.resourceChanges ?? {};
  }

  /** Deletes everything, and the stack. @throws Failure `pulumi/failed`, `pulumi/interrupted` */
  public async down(): Promise<void> {
    const { onOutput } = this;
    await this.run('down', (signal) =>
      this.stack.destroy({ continueOnError: true, showSecrets: false, onOutput, onError: onOutput, signal }),
    );
    await this.stack.workspace.removeStack(this.stack.name);
  }

  private async run<T>(operation: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { name } = this.stack;
    const worked = async (signal: AbortSignal) => {
      try {
        if (await isAbandoned(this.files.locks)) {
          await this.stack.cancel();
        }
        const result = await work(signal);
        signal.throwIfAborted();
        return result;
      } catch (error) {
        if (signal.aborted) {
          throw operationInterrupted(operation, name, error);
        }
        if (Failure.isFailure(error)) {
          throw error;
        }
        throw reasonOf(error).includes('incorrect passphrase')
          ? otherPassphrase(name, this.files.passphrase, error)
          : operationFailed(operation, name, error);
      }
    };
    return interruptible(worked, () => this.engine.interrupt());
  }
}

/**
 * Those of node's arguments that its variable NODE_OPTIONS may hold, with their values: what is evaluated (`-e`) or tested is this
 * process's own.
 */
export function inheritableOptions(args: readonly string[]): string[] {
  const kept: string[] = [];
  let keeps = false;
  for (const arg of args) {
    keeps = arg.startsWith('-') ? process.allowedNodeEnvironmentFlags.has(arg.split('=', 1)[0]!) : keeps;
    if (keeps) {
      kept.push(arg);
    }
  }
  return kept;
}

/** Whether everybody who works on the stack has been killed: Pulumi leaves its lock then, for somebody to look at. */
async function isAbandoned(locks: string): Promise<boolean> {
  const files = existsSync(locks) ? (await readdir(locks)).filter((file) => file.endsWith('.json')) : [];
  const holders = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(locks, file), 'utf8')) as LockHolder),
  );
  return holders.length > 0 && holders.every((holder) => holder.hostname === hostname() && !identityOf(holder.pid));
}

/** What a lock says of who made it. */
interface LockHolder {
  readonly pid: number;
  readonly hostname: string;
}

/** The file of the passphrase, made if there is none. */
async function passphraseFile(folder: string): Promise<string> {
  const file = join(folder, 'passphrase');
  if (!existsSync(file)) {
    await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return file;
}
