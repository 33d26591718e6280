import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheRoot, findEngines } from '../../engines';
import { type CommandResult, runCommand } from '../../engines/command';
import { helmMissing } from '../failures';
import type { Access } from './connect';

/** Where to look for helm beside the PATH. */
export interface HelmOptions {
  /** The command that is looked for on the PATH. @default helm */
  readonly installed?: string;
  /** @default see `defaultCacheRoot` */
  readonly cacheRoot?: string;
}

/** The helm on the PATH, else the one that was built as an engine. @throws Failure `pulumi/helm-missing` */
export async function findHelm({
  installed = 'helm',
  cacheRoot = defaultCacheRoot(),
}: HelmOptions = {}): Promise<string> {
  const answer = await runCommand(installed, ['version', '--short'], { cwd: tmpdir() }).catch(() => undefined);
  if (answer?.ok) {
    return installed;
  }
  const [found] = await findEngines(['helm'], { cacheRoot });
  if (found?.engine?.binary === undefined) {
    throw helmMissing();
  }
  return found.engine.binary;
}

/** helm, for one cluster. */
export interface Helm {
  /** Runs it; content that is given goes into a file that is appended to the arguments. */
  run(args: readonly string[], values?: object): Promise<CommandResult>;
}

/** Works with helm on a cluster. What it must not tell anybody is in files that only this user reads, and only for that time. */
export async function withHelm<T>({ kubeconfig, context }: Access, work: (helm: Helm) => Promise<T>): Promise<T> {
  const command = await findHelm();
  const folder = await mkdtemp(join(tmpdir(), 'cdk8s-fleet-helm-'));
  try {
    await chmod(folder, 0o700);
    const file = await privateFile(folder, 'kubeconfig', kubeconfig);
    const cluster = ['--kubeconfig', file, ...(context === undefined ? [] : ['--kube-context', context])];
    return await work({
      run: async (args, values) => {
        const more = values ? ['--values', await privateFile(folder, 'values.json', JSON.stringify(values))] : [];
        return runCommand(command, [...args, ...more, ...cluster], { cwd: folder });
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function privateFile(folder: string, name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content, { mode: 0o600 });
  return file;
}
