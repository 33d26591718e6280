import type { Compilation } from '../../core/compilation';
import { apiGroupOf, type Json, type Manifest } from '../../core/manifest';
import { refKey } from '../../core/object-ref';
import { refOf } from '../../l1/kinds';
import { selectionsOf } from '../../plan/selection';
import { referredKinds } from './referred-kinds';

/** A kind in a version. */
export interface CarriedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether Karmada reads objects of it, and makes none. @default false */
  readonly readOnly?: true;
}

const SERVICE: CarriedKind = { apiVersion: 'v1', kind: 'Service' };
const ENDPOINTS: CarriedKind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
const USAGE: CarriedKind = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', readOnly: true };

/**
 * What Karmada makes or reads in members because of an object of the control plane. A service of several clusters is made in all of them, and
 * its endpoints are read in some and written in the others (karmada pkg/controllers/multiclusterservice); those of what a member exports
 * are read there (pkg/controllers/mcs), and written where it is imported, see `referredKinds`. What is scaled is so by what its pods use in all
 * members (pkg/metricsadapter/provider).
 */
const MADE_OF: readonly {
  readonly group: string;
  readonly kind: string;
  readonly when?: (manifest: Manifest, isSelected: boolean) => boolean;
  readonly kinds: readonly CarriedKind[];
}[] = [
  {
    group: 'policy.karmada.io',
    kind: 'FederatedResourceQuota',
    when: assignsQuotas,
    kinds: [{ apiVersion: 'v1', kind: 'ResourceQuota' }],
  },
  { group: 'autoscaling.karmada.io', kind: 'FederatedHPA', kinds: [USAGE] },
  { group: 'networking.karmada.io', kind: 'MultiClusterService', when: crossesClusters, kinds: [SERVICE, ENDPOINTS] },
  {
    group: 'multicluster.x-k8s.io',
    kind: 'ServiceExport',
    when: (_, isSelected) => isSelected,
    kinds: [{ ...ENDPOINTS, readOnly: true }],
  },
];

/**
 * The kinds that Karmada carries to the members of a fleet: those of all objects that a policy selects, and of what these refer to, where a
 * policy carries that along; and what it makes of quotas and of services for several members.
 */
export function carriedKinds({ targets, policies }: Compilation, fleet: string): CarriedKind[] {
  const kinds = new Map<string, CarriedKind>();
  const add = ({ apiVersion, kind, readOnly }: CarriedKind) => {
    const key = `${apiVersion}/${kind}`;
    if (!readOnly || !kinds.has(key)) {
      kinds.set(key, readOnly ? { apiVersion, kind, readOnly } : { apiVersion, kind });
    }
  };
  for (const target of targets.filter((one) => one.target.fleet === fleet && one.target.kind === 'control-plane')) {
    const selected = new Set<string>();
    for (const { object } of selectionsOf(target, policies)) {
      add({ apiVersion: object.apiVersion, kind: object.kind });
      selected.add(refKey(object));
    }
    const manifests = target.objects.map(({ manifest }) => manifest);
    const isSelected = (manifest: Manifest) => selected.has(refKey(refOf(manifest)));
    for (const made of manifests.flatMap((manifest) => kindsMadeOf(manifest, isSelected(manifest)))) {
      add(made);
    }
    if (manifests.some(carriesDependencies)) {
      for (const referred of manifests.filter(isSelected).flatMap(referredKinds)) {
        add(referred);
      }
    }
  }
  return [...kinds.keys()].sort().map((key) => kinds.get(key)!);
}

function carriesDependencies({ apiVersion, spec }: Manifest): boolean {
  const { propagateDeps } = (spec ?? {}) as { readonly propagateDeps?: boolean };
  return apiVersion.startsWith('policy.karmada.io/') && propagateDeps === true;
}

function kindsMadeOf(manifest: Manifest, isSelected: boolean): readonly CarriedKind[] {
  return MADE_OF.filter(
    ({ group, kind, when }) =>
      apiGroupOf(manifest.apiVersion) === group && manifest.kind === kind && (when?.(manifest, isSelected) ?? true),
  ).flatMap(({ kinds }) => kinds);
}

/** Whether Karmada makes a ResourceQuota of it in members (karmada pkg/controllers/federatedresourcequota). */
function assignsQuotas({ spec }: Manifest): boolean {
  const { staticAssignments = [] } = (spec ?? {}) as { readonly staticAssignments?: readonly Json[] };
  return staticAssignments.length > 0;
}

/** Whether Karmada brings a service to other clusters, instead of to what balances load before one (karmada pkg/util/helper/mcs.go). */
function crossesClusters({ spec }: Manifest): boolean {
  const { types = [] } = (spec ?? {}) as { readonly types?: readonly Json[] };
  return types.includes('CrossCluster');
}
