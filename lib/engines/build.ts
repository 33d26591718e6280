import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyAssets, downloadModules } from './assets';
import { removeCopies } from './copy';
import { buildProgram } from './go-build';
import type { BuildOptions } from './options';
import { type EngineSource, hasProgram, isGoSource } from './source';
import { unpackWheel } from './wheel';

/** What a folder of the cache says of itself. */
export interface EngineRecord {
  readonly name: string;
  readonly version: string;
  readonly key: string;
  /** The version of Go; absent where Go had no part in it. */
  readonly go?: string;
}

export const ASSETS = 'assets';
export const RECORD = 'engine.json';

/**
 * Makes an engine beside its folder and moves it there in one step. Go keeps what it has compiled: a build that was
 * interrupted goes on where it stopped.
 * @throws Failure `engine/download-failed`, `engine/build-failed`, `engine/python-missing`
 */
export async function buildEngine(source: EngineSource, options: BuildOptions): Promise<void> {
  const { folder, goVersion } = options;
  const { name, version, key } = source;
  // of this folder, as the lock is: another version of Go builds beside it
  const unfinished = join(dirname(folder), `unfinished-${basename(folder)}`);
  await removeCopies(unfinished);
  await mkdir(join(unfinished, ASSETS), { recursive: true });
  if (!isGoSource(source)) {
    await unpackWheel(source, join(unfinished, name), options);
  } else {
    await (hasProgram(source)
      ? buildProgram(source, join(unfinished, name), options)
      : downloadModules(source, options));
    await copyAssets(source, join(unfinished, ASSETS), options);
  }
  const record: EngineRecord = { name, version, key, ...(goVersion === undefined ? {} : { go: goVersion }) };
  await writeFile(join(unfinished, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  // What lies there, if anything, is not complete, or nobody would have asked for it.
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}
