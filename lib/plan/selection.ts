import type { CompiledTarget } from '../core/compilation';
import { selects } from '../core/label-selector';
import { kindKey } from '../core/manifest';
import type { ObjectRef, PlacementModel, PolicyModel, ResourceSelector } from '../core/model';
import { refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';

/** An object and the policies that select it. */
export interface Selection {
  readonly object: ObjectRef;
  /** Strongest first; the first one places the object. */
  readonly policies: readonly [SelectingPolicy, ...SelectingPolicy[]];
}

/** A policy that selects an object. */
export interface SelectingPolicy {
  readonly policy: PolicyModel;
  readonly match: Match;
}

/** How closely a policy selects an object: as one of its kind, by its labels, by its name. */
export enum Match {
  Kind = 1,
  Labels = 2,
  Name = 3,
}

/** Namespaces that Karmada's detector leaves alone (pkg/util/names and --skipped-propagating-namespaces). */
const RESERVED = /^(karmada-(system$|cluster$|es-)|kube-)/;

/**
 * Which policy places which object of a control plane. Objects that are owned elsewhere are known as far as policies name
 * them.
 *
 * A PropagationPolicy goes before a ClusterPropagationPolicy, then the higher priority, then the closer match, then the name
 * that sorts first (karmada v1.18.2 pkg/detector/policy.go and compare.go). This holds where the policies are there before
 * the object; what is claimed by one stays with it, until a policy with preemption takes it.
 */
export function selectionsOf(target: CompiledTarget, policies: readonly PolicyModel[]): Selection[] {
  const ours = policies.filter(({ fleet }) => fleet === target.target.fleet);
  if (target.target.kind !== 'control-plane' || ours.length === 0) {
    return [];
  }
  const byKind = new Map<string, PolicyModel[]>();
  for (const policy of ours) {
    for (const kind of new Set(policy.selectors.map(kindKey))) {
      byKind.set(kind, [...(byKind.get(kind) ?? []), policy]);
    }
  }
  const present = target.objects
    .filter(({ manifest }) => byKind.has(kindKey(manifest)))
    .map(({ manifest }) => ({ object: refOf(manifest), labels: manifest.metadata.labels ?? {} }));
  const absent = absentObjects(
    ours,
    present.map(({ object }) => object),
  );
  return [...present, ...absent].flatMap(({ object, labels }) => {
    const found = RESERVED.test(object.namespace ?? '')
      ? []
      : (byKind.get(kindKey(object)) ?? []).flatMap((policy) => {
          const match = matchOf(policy, object, labels);
          return match ? [{ policy, match }] : [];
        });
    const [first, ...others] = found.sort(compare);
    return first ? [{ object, policies: [first, ...others] }] : [];
  });
}

/** Where every selected object of a program goes. */
export function placementsOf(
  targets: readonly CompiledTarget[],
  policies: readonly PolicyModel[],
): readonly PlacementModel[] {
  const placements = targets
    .flatMap((target) => selectionsOf(target, policies))
    .map(({ object, policies: [{ policy }] }): PlacementModel => {
      const { place, fleet, policy: ref, replicas, division } = policy;
      return {
        place,
        fleet,
        policy: ref,
        workload: object,
        ...(replicas === undefined ? {} : { replicas }),
        division,
      };
    });
  const rank = new Map(policies.map(({ place }, i) => [place, i]));
  return placements.sort((a, b) => rank.get(a.place)! - rank.get(b.place)!);
}

/** What policies select by name and the program does not have. */
function absentObjects(
  policies: readonly PolicyModel[],
  present: readonly ObjectRef[],
): { readonly object: ObjectRef; readonly labels: Readonly<Record<string, string>> }[] {
  const names = new Set(present.flatMap((object) => [refKey(object), refKey({ ...object, namespace: undefined })]));
  const absent = new Map<string, ObjectRef>();
  for (const { apiVersion, kind, namespace, name } of policies.flatMap(({ selectors }) => selectors)) {
    if (name !== undefined) {
      const object = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
      if (!names.has(refKey(object))) {
        absent.set(refKey(object), object);
      }
    }
  }
  return [...absent.values()].map((object) => ({ object, labels: {} }));
}

function matchOf(
  { policy, selectors }: PolicyModel,
  object: ObjectRef,
  labels: Readonly<Record<string, string>>,
): Match | undefined {
  if (policy.namespace !== undefined && policy.namespace !== object.namespace) {
    return undefined;
  }
  const matches = selectors.flatMap((selector) => matchOfSelector(selector, object, labels) ?? []);
  return matches.length > 0 ? Math.max(...matches) : undefined;
}

function matchOfSelector(
  selector: ResourceSelector,
  object: ObjectRef,
  labels: Readonly<Record<string, string>>,
): Match | undefined {
  const { apiVersion, kind, namespace, name } = selector;
  if (
    apiVersion !== object.apiVersion ||
    kind !== object.kind ||
    (namespace !== undefined && namespace !== object.namespace)
  ) {
    return undefined;
  }
  if (name !== undefined) {
    return name === object.name ? Match.Name : undefined;
  }
  if (selector.labels === undefined) {
    return Match.Kind;
  }
  return selects(selector.labels, labels) ? Match.Labels : undefined;
}

function compare(a: SelectingPolicy, b: SelectingPolicy): number {
  return (
    Number(isClusterWide(a)) - Number(isClusterWide(b)) ||
    b.policy.priority - a.policy.priority ||
    b.match - a.match ||
    (a.policy.policy.name < b.policy.policy.name ? -1 : 1)
  );
}

/** Whether two policies are equal but for their names. */
export function areOfEqualRank(a: SelectingPolicy, b: SelectingPolicy): boolean {
  return isClusterWide(a) === isClusterWide(b) && a.policy.priority === b.policy.priority && a.match === b.match;
}

function isClusterWide({ policy }: SelectingPolicy): boolean {
  return policy.policy.namespace === undefined;
}
