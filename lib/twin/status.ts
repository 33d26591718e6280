import type { ApiClient } from './client';
import { memberComponents } from './components';
import { isRunning, memoryOf } from './identity';
import { isReady } from './join';
import { aggregatedApiServer, karmadaControllers, karmadaScheduler, webhook } from './karmada';
import { apiServer, controllerManager, etcd } from './kubernetes';
import { CONTROL_PLANE, type Component, type Layout, SHARED } from './layout';
import { declaredEngines } from './needed-engines';
import type { ProcessRecord } from './process';
import type { TwinState } from './state';

/** `stopped`: on request; `dead`: without anybody's asking. */
export type ComponentState = 'running' | 'stopped' | 'dead';

/** One process of a twin. */
export interface ComponentStatus {
  readonly component: string;
  readonly state: ComponentState;
  readonly pid?: number;
  /** Proportional set size in bytes; Linux only. */
  readonly memory?: number;
  readonly log: string;
}

/** One cluster of a twin. */
export interface ClusterStatus {
  /** A member, `control-plane`, or `shared` for what all clusters share. */
  readonly name: string;
  readonly components: readonly ComponentStatus[];
  /** Path of an administrator's kubeconfig; absent for `shared`. */
  readonly kubeconfig?: string;
  /** Kubernetes version that runs. */
  readonly kubernetes: string;
  /** Kubernetes version that the fleet asks for; members only. */
  readonly wanted?: string;
  /** Whether Karmada reaches the member; members only. */
  readonly ready?: boolean;
}

/** What runs, what does not, and where to look. */
export interface TwinStatus {
  readonly fleet: string;
  readonly folder: string;
  readonly logs: string;
  /** Karmada version that runs. */
  readonly karmada: string;
  /** The process with which the twin ends; absent when it runs on its own. */
  readonly owner?: number;
  readonly clusters: readonly ClusterStatus[];
  /** Members of the fleet that the twin does not run. */
  readonly absent: readonly string[];
  /** What differs from the fleet that the program describes. */
  readonly notes: readonly string[];
}

/** Puts together what is on record, what the system says and what Karmada says. */
export async function twinStatus(
  layout: Layout,
  state: TwinState,
  records: readonly ProcessRecord[],
  client: (cluster: string) => Promise<ApiClient>,
): Promise<TwinStatus> {
  const { kubernetes, karmada } = state.engines;
  const ready = await readyMembers(client);
  const status = (name: string, components: readonly Component[]) => ({
    name,
    components: components.map((component) => componentStatus(component, records)),
    kubernetes: kubernetes.version,
  });
  const shared = status(SHARED, [etcd(layout, kubernetes)]);
  const controlPlane = status(CONTROL_PLANE, [
    apiServer(layout, kubernetes, CONTROL_PLANE),
    controllerManager(layout, kubernetes, CONTROL_PLANE),
    ...[aggregatedApiServer, webhook, karmadaControllers, karmadaScheduler].map((make) => make(layout, karmada)),
  ]);
  const members = layout.members.map((member) => ({
    ...status(member.name, memberComponents(layout, state.engines, member)),
    kubeconfig: layout.kubeconfig(member.name),
    wanted: member.kubernetes,
    ready: ready.has(member.name),
  }));
  return {
    fleet: layout.fleet.name,
    folder: layout.folder,
    logs: layout.logs,
    karmada: karmada.version,
    ...(state.owner ? { owner: state.owner.pid } : {}),
    clusters: [shared, { ...controlPlane, kubeconfig: layout.kubeconfig(CONTROL_PLANE) }, ...members],
    absent: state.absent,
    notes: notesOf(layout, state),
  };
}

function componentStatus(component: Component, records: readonly ProcessRecord[]): ComponentStatus {
  const { component: name, log } = component;
  const record = records.find((r) => r.cluster === component.cluster && r.component === name);
  if (!record) {
    return { component: name, state: 'stopped', log };
  }
  if (!isRunning(record)) {
    return { component: name, state: 'dead', log };
  }
  const memory = memoryOf(record);
  return { component: name, state: 'running', pid: record.pid, ...(memory === undefined ? {} : { memory }), log };
}

/** Members that Karmada reaches; none when the control plane does not answer. */
async function readyMembers(client: (cluster: string) => Promise<ApiClient>): Promise<ReadonlySet<string>> {
  try {
    const clusters = await (await client(CONTROL_PLANE)).list({
      apiVersion: 'cluster.karmada.io/v1alpha1',
      kind: 'Cluster',
    });
    return new Set(clusters.filter(isReady).map(({ metadata }) => metadata.name ?? ''));
  } catch {
    return new Set();
  }
}

function notesOf(layout: Layout, { engines }: TwinState): string[] {
  const minor = (version: string) => version.replace(/^v/, '').split('.').slice(0, 2).join('.');
  const runs = minor(engines.kubernetes.version);
  const notes = layout.members
    .filter((member) => member.kubernetes !== runs)
    .map((m) => `${m.name} runs Kubernetes ${runs}, the fleet asks for ${m.kubernetes}`);
  const { kubernetes: wanted = runs } = layout.fleet.controlPlane ?? {};
  if (wanted !== runs) {
    notes.push(`the control plane runs Kubernetes ${runs}, the fleet asks for ${wanted}`);
  }
  if (layout.fleet.karmada !== minor(engines.karmada.version)) {
    notes.push(`Karmada ${minor(engines.karmada.version)} runs, the fleet asks for ${layout.fleet.karmada}`);
  }
  for (const member of layout.members) {
    for (const { declared, engine, title } of declaredEngines(member)) {
      const wanted = member.engines[declared];
      const { version = '' } = engines[engine] ?? {};
      if (wanted !== minor(version)) {
        notes.push(`${member.name} has ${title} ${minor(version)}, the fleet asks for ${wanted}`);
      }
    }
  }
  for (const member of layout.members.filter(({ syncMode }) => syncMode === 'Pull')) {
    notes.push(`${member.name} is joined in push mode, the fleet asks for pull mode: no agent runs in a twin`);
  }
  return notes;
}
