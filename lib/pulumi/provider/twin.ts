import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../../core/manifest';
import type { FleetModel } from '../../core/model';
import { defaultCacheRoot, ensureEngines } from '../../engines';
import { findTwin } from '../../twin/find-twin';
import { CONTROL_PLANE } from '../../twin/layout';
import { neededEngines } from '../../twin/needed-engines';
import type { TwinStep } from '../../twin/options';
import { runningPart } from '../../twin/running-part';
import { Twin } from '../../twin/twin';
import { withProgress } from './progress';

/** The inputs of a twin. */
interface TwinProps {
  readonly fleet: FleetModel;
  /** Names of the members that run. */
  readonly members: readonly string[];
  /** Folder of the twin. */
  readonly state: string;
  /** The program's Cluster objects. */
  readonly clusters: readonly Manifest[];
  /** What each API server has to know, by cluster: one object without content for each kind. */
  readonly kinds: Readonly<Record<string, readonly Manifest[]>>;
  /** Namespaces that the program uses and does not hold, by cluster. */
  readonly namespaces: Readonly<Record<string, readonly string[]>>;
  /** What Volcano's scheduler has mounted, by member. */
  readonly schedulers: Readonly<Record<string, string>>;
}

/** What becomes of them. */
interface TwinOuts extends TwinProps {
  /** Content of a kubeconfig for each cluster. */
  readonly kubeconfigs: Readonly<Record<string, string>>;
}

/** A change of these makes another twin. */
const IDENTITY = ['fleet', 'members', 'state'] as const;
/** A change of these is made in a twin that runs. */
const CONTENT = ['clusters', 'kinds', 'namespaces', 'schedulers'] as const;

/** Starts a twin that runs on, tells it of new kinds and changed members, and stops it. */
export const twin: pulumi.dynamic.ResourceProvider = {
  async diff(_id: string, olds: TwinProps, news: TwinProps) {
    const differs = (name: keyof TwinProps) => !isDeepStrictEqual(olds[name], news[name]);
    const replaces = IDENTITY.filter(differs);
    return {
      replaces,
      deleteBeforeReplace: true,
      changes: replaces.length > 0 || CONTENT.some(differs),
    };
  },

  async create(inputs: TwinProps) {
    const { fleet, members, state, clusters, kinds } = inputs;
    const controlPlane = [...clusters, ...(kinds[CONTROL_PLANE] ?? [])];
    const running = await withProgress('twin', async (tell) => {
      const engines = await ensureEngines(neededEngines(fleet, members), {
        cacheRoot: defaultCacheRoot(),
        onProgress: ({ engine, phase, done, total }) => tell(() => `${engine}: ${phase} ${done}/${total}`),
      });
      const onStep = ({ step }: TwinStep) => tell(() => `has ${step}`);
      return (await orphan(inputs)) ?? Twin.up(fleet, { state, members, engines, controlPlane, onStep });
    });
    try {
      const outs = await prepare(running, inputs);
      await running.detach();
      return { id: state, outs };
    } catch (error) {
      await running.stop();
      throw error;
    }
  },

  async update(_id: string, _olds: TwinProps, news: TwinProps) {
    const running = await Twin.attach(news.state);
    try {
      await applyTo(running, CONTROL_PLANE, news.clusters);
      return { outs: await prepare(running, news) };
    } finally {
      await running.detach();
    }
  },

  async read(id: string, props: TwinOuts) {
    const running = await findTwin(props.state);
    if (!running) {
      return {};
    }
    try {
      return { id, props: { ...props, kubeconfigs: await kubeconfigsOf(running) } };
    } finally {
      await running.detach();
    }
  },

  async delete(_id: string, { state }: TwinProps) {
    await (await findTwin(state))?.down();
  },
};

/** The twin that an update started which was killed before it could say so. */
async function orphan({ fleet, members, state }: TwinProps): Promise<Twin | undefined> {
  const running = await findTwin(state);
  const { fleet: wanted } = runningPart(fleet, members);
  // through JSON, as the state file keeps it
  return running && isDeepStrictEqual(running.fleet, JSON.parse(JSON.stringify(wanted))) ? running : undefined;
}

/** Makes a running twin ready for the program. */
async function prepare(running: Twin, props: TwinProps): Promise<TwinOuts> {
  for (const [cluster, kinds] of Object.entries(props.kinds)) {
    await running.serve(cluster, kinds);
  }
  for (const [cluster, names] of Object.entries(props.namespaces)) {
    const namespaces = names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    await applyTo(running, cluster, namespaces);
  }
  // the objects themselves are applied by others, and no kubelet carries them to the scheduler
  for (const [member, configuration] of Object.entries(props.schedulers)) {
    await running.configureScheduler(member, configuration);
  }
  return { ...props, kubeconfigs: await kubeconfigsOf(running) };
}

async function applyTo(running: Twin, cluster: string, objects: readonly Manifest[]): Promise<void> {
  const refused = (await running.applyTo(cluster, objects)).find(({ outcome }) => outcome === 'failed');
  if (refused) {
    throw new Error(`${cluster} refuses ${refused.kind} ${refused.name}: ${refused.message}`);
  }
}

async function kubeconfigsOf(running: Twin): Promise<TwinOuts['kubeconfigs']> {
  const clusters = [CONTROL_PLANE, ...running.fleet.members.map(({ name }) => name)];
  const contents = clusters.map(async (name) => [name, await readFile(running.kubeconfig(name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(contents));
}
