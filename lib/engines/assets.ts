import { dirname, extname, join } from 'node:path';
import { compactCrds } from './compact-crds';
import { copyFromModule } from './copy';
import { goFailed } from './failures';
import { runGo } from './go';
import type { BuildOptions } from './options';
import type { GoSource } from './source';

/** Fetches the modules that hold the files of an engine without a program. @throws Failure `engine/download-failed` */
export async function downloadModules(source: GoSource, options: BuildOptions): Promise<void> {
  const { log, onPhase } = options;
  onPhase('download', 0, 0);
  const modules = new Set((source.spec.assets ?? []).map(({ module }) => module));
  const { ok, lastLines } = await runGo(source, ['mod', 'download', ...modules], options);
  if (!ok) {
    throw goFailed({ engine: source.name, log }, lastLines);
  }
  onPhase('assets', 0, 0);
}

/** Copies the files of an engine out of its modules, which are on this machine already. */
export async function copyAssets(source: GoSource, to: string, options: BuildOptions): Promise<void> {
  for (const asset of source.spec.assets ?? []) {
    const copy = join(to, asset.to);
    await copyFromModule(join(await moduleFolder(source, asset.module, options), asset.from), copy);
    if (asset.crds) {
      await compactCrds(extname(copy) === '' ? copy : dirname(copy));
    }
  }
}

async function moduleFolder(source: GoSource, module: string, options: BuildOptions): Promise<string> {
  const { log } = options;
  const { ok, stdout, lastLines } = await runGo(source, ['list', '-m', '-f={{.Dir}}', module], {
    ...options,
    log: undefined,
  });
  const folder = stdout.trim();
  if (!ok || folder === '') {
    throw goFailed({ engine: source.name, log }, lastLines);
  }
  return folder;
}
