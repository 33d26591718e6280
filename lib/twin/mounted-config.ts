import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '../core/manifest';
import { configurationIn } from '../core/scheduler';
import type { Layout } from './layout';

/**
 * Does what a kubelet does for Volcano's scheduler in a cluster, where there is one: what a ConfigMap says of its configuration
 * stands in the file that it reads. The scheduler looks at every change, and so must never see half of one.
 */
export async function mountSchedulerConfig(
  layout: Layout,
  cluster: string,
  manifests: readonly Manifest[],
): Promise<void> {
  for (const text of manifests.flatMap((manifest) => configurationIn(manifest) ?? [])) {
    await mountSchedulerText(layout, cluster, text);
  }
}

/** The same with the configuration itself. In a cluster without Volcano nothing happens. */
export async function mountSchedulerText(layout: Layout, cluster: string, text: string): Promise<void> {
  const file = layout.schedulerConfig(cluster);
  const mounted = await readFile(file, 'utf8').catch(() => undefined);
  if (mounted !== undefined && text !== mounted) {
    await replaceFile(file, text);
  }
}

/** The new file is made beside the folder that is watched. */
async function replaceFile(file: string, text: string): Promise<void> {
  const folder = `${dirname(file)}.new`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const whole = join(folder, 'file');
  await writeFile(whole, text, { mode: 0o600 });
  await rename(whole, file);
}
