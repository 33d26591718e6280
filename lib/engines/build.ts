import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EngineAsset } from './catalogue';
import { copyFromModule } from './copy';
import { type BuildPlace, buildFailed, downloadFailed } from './failures';
import { countPackages, type GoOptions, LIST_FORMAT, type Packages, runGo } from './go';
import { withGrafts } from './grafts';
import type { EnginePhase } from './progress';
import type { EngineSource } from './source';

/** Where a build goes, and who wants to know about it. */
export interface BuildOptions extends GoOptions {
  /** The folder that appears, complete, when the build is done. */
  readonly folder: string;
  readonly log: string;
  /** The version of Go, for the record. */
  readonly goVersion: string;
  readonly onPhase: (phase: EnginePhase, done: number, total: number) => void;
}

/** What a folder of the cache says of itself. */
export interface EngineRecord {
  readonly name: string;
  readonly version: string;
  readonly key: string;
  readonly go: string;
}

export const ASSETS = 'assets';
export const RECORD = 'engine.json';
/** Where the sources are put together, below an unfinished build. */
const SOURCES = 'sources';

/**
 * Builds an engine beside its folder and moves it there in one step. Go keeps what it has compiled: a build that was
 * interrupted goes on where it stopped.
 * @throws Failure `engine/download-failed`, `engine/build-failed`
 */
export async function buildEngine(pinned: EngineSource, options: BuildOptions): Promise<void> {
  const { folder, goVersion } = options;
  const unfinished = join(dirname(folder), `unfinished-${pinned.name}-${pinned.key}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(unfinished, ASSETS), { recursive: true });
  const source = await withGrafts(pinned, join(unfinished, SOURCES), options);
  const packages = await download(source, options);
  await compile(source, packages, join(unfinished, source.name), options);
  options.onPhase('assets', packages.total, packages.total);
  for (const asset of source.spec.assets ?? []) {
    await copyAsset(source, asset, join(unfinished, ASSETS, asset.to), options);
  }
  await rm(join(unfinished, SOURCES), { recursive: true, force: true });
  const { name, version, key } = source;
  const record: EngineRecord = { name, version, key, go: goVersion };
  await writeFile(join(unfinished, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  // What lies there, if anything, is not complete, or nobody would have asked for it.
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

/** Listing the packages fetches the modules that hold them. */
async function download(source: EngineSource, options: BuildOptions): Promise<Packages> {
  const { log, onPhase } = options;
  let modules = 0;
  onPhase('download', modules, 0);
  const listed = await runGo(source, ['list', '-deps', ...source.flags, `-f=${LIST_FORMAT}`, '.'], {
    ...options,
    log,
    onLine: (line) => {
      if (line.startsWith('go: downloading ')) {
        onPhase('download', ++modules, 0);
      }
    },
  });
  if (!listed.ok) {
    throw failure(placeOf(source, options), listed.lastLines);
  }
  return countPackages(listed.stdout);
}

async function compile(
  source: EngineSource,
  { total, stale }: Packages,
  binary: string,
  options: BuildOptions,
): Promise<void> {
  const { log, onPhase } = options;
  let done = total - stale;
  onPhase('compile', done, total);
  const built = await runGo(source, ['build', '-v', ...source.flags, `-o=${binary}`, '.'], {
    ...options,
    log,
    // A line is a package whose compilation has begun, or a note of the go command.
    onLine: (line) => {
      if (line.startsWith('go: ') || line.startsWith('#') || /\s/.test(line)) {
        return;
      }
      done = Math.min(done + 1, total);
      // The last one is the program itself: what takes long about it is the linking.
      onPhase(done === total ? 'link' : 'compile', done, total);
    },
  });
  if (!built.ok) {
    throw failure(placeOf(source, options), built.lastLines);
  }
}

async function copyAsset(source: EngineSource, asset: EngineAsset, to: string, options: BuildOptions): Promise<void> {
  const { ok, stdout, lastLines } = await runGo(source, ['list', '-m', '-f={{.Dir}}', asset.module], options);
  const module = stdout.trim();
  if (!ok || module === '') {
    throw failure(placeOf(source, options), lastLines);
  }
  await copyFromModule(join(module, asset.from), to);
}

function placeOf({ name }: EngineSource, { log }: BuildOptions): BuildPlace {
  return { engine: name, log };
}

/** How Go begins the lines that tell of modules it could not get or did not trust. */
const DOWNLOAD_TROUBLE =
  /dial tcp|i\/o timeout|no such host|connection refused|TLS handshake|checksum mismatch|reading (?:https?:|\S+\.(?:mod|zip))|Get "https?:|unrecognized import path|\b(?:403|404|410|429|50[0-9]) [A-Z]/;

function failure(place: BuildPlace, lastLines: readonly string[]) {
  return DOWNLOAD_TROUBLE.test(lastLines.join('\n')) ? downloadFailed(place, lastLines) : buildFailed(place, lastLines);
}
