import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import type { FleetModel } from '../core/model';
import type { Engine, EngineFiles } from '../engines';
import { notRunning, stateForeign, stateInUse, stateNotWritable, stateUnreadable } from './failures';
import { identityOf, isRunning, type ProcessIdentity } from './identity';
import { Layout } from './layout';
import type { ProcessRecord } from './process';

const VERSION = 2;
const STATE_FILE = 'twin.json';
const LOCK = `${STATE_FILE}.lock`;
/** Everything else that a twin puts into its folder. */
const ENTRIES = ['etcd', 'kubeconfigs', 'kwok.yaml', 'logs', 'pids', 'pki', 'volcano'];

/** The state file, and what a crash left of a write. */
const isState = (entry: string): boolean => /^twin\.json(\.[0-9a-f]{8})?$/.test(entry);

/** The engines of a twin. */
export interface TwinEngines {
  readonly kubernetes: Engine;
  readonly karmada: Engine;
  /** Needed when a member has Volcano. @default none */
  readonly volcano?: Engine;
  /** Needed when a member has Istio. @default none */
  readonly 'istio-crds'?: EngineFiles;
  /** Needed when a member has Kyverno. @default none */
  readonly 'kyverno-crds'?: EngineFiles;
  /** Needed when a member has the Prometheus operator. @default none */
  readonly 'prometheus-operator-crds'?: EngineFiles;
}

/** Names of the engines that a twin can use. */
export type TwinEngineName = keyof TwinEngines;

/** What another process needs to know to work with a twin; the content of `twin.json`. */
export interface TwinState {
  readonly version: number;
  /** The fleet, with the members that run. */
  readonly fleet: FleetModel;
  /** The fleet's members that do not run. */
  readonly absent: readonly string[];
  /** First port of the twin's range. */
  readonly base: number;
  readonly engines: TwinEngines;
  /** The process with which the twin ends; absent when it runs on its own. */
  readonly owner?: ProcessIdentity;
  /** Whether everything came up. */
  readonly ready: boolean;
}

/**
 * Makes the folder this process's own, for a twin that is about to be started. What a twin left there whose processes
 * are all gone is removed.
 * @throws Failure `twin/state-in-use`, `twin/state-foreign`, `twin/state-not-writable`
 */
export async function claimState(state: Omit<TwinState, 'version' | 'ready' | 'owner'>, folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  const own = ownOf(entries);
  const foreign = entries.find((entry) => !own.includes(entry));
  if (foreign) {
    throw stateForeign(folder, foreign);
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (error) {
    throw stateNotWritable(folder, error);
  }
  await locked(folder, async () => {
    const holder = await holderOf(folder);
    if (holder) {
      throw stateInUse(folder, holder);
    }
    await removeEntries(folder, (entry) => ENTRIES.includes(entry));
    const owner = identityOf(process.pid);
    await writeState(folder, { ...state, version: VERSION, ready: false, owner });
  });
  for (const name of ['kubeconfigs', 'logs', 'pids', 'pki']) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  }
}

/** Reads the state of a twin. @throws Failure `twin/not-running`, `twin/state-unreadable` */
export async function readState(folder: string): Promise<TwinState> {
  const file = join(folder, STATE_FILE);
  if (!existsSync(file)) {
    throw notRunning(folder);
  }
  try {
    const state = JSON.parse(await readFile(file, 'utf8')) as TwinState;
    if (state.version !== VERSION) {
      throw new Error(`its format is ${state.version}, expected ${VERSION}`);
    }
    return state;
  } catch (error) {
    throw stateUnreadable(file, error);
  }
}

/** Replaces the state in one step: a reader sees the old or the new one. */
export async function writeState(folder: string, state: TwinState): Promise<void> {
  await writeAtomically(join(folder, STATE_FILE), state);
}

/**
 * Lets a folder whose twin has been stopped be claimed again, by this process, too. Where that cannot be written, on a full disk, whatever
 * went wrong before tells more.
 */
export async function releaseState(folder: string, { owner: _owner, ...state }: TwinState): Promise<void> {
  await writeState(folder, { ...state, ready: false }).catch(() => undefined);
}

/** Notes that a component runs. */
export async function writeRecord(layout: Layout, record: ProcessRecord): Promise<void> {
  await writeAtomically(layout.pidFile(record.cluster, record.component), record);
}

/** Forgets a component that was stopped. */
export async function removeRecord(layout: Layout, record: ProcessRecord): Promise<void> {
  await rm(layout.pidFile(record.cluster, record.component), { force: true });
}

/** Every component that was started and not stopped, dead ones included. */
export async function readRecords(layout: Layout): Promise<ProcessRecord[]> {
  const files = (await entriesOf(layout.pids)).filter((file) => file.endsWith('.json')).sort();
  const records = await Promise.all(
    files.map(async (file) => {
      try {
        return JSON.parse(await readFile(join(layout.pids, file), 'utf8')) as ProcessRecord;
      } catch (error) {
        // Stopped between the two looks.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
          return undefined;
        }
        throw stateUnreadable(join(layout.pids, file), error);
      }
    }),
  );
  return records.filter((record) => record !== undefined);
}

/** Removes everything that a twin put into its folder, and the folder if nothing else is in it. */
export async function removeState(folder: string): Promise<void> {
  await removeEntries(folder, (entry) => !isState(entry));
  // last: what is left of a folder without it would be nobody's
  await removeEntries(folder, isState);
  if (existsSync(folder) && (await entriesOf(folder)).length === 0) {
    await rmdir(folder);
  }
}

/** Who keeps the folder from being used; undefined when nobody does. */
async function holderOf(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, STATE_FILE))) {
    return undefined;
  }
  const state = await readState(folder);
  const layout = new Layout(folder, state.fleet, state.base);
  const running = (await readRecords(layout)).find(isRunning);
  if (running) {
    return `a running twin of the fleet "${state.fleet.name}" (${running.cluster}/${running.component} is process ${running.pid})`;
  }
  // The owner may have claimed the folder and not started anything yet.
  if (state.owner && !state.ready && isRunning(state.owner)) {
    return `process ${state.owner.pid}, which is starting a twin`;
  }
  return undefined;
}

async function locked(folder: string, work: () => Promise<void>): Promise<void> {
  const release = await lock(join(folder, STATE_FILE), {
    realpath: false,
    // A process that dies with the lock leaves it for these seconds; others wait a little longer than that.
    stale: 2000,
    update: 1000,
    retries: { retries: 30, factor: 1, minTimeout: 100, maxTimeout: 100 },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ELOCKED' ? stateInUse(folder, 'another process') : stateNotWritable(folder, error);
  });
  try {
    await work();
  } finally {
    await release();
  }
}

/** What of a folder is a twin's, and may be removed. Others have folders of these names, too: only beside a state file they are a twin's. */
function ownOf(entries: readonly string[]): string[] {
  const names = entries.some(isState) ? [...ENTRIES, LOCK] : [LOCK];
  return entries.filter((entry) => isState(entry) || names.includes(entry));
}

async function removeEntries(folder: string, which: (entry: string) => boolean): Promise<void> {
  const entries = ownOf(await entriesOf(folder)).filter(which);
  await Promise.all(entries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })));
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw stateNotWritable(folder, error);
  }
}

async function writeAtomically(file: string, content: object): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, file);
}
