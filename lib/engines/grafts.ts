import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EngineGraft, GraftEdit } from './catalogue';
import { copyFromModule } from './copy';
import { type BuildPlace, downloadFailed } from './failures';
import { type GoOptions, runGo } from './go';
import { type GoSource, SHARED_MODULES } from './source';

/** How to fetch what is grafted. */
export interface GraftOptions extends GoOptions {
  readonly log: string;
}

/**
 * The sources of an engine with its grafts in place: copies below a folder of the engine's module, of the grafted
 * modules inside it, and of the shared modules beside it. Sources without grafts are used where they lie.
 * @throws Failure `engine/download-failed`
 */
export async function withGrafts(source: GoSource, below: string, options: GraftOptions): Promise<GoSource> {
  const { grafts = [] } = source.spec;
  if (grafts.length === 0) {
    return source;
  }
  const engines = dirname(source.folder);
  const name = basename(source.folder);
  for (const module of [name, ...SHARED_MODULES]) {
    await cp(join(engines, module), join(below, module), { recursive: true });
  }
  const folder = join(below, name);
  for (const graft of grafts) {
    const to = join(folder, graft.to);
    await copyFromModule(await download(source, graft, options), to);
    if (graft.add !== undefined) {
      await cp(join(folder, graft.add), to, { recursive: true });
    }
    for (const edit of graft.edits ?? []) {
      await rewrite(to, edit);
    }
  }
  return { ...source, folder };
}

/** @throws Error if the text is not there: a new version of the module says otherwise */
async function rewrite(module: string, { file, from, to }: GraftEdit): Promise<void> {
  const path = join(module, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) {
    throw new Error(`${path} has no ${from} to be replaced by ${to}`);
  }
  await writeFile(path, text.replaceAll(from, to));
}

/** Part of what `go mod download -json` prints. */
interface Downloaded {
  /** The module's folder in Go's cache. */
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

async function download(source: GoSource, graft: EngineGraft, options: GraftOptions): Promise<string> {
  const { module, version, sum } = graft;
  const place: BuildPlace = { engine: source.name, log: options.log };
  const { stdout, lastLines } = await runGo(source, ['mod', 'download', '-json', `${module}@${version}`], options);
  const { Dir, Sum, Error: error }: Downloaded = stdout.trim() === '' ? {} : JSON.parse(stdout);
  if (Dir === undefined) {
    throw downloadFailed(place, error === undefined ? lastLines : error.split('\n'));
  }
  // Not in go.sum, because go.mod replaces this module: the catalogue vouches for it.
  if (Sum !== sum) {
    throw downloadFailed(place, [`verifying ${module}@${version}: checksum mismatch: ${Sum}, expected ${sum}`]);
  }
  return Dir;
}
