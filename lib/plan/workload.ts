import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { PodDemand, PodSetModel, Toleration, WorkloadModel } from '../core/model';
import { parseQuantity } from '../core/quantity';

/**
 * Kinds whose replicas Karmada reads and writes, with the field that holds them
 * (karmada v1.18.2 pkg/resourceinterpreter/default/native/replica.go and default/thirdparty).
 */
const DIVISIBLE: Readonly<Record<string, 'replicas' | 'parallelism'>> = {
  'apps/v1/Deployment': 'replicas',
  'apps/v1/ReplicaSet': 'replicas',
  'apps/v1/StatefulSet': 'replicas',
  'batch/v1/Job': 'parallelism',
  'apps.kruise.io/v1alpha1/CloneSet': 'replicas',
  'apps.kruise.io/v1beta1/StatefulSet': 'replicas',
  'apps.kruise.io/v1alpha1/UnitedDeployment': 'replicas',
};

/** Whether Karmada can divide the replicas of this kind; it copies all other kinds whole. */
export function isDivisible(of: { readonly apiVersion: string; readonly kind: string }): boolean {
  return kindKey(of) in DIVISIBLE;
}

/** Names of the kinds that can be divided, for messages. */
export function divisibleKinds(): string[] {
  return [...new Set(Object.keys(DIVISIBLE).map((key) => key.slice(key.lastIndexOf('/') + 1)))];
}

const VOLCANO_JOB = 'batch.volcano.sh/v1alpha1/Job';

/** What a plan needs to know of a workload's manifest; undefined for kinds whose pods are not known. */
export function readWorkload(manifest: Manifest): WorkloadModel | undefined {
  if (kindKey(manifest) === VOLCANO_JOB) {
    return readVolcanoJob(manifest);
  }
  const field = DIVISIBLE[kindKey(manifest)];
  if (!field) {
    return undefined;
  }
  const spec = objectAt(manifest, 'spec');
  const completions = numberAt(spec, 'completions');
  // the API server sets both to 1 if neither is given, and parallelism to 1 if only completions is
  const running = numberAt(spec, field) ?? 1;
  const parallel = field === 'parallelism';
  const unset = parallel && spec.parallelism === undefined && completions === undefined;
  const replicas = parallel && completions !== undefined ? Math.min(running, completions) : running;
  return {
    ...refOf(manifest),
    replicas,
    ...(parallel && (completions !== undefined || unset) ? { completions: completions ?? 1 } : {}),
    podSets: [{ replicas, minAvailable: 0, pod: readPod(objectAt(objectAt(spec, 'template'), 'spec')) }],
  };
}

/**
 * A Volcano Job with its tasks. What is not stated is as Volcano's webhook fills it in: a task needs all its pods, a job
 * as many as its tasks. A job that needs fewer than its tasks together is held to its own number only (volcano v1.15.1
 * pkg/webhooks/admission/jobs/mutate/mutate_job.go and pkg/scheduler/api/job_info.go, CheckTaskReady).
 */
function readVolcanoJob(manifest: Manifest): WorkloadModel | undefined {
  const spec = objectAt(manifest, 'spec');
  const tasks = listAt(spec, 'tasks').map((task, index): PodSetModel => {
    const replicas = numberAt(task, 'replicas') ?? 0;
    return {
      name: typeof task.name === 'string' ? task.name : `default${index}`,
      replicas,
      minAvailable: numberAt(task, 'minAvailable') ?? replicas,
      pod: readPod(objectAt(objectAt(task, 'template'), 'spec')),
    };
  });
  if (tasks.length === 0) {
    return undefined;
  }
  const needed = tasks.reduce((sum, task) => sum + task.minAvailable, 0);
  const gang = numberAt(spec, 'minAvailable') || needed;
  return {
    ...refOf(manifest),
    replicas: tasks.reduce((sum, task) => sum + task.replicas, 0),
    podSets: gang < needed ? tasks.map((task) => ({ ...task, minAvailable: 0 })) : tasks,
    gang,
    queue: typeof spec.queue === 'string' ? spec.queue : 'default',
  };
}

/** Identity of a namespaced object. */
export function refOf({ apiVersion, kind, metadata }: Manifest) {
  return { apiVersion, kind, name: metadata.name ?? '', namespace: metadata.namespace ?? 'default' };
}

/**
 * What one pod asks for, as the scheduler counts it: its containers and sidecars together, or the peak while its init
 * containers run, whichever is more; plus the overhead of its runtime class. Limits stand for requests not stated.
 */
export function readPod(spec: JsonObject): PodDemand {
  const sidecars: Record<string, number> = {};
  const peak: Record<string, number> = {};
  for (const init of listAt(spec, 'initContainers')) {
    const own = requestsOf(init);
    const together = { ...sidecars };
    add(together, own);
    raise(peak, together);
    if (init.restartPolicy === 'Always') {
      add(sidecars, own);
    }
  }
  const requests = { ...sidecars };
  for (const container of listAt(spec, 'containers')) {
    add(requests, requestsOf(container));
  }
  raise(requests, peak);
  add(requests, quantitiesAt(spec, 'overhead'));
  return {
    requests,
    nodeSelector: objectAt(spec, 'nodeSelector') as Record<string, string>,
    tolerations: listAt(spec, 'tolerations') as Toleration[],
  };
}

function requestsOf(container: JsonObject): Record<string, number> {
  const resources = objectAt(container, 'resources');
  return { ...quantitiesAt(resources, 'limits'), ...quantitiesAt(resources, 'requests') };
}

/** The quantities of a field that holds amounts by resource name; what is no quantity is left out. */
export function quantitiesAt(of: JsonObject, key: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [resource, quantity] of Object.entries(objectAt(of, key))) {
    const amount = parseQuantity(quantity as string | number);
    if (amount !== undefined) {
      result[resource] = amount;
    }
  }
  return result;
}

function add(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [resource, amount] of Object.entries(more)) {
    sum[resource] = (sum[resource] ?? 0) + amount;
  }
}

function raise(peak: Record<string, number>, to: Readonly<Record<string, number>>): void {
  for (const [resource, amount] of Object.entries(to)) {
    peak[resource] = Math.max(peak[resource] ?? 0, amount);
  }
}

function objectAt(of: JsonObject, key: string): JsonObject {
  const value = of[key];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listAt(of: JsonObject, key: string): JsonObject[] {
  const value = of[key];
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

function numberAt(of: JsonObject, key: string): number | undefined {
  const value = of[key];
  return typeof value === 'number' ? value : undefined;
}
