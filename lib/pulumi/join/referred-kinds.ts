import type { Json, JsonObject, Manifest } from '../../core/manifest';
import type { CarriedKind } from './carried-kinds';

/**
 * Fields that refer to another object, and its kind: of pods, in whatever object they stand (karmada pkg/util/lifted/visitpod.go,
 * pkg/util/helper/pod.go), and of Flux (pkg/resourceinterpreter/default/thirdparty/resourcecustomizations).
 */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  configMap: ['ConfigMap'],
  configMapRef: ['ConfigMap'],
  configMapKeyRef: ['ConfigMap'],
  secret: ['Secret'],
  secretRef: ['Secret'],
  secretKeyRef: ['Secret'],
  certSecretRef: ['Secret'],
  nodePublishSecretRef: ['Secret'],
  imagePullSecrets: ['Secret'],
  azureFile: ['Secret'],
  serviceAccountName: ['ServiceAccount'],
  // which API servers copy to serviceAccountName
  serviceAccount: ['ServiceAccount'],
  persistentVolumeClaim: ['PersistentVolumeClaim'],
  // names the kind beside the name
  valuesFrom: ['ConfigMap', 'Secret'],
};

/** Kinds that Karmada looks at in a way of their own (pkg/resourceinterpreter/default/native/dependencies.go, and as above). */
const INTERPRETED: readonly {
  readonly group: string;
  readonly kind: string;
  /** Field of the spec without which it refers to nothing. */
  readonly field?: string;
  readonly refersTo: readonly CarriedKind[];
}[] = [
  { group: 'networking.k8s.io', kind: 'Ingress', field: 'tls', refersTo: [{ apiVersion: 'v1', kind: 'Secret' }] },
  {
    group: 'multicluster.x-k8s.io',
    kind: 'ServiceImport',
    refersTo: [
      { apiVersion: 'v1', kind: 'Service' },
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
    ],
  },
  {
    group: 'argoproj.io',
    kind: 'Workflow',
    field: 'volumeClaimTemplates',
    refersTo: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' }],
  },
];

/**
 * The kinds of what an object refers to, as Karmada carries it along where a policy says `propagateDeps`. Every kind is looked into for the
 * fields of pods: an interpreter of the user may do so, too.
 */
export function referredKinds(manifest: Manifest): readonly CarriedKind[] {
  const spec = (manifest.spec ?? {}) as JsonObject;
  const special = INTERPRETED.filter(
    ({ group, kind, field }) =>
      kind === manifest.kind && manifest.apiVersion.startsWith(`${group}/`) && (field === undefined || field in spec),
  ).flatMap(({ refersTo }) => refersTo);
  return [...special, ...[...kindsIn(manifest)].map((kind) => ({ apiVersion: 'v1', kind }))];
}

function* kindsIn(value: Json | undefined): Iterable<string> {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value)) {
      yield* REFERENCES[key] ?? [];
    }
    yield* kindsIn(member);
  }
}
