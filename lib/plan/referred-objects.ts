import { listAt, textAt } from '../core/fields';
import { isJsonObject, type Json, type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { podsOf } from '../core/pod-kinds';

/** Fields of a pod that refer to an object of the pod's namespace: its kind, and the field that has its name. */
const REFERENCES: Readonly<Record<string, { readonly kind: string; readonly name: string }>> = {
  configMap: { kind: 'ConfigMap', name: 'name' },
  configMapRef: { kind: 'ConfigMap', name: 'name' },
  configMapKeyRef: { kind: 'ConfigMap', name: 'name' },
  secret: { kind: 'Secret', name: 'secretName' },
  secretRef: { kind: 'Secret', name: 'name' },
  secretKeyRef: { kind: 'Secret', name: 'name' },
  nodePublishSecretRef: { kind: 'Secret', name: 'name' },
  azureFile: { kind: 'Secret', name: 'secretName' },
  persistentVolumeClaim: { kind: 'PersistentVolumeClaim', name: 'claimName' },
};

/**
 * What the pods of an object cannot start without, of the kinds that Karmada carries along with a workload (karmada v1.18.2
 * pkg/util/helper/pod.go, GetDependenciesFromPodTemplate). What is marked as optional is none of it.
 */
export function referredObjects(manifest: Manifest): ObjectRef[] {
  const namespace = manifest.metadata.namespace ?? 'default';
  const found = new Map<string, ObjectRef>();
  for (const { shape } of podsOf(manifest)) {
    for (const { kind, name } of namesIn(shape.spec)) {
      found.set(`${kind}/${name}`, { apiVersion: 'v1', kind, namespace, name });
    }
  }
  return [...found.values()];
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

function* namesIn(spec: JsonObject): Iterable<Named> {
  const account = textAt(spec, 'serviceAccountName') ?? textAt(spec, 'serviceAccount');
  if (account !== undefined && account !== 'default') {
    yield { kind: 'ServiceAccount', name: account };
  }
  for (const secret of listAt(spec, 'imagePullSecrets')) {
    yield* named('Secret', secret, 'name');
  }
  for (const field of ['volumes', 'initContainers', 'containers']) {
    for (const part of listAt(spec, field)) {
      yield* referencesIn(part);
    }
  }
}

function* referencesIn(value: Json | undefined): Iterable<Named> {
  if (Array.isArray(value)) {
    for (const item of value) {
      yield* referencesIn(item);
    }
  } else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (Object.hasOwn(REFERENCES, key) && isJsonObject(inner) && inner.optional !== true) {
        const { kind, name } = REFERENCES[key]!;
        yield* named(kind, inner, name);
        // a secret among the projected sources of a volume
        yield* key === 'secret' ? named(kind, inner, 'name') : [];
      } else {
        yield* referencesIn(inner);
      }
    }
  }
}

function* named(kind: string, of: JsonObject, field: string): Iterable<Named> {
  const name = textAt(of, field);
  if (name !== undefined) {
    yield { kind, name };
  }
}

/** Kinds with pods whose references Karmada follows by itself (karmada v1.18.2 pkg/resourceinterpreter/default/native/dependencies.go). */
const FOLLOWED = new Set([
  'v1/Pod',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'batch/v1/CronJob',
  'batch/v1/Job',
]);

/** Whether Karmada knows by itself what the pods of such an object refer to. */
export function isFollowed(kind: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return FOLLOWED.has(kindKey(kind));
}
