import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { objectAt } from '../core/fields';
import type { Manifest } from '../core/manifest';
import { SCHEDULER_KEY } from '../core/scheduler';
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
  const file = layout.schedulerConfig(cluster);
  const mounted = await readFile(file, 'utf8').catch(() => undefined);
  for (const manifest of manifests.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'ConfigMap')) {
    const text = objectAt(manifest, 'data')[SCHEDULER_KEY];
    if (typeof text === 'string' && mounted !== undefined && text !== mounted) {
      await replaceFile(file, text);
    }
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
