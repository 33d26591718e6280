import { listAt, optionalObjectAt, textsAt } from '../core/fields';
import { keysOf, meets, selects } from '../core/label-selector';
import type { JsonObject } from '../core/manifest';
import type { FleetModel, LabelSelector, MemberModel, SelectorRequirement, UnknownDivision } from '../core/model';

/** Fields of a Cluster object that an affinity may ask for, and their values in a member. */
const FIELDS: Readonly<Record<string, (member: MemberModel) => readonly string[]>> = {
  provider: ({ provider }) => (provider === undefined ? [] : [provider]),
  region: ({ region }) => (region === undefined ? [] : [region]),
  zone: ({ zones }) => zones,
};

/**
 * The members that a cluster affinity fits, in the order of its names, or else in that of the fleet (karmada v1.18.2
 * pkg/util/selector.go, ClusterMatches). An empty list of names restricts nothing.
 *
 * A label or field that no member of the fleet states may be set by others on the control plane: what such an affinity
 * fits is not known.
 */
export function membersThatFit(
  affinity: JsonObject | undefined,
  fleet: FleetModel,
): readonly MemberModel[] | UnknownDivision {
  if (!affinity) {
    return fleet.members;
  }
  const names = textsAt(affinity, 'clusterNames');
  const excluded = textsAt(affinity, 'exclude');
  const named =
    names.length === 0
      ? fleet.members
      : [...new Set(names)].flatMap((name) => fleet.members.find((member) => member.name === name) ?? []);
  const members = named.filter(({ name }) => !excluded.includes(name));

  const labels = optionalObjectAt(affinity, 'labelSelector') as LabelSelector | undefined;
  const fields = requirementsOf(optionalObjectAt(affinity, 'fieldSelector'));
  const unknown = [...unknownLabels(labels, fleet), ...unknownFields(fields, fleet)];
  if (unknown.length > 0) {
    return {
      type: 'unknown',
      reason: `the policy chooses members by ${unknown[0]}, which no member of the fleet states`,
    };
  }
  return members.filter(
    (member) =>
      (!labels || selects(labels, member.labels)) && fields.every((requirement) => meetsField(requirement, member)),
  );
}

function requirementsOf(selector: JsonObject | undefined): SelectorRequirement[] {
  return selector ? (listAt(selector, 'matchExpressions') as unknown as SelectorRequirement[]) : [];
}

function unknownLabels(selector: LabelSelector | undefined, { members }: FleetModel): string[] {
  const keys = selector ? keysOf(selector) : [];
  return keys.filter((key) => !members.some(({ labels }) => key in labels)).map((key) => `label '${key}'`);
}

function unknownFields(fields: readonly SelectorRequirement[], { members }: FleetModel): string[] {
  return fields
    .map(({ key }) => key)
    .filter((key) => !members.some((member) => (FIELDS[key]?.(member) ?? []).length > 0))
    .map((key) => `field '${key}'`);
}

/** A member in several zones is in the list if one of them is, and not in it if none is. */
function meetsField(requirement: SelectorRequirement, member: MemberModel): boolean {
  const values = FIELDS[requirement.key]?.(member) ?? [];
  const met = values.map((value) => meets(requirement, { [requirement.key]: value }));
  if (values.length === 0) {
    return meets(requirement, {});
  }
  return requirement.operator === 'NotIn' ? met.every(Boolean) : met.some(Boolean);
}
