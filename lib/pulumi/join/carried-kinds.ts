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
}

const SERVICE: CarriedKind = { apiVersion: 'v1', kind: 'Service' };
const ENDPOINTS: CarriedKind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };

/**
 * What Karmada makes or reads in members because of an object of the control plane, whether a policy selects it or not. A service of several
 * clusters is made in all of them, and its endpoints are read in some and written in the others (karmada pkg/controllers/multiclusterservice and mcs).
 */
const MADE_OF: readonly {
  readonly group: string;
  readonly kind: string;
  readonly when?: (manifest: Manifest) => boolean;
  readonly kinds: readonly CarriedKind[];
}[] = [
  {
    group: 'policy.karmada.io',
    kind: 'FederatedResourceQuota',
    when: assignsQuotas,
    kinds: [{ apiVersion: 'v1', kind: 'ResourceQuota' }],
  },
  { group: 'networking.karmada.io', kind: 'MultiClusterService', kinds: [SERVICE, ENDPOINTS] },
  { group: 'multicluster.x-k8s.io', kind: 'ServiceExport', kinds: [ENDPOINTS] },
];

/**
 * The kinds that Karmada carries to the members of a fleet: those of all objects that a policy selects, and of what these refer to, where a
 * policy carries that along; and what it makes of quotas and of services for several members.
 */
export function carriedKinds({ targets, policies }: Compilation, fleet: string): CarriedKind[] {
  const kinds = new Map<string, CarriedKind>();
  const add = (apiVersion: string, kind: string) => kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind });
  for (const target of targets.filter((one) => one.target.fleet === fleet && one.target.kind === 'control-plane')) {
    const selected = new Set<string>();
    for (const { object } of selectionsOf(target, policies)) {
      add(object.apiVersion, object.kind);
      selected.add(refKey(object));
    }
    const manifests = target.objects.map(({ manifest }) => manifest);
    for (const { apiVersion, kind } of manifests.flatMap(kindsMadeOf)) {
      add(apiVersion, kind);
    }
    if (manifests.some(carriesDependencies)) {
      for (const manifest of manifests.filter((one) => selected.has(refKey(refOf(one))))) {
        for (const { apiVersion, kind } of referredKinds(manifest)) {
          add(apiVersion, kind);
        }
      }
    }
  }
  return [...kinds.keys()].sort().map((key) => kinds.get(key)!);
}

function carriesDependencies({ apiVersion, spec }: Manifest): boolean {
  const { propagateDeps } = (spec ?? {}) as { readonly propagateDeps?: boolean };
  return apiVersion.startsWith('policy.karmada.io/') && propagateDeps === true;
}

function kindsMadeOf(manifest: Manifest): readonly CarriedKind[] {
  return MADE_OF.filter(
    ({ group, kind, when }) =>
      apiGroupOf(manifest.apiVersion) === group && manifest.kind === kind && (when?.(manifest) ?? true),
  ).flatMap(({ kinds }) => kinds);
}

/** Whether Karmada makes a ResourceQuota of it in members (karmada pkg/controllers/federatedresourcequota). */
function assignsQuotas({ spec }: Manifest): boolean {
  const { staticAssignments = [] } = (spec ?? {}) as { readonly staticAssignments?: readonly Json[] };
  return staticAssignments.length > 0;
}
