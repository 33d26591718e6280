import type { CompiledObject } from '../core/compilation';
import { engineOfKind } from '../core/engine-groups';
import { closest, fewOf, show } from '../core/errors';
import { listAt, objectAt, optionalObjectAt, textsAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import type { Division, FleetModel, PlacementModel, PolicyModel, Toleration } from '../core/model';
import { describeRef, refKey } from '../core/object-ref';
import { untolerated } from '../core/tolerations';
import { refOf } from '../l1/kinds';
import * as rules from '../placement/rules';
import { isPolicy } from '../plan/policy';
import { areOfEqualRank, type SelectingPolicy, type Selection, selectionsOf } from '../plan/selection';
import { isToldOf } from './absent-engines';
import type { Program } from './placement';

/** Of policies that select the same object, one takes effect. */
export function checkOnePolicy({ targets, policies }: Program): Finding[] {
  return targets.flatMap((target) => {
    const selections = selectionsOf(target, policies);
    return [...selections.flatMap((selection) => [...conflicts(selection)]), ...idlePolicies(selections)];
  });
}

/** Policies that only their names put in an order: nobody meant that. */
function* conflicts({ object, policies: [winner, ...others] }: Selection): Iterable<Finding> {
  for (const other of others.filter((one) => areOfEqualRank(one, winner))) {
    yield finding(rules.TWO_POLICIES, {
      place: other.policy.place,
      value: describeRef(object),
      message: `${describeRef(object)} is also selected by ${describe(winner)} at ${winner.policy.place}, which takes it because its name sorts first; this policy is idle for it.`,
      fix: 'Select it in one policy only, or give the policy that should have it a higher priority.',
    });
  }
}

/** Policies that select objects by name, and get none of them. */
function idlePolicies(selections: readonly Selection[]): Finding[] {
  const busy = new Set(selections.map(({ policies: [winner] }) => winner.policy));
  const lost = new Map<PolicyModel, Selection>();
  for (const selection of selections) {
    const [winner, ...others] = selection.policies;
    for (const other of others) {
      if (areOfEqualRank(other, winner)) {
        // reported as a conflict
        busy.add(other.policy);
      } else if (!lost.has(other.policy)) {
        lost.set(other.policy, selection);
      }
    }
  }
  return [...lost]
    .filter(([policy]) => !busy.has(policy) && policy.selectors.every(({ name }) => name !== undefined))
    .map(
      ([
        policy,
        {
          object,
          policies: [winner],
        },
      ]) =>
        finding(rules.IDLE_POLICY, {
          place: policy.place,
          value: describeRef(object),
          message: `the policy places nothing: ${describeRef(object)} is taken by ${describe(winner)} at ${winner.policy.place}.`,
          fix: 'Remove the policy, or the stronger one.',
        }),
    );
}

function describe({ policy: { policy } }: SelectingPolicy): string {
  return `the ${policy.kind} '${policy.name}'`;
}

/** Every policy has a member to send to. */
export function checkSomeMemberFits({ policies, fleets }: Program): Finding[] {
  return policies.flatMap(({ place, fleet, policy, division, named }) => {
    const members = fleets.find(({ name }) => name === fleet)?.members.map(({ name }) => name) ?? [];
    // what is wrong with the members that a construct names, it says itself
    if (!isNowhere(division) || members.length === 0 || named?.some((name) => !members.includes(name))) {
      return [];
    }
    return finding(rules.NO_MEMBER_FITS, {
      place,
      value: policy.name,
      message: `no member of fleet '${fleet}' (${fewOf(members)}) fits the affinity, tolerations and spread constraints of ${describeRef(policy)}.`,
      fix: 'Let the policy fit at least one member; a spread constraint needs maxGroups of 1 or more, and as many members as its minGroups.',
    });
  });
}

/** Of the members that a policy fits, one has what the object needs. */
export function checkKindServed(program: Program): Finding[] {
  const { policies, placements } = program;
  const goesSomewhere = new Map(policies.filter(({ division }) => !isNowhere(division)).map((one) => [one.place, one]));
  const isTold = ({ place, workload }: PlacementModel) => {
    const { division } = goesSomewhere.get(place)!;
    const engine = engineOfKind(workload) ?? '';
    return division.type === 'whole' && division.candidates.some((name) => isToldOf(engine, name, program));
  };
  return placements
    .filter((one) => isNowhere(one.division) && goesSomewhere.has(one.place) && !isTold(one))
    .map(({ place, fleet, workload }) =>
      finding(rules.KIND_NOT_SERVED, {
        place,
        value: workload.apiVersion,
        message: `${describeRef(workload)} goes nowhere: no member that the policy fits has the engine that serves ${workload.apiVersion}.`,
        fix: `State the engine's version for fleet '${fleet}' or its members, if they have it; else let the policy fit one that has.`,
      }),
    );
}

function isNowhere(division: Division): boolean {
  return division.type === 'whole' && division.copies === 0;
}

/** Members that policies name are members of the fleet, and can get something. */
export function checkMemberNames(program: Program): Finding[] {
  return program.targets.flatMap(({ target, objects }) => {
    const fleet = program.fleets.find(({ name }) => name === target.fleet);
    if (!fleet || target.kind !== 'control-plane') {
      return [];
    }
    const ours = program.policies.filter((policy) => policy.fleet === fleet.name);
    const named = new Map(ours.map(({ policy, named }) => [refKey(policy), named]));
    return objects
      .filter(({ manifest }) => manifest.apiVersion.startsWith('policy.karmada.io/'))
      .flatMap((object) => {
        const known = named.get(refKey(refOf(object.manifest)));
        return [
          ...unknownMembers(object, fleet).filter(({ value }) => !known?.includes(value as string)),
          ...(known === undefined ? taintedMembers(object, fleet) : []),
        ];
      });
  });
}

function unknownMembers({ manifest, path }: CompiledObject, fleet: FleetModel): Finding[] {
  const members = fleet.members.map(({ name }) => name);
  return clusterNames(manifest.spec, '/spec')
    .filter(({ name }) => !members.includes(name))
    .map(({ name, pointer }) => {
      const near = closest(name, members);
      return finding(rules.UNKNOWN_MEMBER, {
        place: path,
        pointer,
        value: name,
        message: `${manifest.kind} ${manifest.metadata.name} names the cluster '${name}', which is no member of fleet '${fleet.name}' (${fewOf(members)}).`,
        fix: near ? `Did you mean '${near}'?` : 'Name members of the fleet only.',
      });
    });
}

/** Names of clusters, wherever a policy or a quota has them; what overriders write into other objects is not looked at. */
function clusterNames(value: unknown, pointer: string): { readonly name: string; readonly pointer: string }[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${pointer}/${key}`;
    if (key === 'overriders') {
      return [];
    }
    if (key === 'clusterName' && typeof inner === 'string') {
      return [{ name: inner, pointer: at }];
    }
    if ((key === 'clusterNames' || key === 'exclude') && Array.isArray(inner)) {
      return inner.flatMap((name, i) => (typeof name === 'string' ? [{ name, pointer: `${at}/${i}` }] : []));
    }
    return clusterNames(inner, at);
  });
}

/** Members that a policy chooses by name, and that its tolerations keep it from. */
function taintedMembers({ manifest, path }: CompiledObject, fleet: FleetModel): Finding[] {
  const placement = objectAt(objectAt(manifest, 'spec'), 'placement');
  const names = isPolicy(manifest) ? textsAt(optionalObjectAt(placement, 'clusterAffinity') ?? {}, 'clusterNames') : [];
  const tolerations = listAt(placement, 'clusterTolerations') as Toleration[];
  return fleet.members.flatMap((member) => {
    const taint = names.includes(member.name) ? untolerated(member.taints, tolerations) : undefined;
    return taint
      ? finding(rules.TAINTED_MEMBER, {
          place: path,
          pointer: '/spec/placement/clusterTolerations',
          value: taint,
          message: `${describeRef(refOf(manifest))} names member '${member.name}', which has the taint ${show(taint)}; nothing tolerates it.`,
          fix: `Add { key: '${taint.key}', operator: 'Exists' } to clusterTolerations, or leave the member out.`,
        })
      : [];
  });
}
