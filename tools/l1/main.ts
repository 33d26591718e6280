import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate, type Output } from './generate';

/*
 * npm run l1              writes types and schemas of the pinned engines to lib/l1
 * npm run l1 -- --check   fails where the files there differ from what would be written
 */

const root = join(__dirname, '..', '..');
const target = join(root, 'lib', 'l1');

function main(args: readonly string[]): number {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    console.error(`unknown argument ${unknown.join(' ')}; the only one is --check`);
    return 2;
  }
  const output = generate(root);
  const stale = staleFiles(output);
  const changed = [...output].filter(([path, text]) => current(path) !== text).map(([path]) => path);
  if (args.includes('--check')) {
    for (const path of [...changed, ...stale]) {
      console.error(`lib/l1/${path} is not what the pinned engines say`);
    }
    console.log(`${output.size} files checked, ${changed.length + stale.length} differ`);
    return changed.length + stale.length === 0 ? 0 : 1;
  }
  for (const path of changed) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), output.get(path)!);
  }
  for (const path of stale) {
    rmSync(join(target, path));
  }
  console.log(`${output.size} files, ${changed.length} written, ${stale.length} removed`);
  return 0;
}

/** Files of earlier runs that no source gives any more: everything in the engines' folders is generated. */
function staleFiles(output: Output): string[] {
  const engines = new Set([...output.keys()].filter((path) => path.includes('/')).map((path) => dirname(path)));
  return [...engines]
    .filter((engine) => existsSync(join(target, engine)))
    .flatMap((engine) => readdirSync(join(target, engine)).map((name) => `${engine}/${name}`))
    .filter((path) => !output.has(path));
}

function current(path: string): string | undefined {
  const file = join(target, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
