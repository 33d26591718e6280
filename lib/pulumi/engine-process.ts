import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname, isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import type { PulumiCommand } from '@pulumi/pulumi/automation';

/** Commands of Pulumi that work for long on what a stack is of. */
const OPERATIONS: readonly string[] = ['up', 'preview', 'destroy'];

/**
 * What of the user's shell no command gets: a passphrase that is there for other stacks. Pulumi takes it before the file that a stack
 * states, even where it is empty (pkg/secrets/passphrase/manager.go).
 */
const NOT_INHERITED = { PULUMI_CONFIG_PASSPHRASE: undefined };

/** What the automation API does with Pulumi's command line; its type tells it to nobody. */
type Run = (
  args: string[],
  folder: string,
  variables: Readonly<Record<string, string | undefined>>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }>;

/**
 * Pulumi's command line, without what the shell has for other stacks, whose operations run in a session of their own.
 *
 * In that of this process a Ctrl-C would come twice, from the terminal and from here, and twice means to Pulumi: end at once, whatever
 * is under way (pkg/backend/cancellation_scope.go). So it comes from here alone.
 */
export class EngineProcess {
  /** For a workspace. */
  public readonly command: PulumiCommand;
  private running: ChildProcess | undefined;

  public constructor(pulumi: PulumiCommand) {
    const { run } = pulumi as PulumiCommand & { readonly run: Run };
    const apart: Run = (args, folder, variables, ...others) => {
      const call = [args, folder, { ...variables, ...NOT_INHERITED }, ...others] as const;
      return OPERATIONS.includes(args[0]!) ? this.operate(pulumi.command, call) : run.apply(pulumi, [...call]);
    };
    this.command = Object.create(pulumi, { run: { value: apart } }) as PulumiCommand;
  }

  /** Asks the operation that runs to end: once after what is under way, then at once. */
  public interrupt(): void {
    this.running?.kill('SIGINT');
  }

  private async operate(command: string, call: Readonly<Parameters<Run>>): ReturnType<Run> {
    const [args, folder, variables, onOutput, onError, signal] = call;
    signal?.throwIfAborted();
    // Pulumi's plugins lie beside it
    const path = variables.PATH ?? process.env.PATH ?? '';
    const env = {
      ...process.env,
      ...variables,
      ...(isAbsolute(command) ? { PATH: `${dirname(command)}${delimiter}${path}` } : {}),
      PULUMI_AUTOMATION_API: 'true',
    };
    const child = spawn(command, [...args, '--non-interactive'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.running = child;
    const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
      child.once('error', reject).once('close', (code, by) => resolve(code ?? by ?? 1));
    });
    const interrupt = () => this.interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    // who does not wait for the end must not leave it running
    process.once('exit', interrupt);
    const stdout = collected(child.stdout, onOutput);
    const stderr = collected(child.stderr, onError);
    try {
      const code = await ended;
      if (code !== 0) {
        throw new Error(`pulumi ${args[0]} ended with ${code}:\n${stderr()}\n${stdout()}`);
      }
      return { stdout: stdout(), stderr: stderr(), code };
    } finally {
      this.running = undefined;
      signal?.removeEventListener('abort', interrupt);
      process.off('exit', interrupt);
    }
  }
}

/** What a stream has said so far; it is told part by part as well. */
function collected(stream: Readable, tell: (text: string) => void = () => undefined): () => string {
  let all = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    all += part;
    tell(part);
  });
  return () => all;
}
