import { access, constants, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ASSETS, type EngineRecord, RECORD } from './build';
import type { EngineFiles } from './catalogue';
import { cacheNotWritable } from './failures';
import { type EngineSource, hasProgram } from './source';

/** The folder of an engine, as it comes out of these sources with this version of Go, if Go has a part in it. */
export function engineFolder(cacheRoot: string, { name, key }: EngineSource, go = 'wheel'): string {
  return join(cacheRoot, `${name}-${key}-${go}`);
}

/** The log of an engine's builds. */
export function buildLog(cacheRoot: string, { name, key }: EngineSource): string {
  return join(cacheRoot, 'logs', `${name}-${key}.log`);
}

/**
 * An engine that was built from these sources, with this version of Go, or with any where none is given. An `Engine` if
 * it has a program.
 */
export async function cachedEngine(
  cacheRoot: string,
  source: EngineSource,
  go?: string,
): Promise<EngineFiles | undefined> {
  const prefix = `${source.name}-${source.key}-`;
  const folders = go === undefined ? await foldersOf(cacheRoot, prefix) : [engineFolder(cacheRoot, source, go)];
  for (const folder of folders) {
    const { name, version } = source;
    const files: EngineFiles = { name, version, assets: join(folder, ASSETS) };
    const program = hasProgram(source) ? { binary: join(folder, name) } : undefined;
    if ((await recordOf(folder))?.key === source.key && (!program || (await isExecutable(program.binary)))) {
      return { ...files, ...program };
    }
  }
  return undefined;
}

/** Makes the cache folder. @throws Failure `engine/cache-not-writable` */
export async function ensureCache(cacheRoot: string): Promise<void> {
  try {
    const logs = join(cacheRoot, 'logs');
    await mkdir(logs, { recursive: true });
    await Promise.all([cacheRoot, logs].map((folder) => access(folder, constants.W_OK)));
  } catch (error) {
    throw cacheNotWritable(cacheRoot, error);
  }
}

async function foldersOf(cacheRoot: string, prefix: string): Promise<string[]> {
  try {
    const entries = await readdir(cacheRoot);
    return entries
      .filter((entry) => entry.startsWith(prefix))
      .sort()
      .reverse()
      .map((entry) => join(cacheRoot, entry));
  } catch {
    return [];
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function recordOf(folder: string): Promise<EngineRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as EngineRecord;
  } catch {
    return undefined;
  }
}
