import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { buildFailed, goMissing, goTooOld } from './failures';
import type { EngineSource } from './source';

const KEPT_LINES = 15;

/** How to run Go. */
export interface GoOptions {
  /** The command. @default go */
  readonly go?: string;
  /** Variables that it runs with. @default those of this process */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** What a run of Go left. */
export interface GoResult {
  /** Whether it ended well. */
  readonly ok: boolean;
  readonly stdout: string;
  /** The end of what it wrote to standard error. */
  readonly lastLines: readonly string[];
}

/**
 * Runs Go in an engine's module, in a process group of its own, so that an abort ends the compilers too.
 * @throws Failure `engine/go-missing`; the signal's reason when aborted
 */
export async function runGo(
  source: EngineSource,
  args: readonly string[],
  options: GoOptions & { readonly log?: string; readonly onLine?: (line: string) => void },
): Promise<GoResult> {
  const { go = 'go', env = process.env, signal, onLine } = options;
  signal?.throwIfAborted();
  const child = spawn(go, args, {
    cwd: source.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...source.platform, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
  });
  const stop = () => killGroup(child);
  const log = options.log === undefined ? undefined : createWriteStream(options.log, { flags: 'a' });
  signal?.addEventListener('abort', stop, { once: true });
  process.once('exit', stop);
  try {
    return await collect(child, log, onLine);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? goMissing(go) : error;
  } finally {
    process.off('exit', stop);
    signal?.removeEventListener('abort', stop);
    log?.end();
    signal?.throwIfAborted();
  }
}

/**
 * The version of Go that builds an engine, `go1.26.8`.
 * @throws Failure `engine/go-missing`, `engine/go-too-old`, `engine/build-failed` when it cannot say
 */
export async function goVersion(source: EngineSource, options: GoOptions): Promise<string> {
  const { stdout, lastLines } = await runGo(source, ['env', 'GOVERSION'], options);
  // A Go that is too old and must not fetch a newer one only says so.
  const seen = /go(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? /running go (\d[\d.]*)/.exec(lastLines.join(' '))?.[1];
  if (seen === undefined) {
    throw buildFailed({ engine: source.name }, lastLines);
  }
  if (isOlder(seen, source.go)) {
    throw goTooOld(source.name, seen, source.go);
  }
  return `go${seen}`;
}

/** Packages of an engine: all of them, and those that earlier builds have not left in Go's cache. */
export interface Packages {
  readonly total: number;
  readonly stale: number;
}

/** Reads what `go list` printed with `LIST_FORMAT`. */
export function countPackages(listed: string): Packages {
  const lines = listed.split('\n').filter((line) => line !== '');
  return { total: lines.length, stale: lines.filter((line) => line === 'stale').length };
}

/** One line for each package: whether it has to be compiled. */
export const LIST_FORMAT = '{{if .Stale}}stale{{else}}fresh{{end}}';

function collect(child: ChildProcess, log?: WriteStream, onLine?: (line: string) => void): Promise<GoResult> {
  return new Promise((resolve, reject) => {
    const lastLines: string[] = [];
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      log?.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) {
        lastLines.shift();
      }
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

function isOlder(seen: string, wanted: string): boolean {
  const [a, b] = [seen, wanted].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return false;
}
