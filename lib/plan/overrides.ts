import type { CompiledObject } from '../core/compilation';
import { listAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import { selects } from '../core/label-selector';
import { type Json, type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { FleetModel, LabelSelector, MemberModel } from '../core/model';
import { membersThatFit } from './cluster-affinity';

const GROUP = 'policy.karmada.io/';
const NAMESPACED = 'OverridePolicy';
const CLUSTER_WIDE = 'ClusterOverridePolicy';

/** Whether an object changes the copies that members get of others. */
export function isOverridePolicy({ apiVersion, kind }: Manifest): boolean {
  return (kind === NAMESPACED || kind === CLUSTER_WIDE) && apiVersion.startsWith(GROUP);
}

/**
 * An object as one member gets it: with the plain patches of the override policies that select it, as Karmada applies them
 * (karmada v1.18.2 pkg/util/overridemanager: those of the cluster first, then by name). Overriders of images, arguments and
 * the like leave alone what is read here.
 */
export function overridden(
  manifest: Manifest,
  policies: readonly CompiledObject[],
  member: MemberModel,
  fleet: FleetModel,
): Manifest {
  const rules = policies
    .filter((policy) => selectsObject(policy.manifest, manifest))
    .sort((a, b) => orderOf(a.manifest).localeCompare(orderOf(b.manifest)))
    .flatMap((policy) => listAt(objectAt(policy.manifest, 'spec'), 'overrideRules'))
    .filter((rule) => fits(rule, member, fleet));
  const patches = rules.flatMap((rule) => listAt(objectAt(rule, 'overriders'), 'plaintext'));
  return patches.length === 0 ? manifest : (patches.reduce<Json>(patched, manifest) as Manifest);
}

function orderOf({ kind, metadata }: Manifest): string {
  return `${kind === CLUSTER_WIDE ? 0 : 1} ${metadata.name ?? ''}`;
}

function selectsObject(policy: Manifest, object: Manifest): boolean {
  const namespace = object.metadata.namespace ?? 'default';
  if (policy.kind === NAMESPACED && (policy.metadata.namespace ?? 'default') !== namespace) {
    return false;
  }
  const selectors = listAt(objectAt(policy, 'spec'), 'resourceSelectors');
  return selectors.length === 0 || selectors.some((selector) => matches(selector, object, namespace));
}

function matches(selector: JsonObject, object: Manifest, namespace: string): boolean {
  const name = textAt(selector, 'name');
  const labels = optionalObjectAt(selector, 'labelSelector') as LabelSelector | undefined;
  return (
    kindKey(selector as Manifest) === kindKey(object) &&
    (textAt(selector, 'namespace') ?? namespace) === namespace &&
    (name === undefined
      ? labels === undefined || selects(labels, object.metadata.labels ?? {})
      : name === object.metadata.name)
  );
}

/** A rule for members that are not known is for none: what it changes is not known either. */
function fits(rule: JsonObject, member: MemberModel, fleet: FleetModel): boolean {
  const members = membersThatFit(optionalObjectAt(rule, 'targetCluster'), fleet);
  return 'type' in members ? false : members.includes(member);
}

function patched(value: Json, patch: JsonObject): Json {
  const path = (textAt(patch, 'path') ?? '').split('/').slice(1);
  const keys = path.map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
  return patchedAt(value, keys, patch);
}

/** A copy with the change; the value itself where the path leads nowhere. */
function patchedAt(value: Json, [key, ...rest]: readonly string[], patch: JsonObject): Json {
  if (key === undefined || value === null || typeof value !== 'object') {
    return value;
  }
  const to = patch.value as Json;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const at = key === '-' ? list.length : Number(key);
    if (rest.length > 0) {
      return list.map((item, i) => (i === at ? patchedAt(item, rest, patch) : item));
    }
    const inserted = patch.operator === 'remove' ? [] : [to];
    return [...list.slice(0, at), ...inserted, ...list.slice(patch.operator === 'add' ? at : at + 1)];
  }
  const { [key]: before, ...others } = value as JsonObject;
  if (rest.length > 0) {
    return before === undefined ? value : { ...value, [key]: patchedAt(before, rest, patch) };
  }
  return patch.operator === 'remove' ? others : { ...value, [key]: to };
}
