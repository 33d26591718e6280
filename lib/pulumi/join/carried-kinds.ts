import type { Compilation } from '../../core/compilation';
import type { Json, Manifest } from '../../core/manifest';
import { refKey } from '../../core/object-ref';
import { refOf } from '../../l1/kinds';
import { selectionsOf } from '../../plan/selection';
import { referredKinds } from './referred-kinds';

/** A kind in a version. */
export interface CarriedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The kinds that Karmada carries to the members of a fleet: those of all objects that a policy selects, and of what these refer to, where a
 * policy carries that along; and what it makes of quotas for several members.
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
    if (manifests.some(assignsQuotas)) {
      add('v1', 'ResourceQuota');
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

/** Whether Karmada makes a ResourceQuota of it in members (karmada pkg/controllers/federatedresourcequota). */
function assignsQuotas({ apiVersion, kind, spec }: Manifest): boolean {
  const { staticAssignments = [] } = (spec ?? {}) as { readonly staticAssignments?: readonly Json[] };
  return (
    apiVersion.startsWith('policy.karmada.io/') && kind === 'FederatedResourceQuota' && staticAssignments.length > 0
  );
}
