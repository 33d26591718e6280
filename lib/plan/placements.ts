import type { CompiledTarget } from '../core/compilation';
import { engineOfKind } from '../core/engine-groups';
import { fewOf } from '../core/errors';
import { apiGroupOf } from '../core/manifest';
import type { Division, FleetModel, MemberModel, ObjectRef, PlacementModel, PolicyModel } from '../core/model';
import { definedGroup, isGroupDefined, type Placed } from './defined-groups';
import { Interpretation } from './interpretation';
import { selectionsOf } from './selection';

/** Where every selected object of a program goes, in the order of the policies. */
export function placementsOf(
  targets: readonly CompiledTarget[],
  fleets: readonly FleetModel[],
  policies: readonly PolicyModel[],
): PlacementModel[] {
  const placements = targets.flatMap((target) => {
    const selections = selectionsOf(target, policies);
    if (selections.length === 0) {
      return [];
    }
    const fleet = fleets.find(({ name }) => name === target.target.fleet)!;
    const interpretation = new Interpretation(target, fleet.karmada);
    const placed = selections.map(({ object: workload, policies: [{ policy }] }) => ({
      workload,
      policy,
      division: policy.division,
    }));
    const serves = servingIn(fleet, targets, placed);
    return placed.map(({ workload, policy }) => place(workload, policy, { interpretation, serves }));
  });
  const rank = new Map(policies.map(({ place }, i) => [place, i]));
  return placements.sort((a, b) => rank.get(a.place)! - rank.get(b.place)!);
}

function place(
  workload: ObjectRef,
  { place, fleet, policy, replicas, division }: PolicyModel,
  { interpretation, serves }: { readonly interpretation: Interpretation; readonly serves: Serves },
): PlacementModel {
  return {
    place,
    fleet,
    policy,
    workload,
    ...(replicas === undefined ? {} : { replicas }),
    division: divisionOf(workload, withinServing(workload, division, serves), interpretation),
  };
}

/** Names of the members that serve the kind of an object; undefined: no engine brings it. */
type Serves = (workload: ObjectRef) => ReadonlySet<string> | undefined;

/**
 * Jobs of Volcano are served where it is stated, kinds of other engines wherever they are not stated as absent, and all of them where the
 * program sends their definitions.
 */
function servingIn(
  { name: fleet, members }: FleetModel,
  targets: readonly CompiledTarget[],
  placed: readonly Placed[],
): Serves {
  const definitions = placed.filter(({ workload }) => definedGroup(workload, workload.name) !== undefined);
  const isServed = ({ name, engines, without = [] }: MemberModel, group: string, engine: string) => {
    const isThere = group === 'batch.volcano.sh' ? engine in engines : !without.includes(engine);
    const own = () => targets.find(({ target }) => target.fleet === fleet && target.member === name);
    return isThere || isGroupDefined(group, own(), definitions, name);
  };
  const known = new Map<string, ReadonlySet<string>>();
  return (workload) => {
    const engine = engineOfKind(workload);
    if (engine === undefined) {
      return undefined;
    }
    const group = apiGroupOf(workload.apiVersion);
    const serving =
      known.get(group) ?? new Set(members.flatMap((one) => (isServed(one, group, engine) ? [one.name] : [])));
    known.set(group, serving);
    return serving;
  };
}

/** Karmada passes members by that do not serve the kind (karmada v1.18.2 pkg/scheduler/framework/plugins/apienablement). */
function withinServing(workload: ObjectRef, division: Division, serves: Serves): Division {
  const serving = division.type === 'whole' ? serves(workload) : undefined;
  if (serving === undefined || division.type !== 'whole') {
    return division;
  }
  const candidates = division.candidates.filter((name) => serving.has(name));
  return { type: 'whole', candidates, copies: Math.min(division.copies, candidates.length) };
}

/**
 * Some of several members: of what has replicas that it counts, those with the most room for them at that moment; of all else, the first
 * by name (karmada v1.18.2 pkg/scheduler/core/spreadconstraint/group_clusters.go, generateClustersInfo, and
 * pkg/scheduler/core/util.go, calAvailableReplicas).
 */
function divisionOf(workload: ObjectRef, division: Division, interpretation: Interpretation): Division {
  const chooses = division.type === 'whole' && division.copies > 0 && division.copies < division.candidates.length;
  return chooses && interpretation.counts(workload)
    ? {
        type: 'unknown',
        reason: `Karmada takes ${division.copies} of ${fewOf(division.candidates)}, by the free room that they have at that moment`,
        candidates: division.candidates,
      }
    : division;
}
