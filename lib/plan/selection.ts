import type { CompiledTarget } from '../core/compilation';
import { selects } from '../core/label-selector';
import { kindKey } from '../core/manifest';
import type { ObjectRef, PolicyModel, ResourceSelector } from '../core/model';
import { refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import { PreferredVersions } from './preferred-versions';

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

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
 * Which policy places which object of a control plane, in the version in which Karmada sees it. Objects that are owned elsewhere
 * are known as far as policies name them.
 *
 * A PropagationPolicy goes before a ClusterPropagationPolicy, then the higher priority, then the closer match, then the name
 * that sorts first (karmada v1.18.2 pkg/detector/policy.go and compare.go). This holds where the policies are there before
 * the object; what is claimed by one stays with it, until a policy with preemption takes it, where that is turned on.
 */
export function selectionsOf(target: CompiledTarget, policies: readonly PolicyModel[]): Selection[] {
  const ours = policies.filter(({ fleet }) => fleet === target.target.fleet);
  if (target.target.kind !== 'control-plane' || ours.length === 0) {
    return [];
  }
  const selectors = new Selectors(ours);
  const versions = new PreferredVersions(target);
  const present = target.objects.flatMap(({ manifest }) => {
    const apiVersion = versions.of(manifest);
    return selectors.concern({ apiVersion, kind: manifest.kind })
      ? [{ object: { ...refOf(manifest), apiVersion }, labels: manifest.metadata.labels ?? {} }]
      : [];
  });
  const absent = absentObjects(
    ours.flatMap((policy) => policy.selectors).filter((selector) => versions.of(selector) === selector.apiVersion),
    present.map(({ object }) => object),
  );
  return [...present, ...absent].flatMap(({ object, labels }) => {
    const found = RESERVED.test(object.namespace ?? '') ? [] : selectors.matching(object, labels);
    const [first, ...others] = found.sort(compare);
    return first ? [{ object, policies: [first, ...others] }] : [];
  });
}

interface Entry {
  readonly policy: PolicyModel;
  readonly selector: ResourceSelector;
}

/** The selectors of many policies: most name one object, and only those of its name are looked at for it. */
class Selectors {
  private readonly named = new Map<string, Entry[]>();
  private readonly broad = new Map<string, Entry[]>();
  private readonly kinds = new Set<string>();

  public constructor(policies: readonly PolicyModel[]) {
    for (const policy of policies) {
      for (const selector of policy.selectors) {
        const kind = kindKey(selector);
        this.kinds.add(kind);
        const [entries, key] =
          selector.name === undefined ? [this.broad, kind] : [this.named, `${kind}|${selector.name}`];
        const known = entries.get(key);
        if (known) {
          known.push({ policy, selector });
        } else {
          entries.set(key, [{ policy, selector }]);
        }
      }
    }
  }

  /** Whether some selector is for objects of this kind. */
  public concern(kind: Pick<ObjectRef, 'apiVersion' | 'kind'>): boolean {
    return this.kinds.has(kindKey(kind));
  }

  /** The policies that select an object, each once with its closest match. */
  public matching(object: ObjectRef, labels: Labels): SelectingPolicy[] {
    const kind = kindKey(object);
    const closest = new Map<PolicyModel, Match>();
    for (const { policy, selector } of [
      ...(this.named.get(`${kind}|${object.name}`) ?? []),
      ...(this.broad.get(kind) ?? []),
    ]) {
      const match = matchOf(policy, selector, object, labels);
      if (match !== undefined && match > (closest.get(policy) ?? 0)) {
        closest.set(policy, match);
      }
    }
    return [...closest].map(([policy, match]) => ({ policy, match }));
  }
}

/** What policies select by name and the program does not have. */
function absentObjects(
  selectors: readonly ResourceSelector[],
  present: readonly ObjectRef[],
): { readonly object: ObjectRef; readonly labels: Labels }[] {
  const names = new Set(present.flatMap((object) => [refKey(object), refKey({ ...object, namespace: undefined })]));
  const absent = new Map<string, ObjectRef>();
  for (const { apiVersion, kind, namespace, name } of selectors) {
    if (name !== undefined) {
      const object = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
      if (!names.has(refKey(object))) {
        absent.set(refKey(object), object);
      }
    }
  }
  return [...absent.values()].map((object) => ({ object, labels: {} }));
}

/** How a selector of the object's kind, and of its name if it has one, selects it. */
function matchOf(
  { policy }: PolicyModel,
  { namespace, name, labels: wanted }: ResourceSelector,
  object: ObjectRef,
  labels: Labels,
): Match | undefined {
  const spaces = [policy.namespace, namespace].filter((space) => space !== undefined);
  if (spaces.some((space) => space !== object.namespace)) {
    return undefined;
  }
  if (name !== undefined) {
    return Match.Name;
  }
  if (wanted === undefined) {
    return Match.Kind;
  }
  return selects(wanted, labels) ? Match.Labels : undefined;
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
