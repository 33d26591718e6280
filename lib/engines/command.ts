import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

const KEPT_LINES = 15;

/** How to run a tool. */
export interface CommandOptions {
  /** Variables that it runs with. @default those of this process */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** One run of a tool. */
export interface CommandRun extends CommandOptions {
  /** The folder that it runs in. */
  readonly cwd: string;
  /** File to which its standard error is added; where it cannot be written, `lastLines` say so. */
  readonly log?: string;
  /** Called with each line of its standard error. */
  readonly onLine?: (line: string) => void;
}

/** What a run left. */
export interface CommandResult {
  /** Whether it ended well. */
  readonly ok: boolean;
  readonly stdout: string;
  /** The end of what it wrote to standard error. */
  readonly lastLines: readonly string[];
}

/**
 * Runs a command in a process group of its own, so that an abort ends what it has started, too.
 * @throws the error of the operating system when it cannot be started; the signal's reason when aborted
 */
export async function runCommand(command: string, args: readonly string[], run: CommandRun): Promise<CommandResult> {
  const { cwd, env = process.env, signal } = run;
  signal?.throwIfAborted();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => killGroup(child);
  const log = run.log === undefined ? undefined : createWriteStream(run.log, { flags: 'a' });
  signal?.addEventListener('abort', stop, { once: true });
  process.once('exit', stop);
  try {
    return await collect(child, log, run.onLine);
  } finally {
    process.off('exit', stop);
    signal?.removeEventListener('abort', stop);
    log?.end();
    signal?.throwIfAborted();
  }
}

function collect(child: ChildProcess, log?: WriteStream, onLine?: (line: string) => void): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const lastLines: string[] = [];
    const keep = (line: string) => {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) {
        lastLines.shift();
      }
    };
    log?.on('error', (error) => keep(`the log cannot be written: ${error.message}`));
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      log?.write(`${line}\n`);
      keep(line);
      onLine?.(line);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, stdout, lastLines }));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
