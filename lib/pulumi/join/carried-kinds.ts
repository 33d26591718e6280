import type { Compilation } from '../../core/compilation';
import type { Manifest } from '../../core/manifest';
import { refKey } from '../../core/object-ref';
import { refOf } from '../../l1/kinds';
import { selectionsOf } from '../../plan/selection';
import { kindsMadeOf } from './made-kinds';
import { referredKinds } from './referred-kinds';

/** A kind in a version. */
export interface CarriedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether Karmada reads objects of it, and makes none. @default false */
  readonly readOnly?: true;
  /** A part of its objects, which has a right of its own. @default - the objects */
  readonly subresource?: 'scale';
}

/**
 * The kinds that Karmada carries to the members of a fleet: those of all objects that a policy selects, and of what these refer to, where a
 * policy carries that along; and what it makes of quotas and of services for several members.
 */
export function carriedKinds({ targets, policies }: Compilation, fleet: string): CarriedKind[] {
  const kinds: CarriedKind[] = [];
  for (const target of targets.filter((one) => one.target.fleet === fleet && one.target.kind === 'control-plane')) {
    const selected = new Set<string>();
    for (const { object } of selectionsOf(target, policies)) {
      kinds.push({ apiVersion: object.apiVersion, kind: object.kind });
      selected.add(refKey(object));
    }
    const manifests = target.objects.map(({ manifest }) => manifest);
    const isSelected = (manifest: Manifest) => selected.has(refKey(refOf(manifest)));
    kinds.push(...manifests.flatMap((manifest) => kindsMadeOf(manifest, isSelected(manifest))));
    if (manifests.some(carriesDependencies)) {
      kinds.push(...manifests.filter(isSelected).flatMap(referredKinds));
    }
  }
  return mergedKinds(kinds).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Each kind once, in the order of the first of each; what is written is read, too. */
export function mergedKinds(kinds: readonly CarriedKind[]): CarriedKind[] {
  const merged = new Map<string, CarriedKind>();
  for (const { apiVersion, kind, readOnly, subresource } of kinds) {
    const key = keyOf({ apiVersion, kind, subresource });
    if (!readOnly || !merged.has(key)) {
      merged.set(key, {
        apiVersion,
        kind,
        ...(readOnly ? { readOnly } : {}),
        ...(subresource === undefined ? {} : { subresource }),
      });
    }
  }
  return [...merged.values()];
}

function keyOf({ apiVersion, kind, subresource }: CarriedKind): string {
  return [apiVersion, kind, ...(subresource === undefined ? [] : [subresource])].join('/');
}

function carriesDependencies({ apiVersion, spec }: Manifest): boolean {
  const { propagateDeps } = (spec ?? {}) as { readonly propagateDeps?: boolean };
  return apiVersion.startsWith('policy.karmada.io/') && propagateDeps === true;
}
