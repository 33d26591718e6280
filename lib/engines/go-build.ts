import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { goFailed } from './failures';
import { countModules, countPackages, LIST_FORMAT, type Packages, runGo } from './go';
import { withGrafts } from './grafts';
import type { BuildOptions } from './options';
import type { GoSource } from './source';

/** Builds the program of an engine. @throws Failure `engine/download-failed`, `engine/build-failed` */
export async function buildProgram(pinned: GoSource, binary: string, options: BuildOptions): Promise<void> {
  const sources = join(dirname(binary), 'sources');
  const source = await withGrafts(pinned, sources, options);
  const packages = await download(source, options);
  await compile(source, packages, binary, options);
  await rm(sources, { recursive: true, force: true });
}

/** Listing the packages fetches the modules that hold them. */
async function download(source: GoSource, options: BuildOptions): Promise<Packages> {
  const { log, onPhase } = options;
  onPhase('download', 0, 0);
  const args = ['list', '-deps', ...source.flags, `-f=${LIST_FORMAT}`, programOf(source)];
  const onLine = countModules((modules) => onPhase('download', modules, 0));
  const listed = await runGo(source, args, { ...options, onLine });
  if (!listed.ok) {
    throw goFailed({ engine: source.name, log }, listed.lastLines);
  }
  return countPackages(listed.stdout);
}

async function compile(
  source: GoSource,
  { total, stale }: Packages,
  binary: string,
  options: BuildOptions,
): Promise<void> {
  const { log, onPhase } = options;
  let done = total - stale;
  onPhase('compile', done, total);
  const built = await runGo(source, ['build', '-v', ...source.flags, `-o=${binary}`, programOf(source)], {
    ...options,
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
    throw goFailed({ engine: source.name, log }, built.lastLines);
  }
  onPhase('assets', total, total);
}

function programOf({ spec }: GoSource): string {
  return spec.program || '.';
}
