import { listAt, numberAt, objectAt, optionalObjectAt } from '../core/fields';
import { type JsonObject, kindKey } from '../core/manifest';

/** How Karmada reads the replicas of a kind whose replicas it can also write. */
interface DivisibleKind {
  /** @returns undefined where the spec states them in a way that only the engine understands */
  readonly replicas: (spec: JsonObject) => number | undefined;
  /** The template of all pods; absent for kinds that have several, or none that tells what will run. */
  readonly template?: (spec: JsonObject) => JsonObject;
  /** The version of Karmada that was first to divide it; absent where all that are known do. */
  readonly since?: string;
}

const templateOf = (spec: JsonObject) => objectAt(spec, 'template');

/** The API server and the engines fill in 1 where nothing is stated. */
const countIn = (field: string) => (spec: JsonObject) => (spec[field] === undefined ? 1 : numberAt(spec, field));

const REPLICAS: DivisibleKind = { replicas: countIn('replicas'), template: templateOf };
const PARALLELISM: DivisibleKind = { replicas: countIn('parallelism') };

/**
 * Kinds that Karmada divides by itself (karmada v1.18.2 pkg/resourceinterpreter/default: native/revisereplica.go, and what
 * has replicaResource and replicaRevision below thirdparty/resourcecustomizations).
 */
const KINDS: Readonly<Record<string, DivisibleKind>> = {
  'apps/v1/Deployment': REPLICAS,
  'apps/v1/ReplicaSet': REPLICAS,
  'apps/v1/StatefulSet': REPLICAS,
  'batch/v1/Job': { ...PARALLELISM, template: templateOf },
  'apps.kruise.io/v1alpha1/CloneSet': REPLICAS,
  'apps.kruise.io/v1beta1/StatefulSet': REPLICAS,
  'apps.kruise.io/v1alpha1/UnitedDeployment': { ...REPLICAS, template: templateOfUnitedDeployment },
  // its parallelism says how many pods may start at the same time; it runs one on every node
  'apps.kruise.io/v1alpha1/BroadcastJob': PARALLELISM,
  'argoproj.io/v1alpha1/Workflow': PARALLELISM,
  // karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.17.md
  'ray.io/v1/RayService': { replicas: replicasOfRayService, since: '1.17' },
};

/** Kinds whose replicas Karmada reads, and cannot write (as above, what has no revision). */
const COUNTED_ONLY = new Set(['v1/Pod', 'flink.apache.org/v1beta1/FlinkDeployment', 'kubeflow.org/v1/Notebook']);

/** Whether Karmada by itself counts replicas of a kind that it copies whole. */
export function isCountedOnly(kind: { readonly apiVersion: string; readonly kind: string }): boolean {
  return COUNTED_ONLY.has(kindKey(kind));
}

/** `apiVersion/kind` of all kinds of which Karmada by itself counts replicas. */
export function countedKinds(): string[] {
  return [...divisibleKinds(), ...COUNTED_ONLY];
}

/** How Karmada by itself divides this kind; undefined for kinds that it copies whole. */
export function divisibleKind(of: { readonly apiVersion: string; readonly kind: string }): DivisibleKind | undefined {
  const key = kindKey(of);
  return Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
}

/** `apiVersion/kind` of all kinds that Karmada divides by itself. */
export function divisibleKinds(): string[] {
  return Object.keys(KINDS);
}

/** A UnitedDeployment wraps the template of another kind. */
function templateOfUnitedDeployment(spec: JsonObject): JsonObject {
  const wrapped = Object.values(templateOf(spec)).find((value) => typeof value === 'object' && value !== null);
  return templateOf(objectAt((wrapped ?? {}) as JsonObject, 'spec'));
}

/** One head, and the workers of all groups. */
function replicasOfRayService(spec: JsonObject): number {
  const cluster = optionalObjectAt(spec, 'rayClusterConfig');
  const workers = cluster ? listAt(cluster, 'workerGroupSpecs').map((group) => numberAt(group, 'replicas') ?? 0) : [];
  return cluster ? workers.reduce((a, b) => a + b, 1) : 0;
}
