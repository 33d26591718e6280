import { type CommandOptions, type CommandResult, type CommandRun, runCommand } from './command';
import { goFailed, goMissing, goTooOld } from './failures';
import type { GoSource } from './source';

/** How to run Go. */
export interface GoOptions extends CommandOptions {
  /** The command. @default go */
  readonly go?: string;
}

/**
 * Runs Go in an engine's module.
 * @throws Failure `engine/go-missing`; the signal's reason when aborted
 */
export async function runGo(
  source: GoSource,
  args: readonly string[],
  options: GoOptions & Pick<CommandRun, 'log' | 'onLine'>,
): Promise<CommandResult> {
  const { go = 'go', env = process.env, signal, log, onLine } = options;
  try {
    return await runCommand(go, args, {
      cwd: source.folder,
      env: { ...env, ...source.platform, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
      signal,
      log,
      onLine,
    });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? goMissing(go) : error;
  }
}

/**
 * The version of Go that builds an engine, `go1.26.8`.
 * @throws Failure `engine/go-missing`, `engine/go-too-old`; `engine/download-failed` or `engine/build-failed` when it cannot say
 */
export async function goVersion(source: GoSource, options: GoOptions): Promise<string> {
  const { stdout, lastLines } = await runGo(source, ['env', 'GOVERSION'], options);
  // A Go that is too old and must not fetch a newer one only says so.
  const seen = /go(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? /running go (\d[\d.]*)/.exec(lastLines.join(' '))?.[1];
  if (seen === undefined) {
    throw goFailed({ engine: source.name }, lastLines);
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

/** Takes lines that Go writes and tells how many modules it has downloaded so far. */
export function countModules(tell: (modules: number) => void): (line: string) => void {
  let modules = 0;
  return (line) => {
    if (line.startsWith('go: downloading ')) {
      tell(++modules);
    }
  };
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
