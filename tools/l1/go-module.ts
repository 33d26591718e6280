import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A Go module on this machine. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** Its folder in the module cache. */
  readonly dir: string;
}

/**
 * Finds the module at the version that `engines/<engine>/go.mod` pins; downloads it if it is missing.
 * @throws Error where Go is not installed, or the module cannot be had
 */
export function goModule(root: string, engine: string, path: string): GoModule {
  const cwd = join(root, 'engines', engine);
  go(cwd, ['mod', 'download', path]);
  const found = JSON.parse(go(cwd, ['list', '-m', '-json', path])) as { Version?: string; Dir?: string };
  if (!found.Dir || !found.Version) {
    throw new Error(`engines/${engine}/go.mod does not pin ${path}; add it with \`go get ${path}@VERSION\``);
  }
  return { path, version: found.Version, dir: found.Dir };
}

function go(cwd: string, args: readonly string[]): string {
  try {
    return execFileSync('go', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const failure = error as NodeJS.ErrnoException & { stderr?: string };
    if (failure.code === 'ENOENT') {
      throw new Error(
        'Go is not installed: the types and schemas are generated from the Go modules that engines/*/go.mod pin. ' +
          'Install Go 1.26 or later; the files in lib/l1 work without it.',
      );
    }
    throw new Error(`\`go ${args.join(' ')}\` failed in ${cwd}: ${failure.stderr?.trim() || failure.message}`);
  }
}
