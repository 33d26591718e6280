import { copyFile, link, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation';
import { defaultCacheRoot, findEngines } from '../engines';
import { cliMissing } from './failures';

/** Where to look for Pulumi beside the PATH. */
export interface CliOptions {
  /** Folder in which a Pulumi from the engine cache is made ready. */
  readonly folder: string;
  /** @default see `defaultCacheRoot` */
  readonly cacheRoot?: string;
}

/** Pulumi's command line. */
export interface PulumiCli {
  readonly command: PulumiCommand;
  /** Where it comes from, for people. */
  readonly origin: string;
}

/** Program that runs the providers of dynamic resources; an installed Pulumi brings it, and so does its npm package. */
const DYNAMIC = 'pulumi-resource-pulumi-nodejs';

/** The Pulumi on the PATH, else the one that was built as an engine. @throws Failure `pulumi/cli-missing` */
export async function findPulumi({ folder, cacheRoot = defaultCacheRoot() }: CliOptions): Promise<PulumiCli> {
  const installed = await PulumiCommand.get().catch(() => undefined);
  if (installed) {
    return { command: installed, origin: `pulumi ${installed.version} on the PATH` };
  }
  const [found] = await findEngines(['pulumi'], { cacheRoot });
  const binary = found?.engine?.binary;
  if (binary === undefined) {
    throw cliMissing();
  }
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const sdk = dirname(createRequire(__filename).resolve('@pulumi/pulumi/package.json'));
  // Beside each other: Pulumi looks for what belongs to it where its own file is, which it would not be through a symbolic link.
  await place(binary, join(bin, 'pulumi'));
  await place(join(sdk, DYNAMIC), join(bin, DYNAMIC));
  return {
    command: await PulumiCommand.get({ root: folder }),
    origin: `pulumi ${found?.version} from the engine cache`,
  };
}

async function place(file: string, at: string): Promise<void> {
  await rm(at, { force: true });
  await link(file, at).catch(() => copyFile(file, at));
}
