import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheRoot, findEngines } from '../../engines';
import { type CommandResult, runCommand } from '../../engines/command';
import { helmMissing, helmTooOld } from '../failures';
import type { Access } from './connect';
import { forcingFlags, helmVersionIn, isKnownHelm, OLDEST_HELM } from './helm-version';

/** Where to look for helm beside the PATH. */
export interface HelmOptions {
  /** The command that is looked for on the PATH. @default helm */
  readonly installed?: string;
  /** @default see `defaultCacheRoot` */
  readonly cacheRoot?: string;
}

/** A helm that was found. */
export interface FoundHelm {
  readonly command: string;
  /** Flags of `upgrade` and `rollback`, see `forcingFlags`. */
  readonly forcing: readonly string[];
}

/**
 * The helm on the PATH, else the one that was built as an engine.
 * @throws Failure `pulumi/helm-missing`; `pulumi/helm-too-old` if there is one on the PATH, and no other
 */
export async function findHelm({
  installed = 'helm',
  cacheRoot = defaultCacheRoot(),
}: HelmOptions = {}): Promise<FoundHelm> {
  const answer = await versionOf(installed);
  const version = answer && helmVersionIn(answer);
  if (version && isKnownHelm(version)) {
    return { command: installed, forcing: forcingFlags(version) };
  }
  const [built] = await findEngines(['helm'], { cacheRoot });
  const command = built?.engine?.binary;
  const builtVersion = command && helmVersionIn((await versionOf(command)) ?? '');
  if (!builtVersion) {
    throw version ? helmTooOld(answer, OLDEST_HELM) : helmMissing();
  }
  return { command, forcing: forcingFlags(builtVersion) };
}

/** What a helm says of itself; undefined where there is none. */
async function versionOf(command: string): Promise<string | undefined> {
  const answer = await runCommand(command, ['version', '--short'], { cwd: tmpdir() }).catch(() => undefined);
  return answer?.ok ? answer.stdout.trim() : undefined;
}

/** helm, for one cluster. */
export interface Helm extends Pick<FoundHelm, 'forcing'> {
  /** Runs it; content that is given goes into a file that is appended to the arguments. */
  run(args: readonly string[], values?: object): Promise<CommandResult>;
}

/** Works with helm on a cluster. What it must not tell anybody is in files that only this user reads, and only for that time. */
export async function withHelm<T>({ kubeconfig, context }: Access, work: (helm: Helm) => Promise<T>): Promise<T> {
  const { command, forcing } = await findHelm();
  const folder = await mkdtemp(join(tmpdir(), 'cdk8s-fleet-helm-'));
  try {
    await chmod(folder, 0o700);
    const file = await privateFile(folder, 'kubeconfig', kubeconfig);
    const cluster = ['--kubeconfig', file, ...(context === undefined ? [] : ['--kube-context', context])];
    return await work({
      forcing,
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
