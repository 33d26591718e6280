import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import type { Division, FleetModel, MemberModel, Toleration, UnknownDivision } from '../core/model';
import { untolerated } from '../core/tolerations';
import { membersThatFit } from './cluster-affinity';

const DEFAULT_SCHEDULER = 'default-scheduler';

const WHOLE: JsonObject = { replicaSchedulingType: 'Duplicated' };

/**
 * What a policy does with what it selects, as the scheduler of Karmada v1.18.2 does it (pkg/scheduler/core). What depends
 * on more than the program - free room, where other workloads are - is unknown, and the reason is told.
 *
 * @param spec of the policy
 */
export function readDivision(spec: JsonObject, fleet: FleetModel): Division {
  const placement = objectAt(spec, 'placement');
  const scheduler = textAt(spec, 'schedulerName') ?? DEFAULT_SCHEDULER;
  if (scheduler !== DEFAULT_SCHEDULER) {
    return { type: 'unknown', reason: `the policy leaves the choice to the scheduler '${scheduler}'` };
  }
  if (optionalObjectAt(spec, 'suspension')) {
    return { type: 'unknown', reason: 'the policy suspends scheduling or dispatching' };
  }
  const affinity = optionalObjectAt(placement, 'clusterAffinity');
  return affinity
    ? divide(placement, affinity, fleet)
    : firstDivision(placement, listAt(placement, 'clusterAffinities'), fleet);
}

/** Of several affinities the first counts under which something can be placed. */
function firstDivision(placement: JsonObject, terms: readonly JsonObject[], fleet: FleetModel): Division {
  let division = divide(placement, terms[0], fleet);
  for (const term of terms.slice(1)) {
    if (division.type !== 'whole' || division.candidates.length > 0) {
      break;
    }
    division = divide(placement, term, fleet);
  }
  // without room under one of them, the next may have its turn, or the overflow of the same
  return division.type === 'unknown' && terms.length > 0 ? { type: 'unknown', reason: division.reason } : division;
}

function divide(placement: JsonObject, affinity: JsonObject | undefined, fleet: FleetModel): Division {
  const fitting = membersThatFit(affinity, fleet);
  if (!isKnown(fitting)) {
    return fitting;
  }
  const tolerations = listAt(placement, 'clusterTolerations') as Toleration[];
  const members = fitting.filter(({ taints }) => untolerated(taints, tolerations) === undefined);
  if (members.length === 0) {
    return NOWHERE;
  }
  // without it nothing is divided; where it is there and states no type, the API server fills in Divided
  const scheduling = optionalObjectAt(placement, 'replicaScheduling') ?? WHOLE;
  const divided = scheduling.replicaSchedulingType !== WHOLE.replicaSchedulingType;
  const reason = divided ? reasonOfRoom(placement, scheduling) : undefined;
  if (optionalObjectAt(placement, 'workloadAffinity')) {
    return unknown('the policy goes by where other workloads are', members);
  }
  if (reason !== undefined) {
    return unknown(reason, members);
  }
  return divided
    ? weigh(members, listAt(objectAt(scheduling, 'weightPreference'), 'staticWeightList'), fleet)
    : spread(placement, members);
}

/** Why a policy that divides goes by free room, if it does. */
function reasonOfRoom(placement: JsonObject, scheduling: JsonObject): string | undefined {
  if (scheduling.replicaDivisionPreference === 'Aggregated') {
    return 'the policy puts replicas together where there is free room';
  }
  const preference = optionalObjectAt(scheduling, 'weightPreference');
  if (preference && textAt(preference, 'dynamicWeight') !== undefined) {
    return 'the policy divides by the free room in the members';
  }
  // spread constraints are ignored where weights are given, and where Karmada makes them up itself
  const spreads = preference && listAt(preference, 'staticWeightList').length === 0;
  return spreads && listAt(placement, 'spreadConstraints').length > 0
    ? 'the policy spreads over as many members as have free room together'
    : undefined;
}

function unknown(reason: string, members: readonly MemberModel[]): UnknownDivision {
  return { type: 'unknown', reason, candidates: members.map(({ name }) => name) };
}

/** No member fits: nothing is placed. */
const NOWHERE: Division = { type: 'whole', candidates: [], copies: 0 };

/** The weight of a member is the largest of those that fit it; if all are 0 the members share evenly. */
function weigh(members: readonly MemberModel[], list: readonly JsonObject[], fleet: FleetModel): Division {
  const weights: Record<string, number> = {};
  for (const entry of list) {
    const target = membersThatFit(objectAt(entry, 'targetCluster'), fleet);
    if (!isKnown(target)) {
      return target;
    }
    const weight = numberAt(entry, 'weight') ?? 0;
    for (const { name } of members.filter((member) => weight > 0 && target.includes(member))) {
      weights[name] = Math.max(weight, weights[name] ?? 0);
    }
  }
  const even = Object.keys(weights).length === 0;
  return { type: 'weighted', weights: even ? Object.fromEntries(members.map(({ name }) => [name, 1])) : weights };
}

/** How many members get a copy, by the constraint on their number. */
function spread(placement: JsonObject, members: readonly MemberModel[]): Division {
  const constraints = listAt(placement, 'spreadConstraints');
  const candidates = members.map(({ name }) => name);
  const other = constraints.find(
    (one) => textAt(one, 'spreadByLabel') !== undefined || (textAt(one, 'spreadByField') ?? 'cluster') !== 'cluster',
  );
  if (other) {
    const by = textAt(other, 'spreadByLabel') ?? textAt(other, 'spreadByField');
    return unknown(`the policy spreads over groups of members by '${by}'`, members);
  }
  const [constraint] = constraints;
  if (!constraint) {
    return { type: 'whole', candidates, copies: candidates.length };
  }
  const least = numberAt(constraint, 'minGroups') || 1;
  const most = numberAt(constraint, 'maxGroups') ?? 0;
  return candidates.length < least || most === 0
    ? NOWHERE
    : { type: 'whole', candidates, copies: Math.min(candidates.length, most) };
}

function isKnown(members: readonly MemberModel[] | UnknownDivision): members is readonly MemberModel[] {
  return Array.isArray(members);
}
