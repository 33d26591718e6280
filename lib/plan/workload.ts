import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { PodDemand, Toleration, WorkloadModel } from '../core/model';
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

/** What a plan needs to know of a workload's manifest; undefined for kinds that cannot be divided. */
export function readWorkload(manifest: Manifest): WorkloadModel | undefined {
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
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    name: manifest.metadata.name ?? '',
    namespace: manifest.metadata.namespace ?? 'default',
    replicas: parallel && completions !== undefined ? Math.min(running, completions) : running,
    ...(parallel && (completions !== undefined || unset) ? { completions: completions ?? 1 } : {}),
    pod: readPod(objectAt(objectAt(spec, 'template'), 'spec')),
  };
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

function quantitiesAt(of: JsonObject, key: string): Record<string, number> {
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
