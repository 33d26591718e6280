import type { CompiledTarget } from '../core/compilation';
import { fewOf } from '../core/errors';
import { apiGroupOf } from '../core/manifest';
import type { Division, FleetModel, ObjectRef, PlacementModel, PolicyModel } from '../core/model';
import type { EngineVersionName } from '../core/versions';
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
    return selections.map(({ object, policies: [{ policy }] }) => place(object, policy, fleet, interpretation));
  });
  const rank = new Map(policies.map(({ place }, i) => [place, i]));
  return placements.sort((a, b) => rank.get(a.place)! - rank.get(b.place)!);
}

function place(
  workload: ObjectRef,
  { place, policy, replicas, division }: PolicyModel,
  fleet: FleetModel,
  interpretation: Interpretation,
): PlacementModel {
  return {
    place,
    fleet: fleet.name,
    policy,
    workload,
    ...(replicas === undefined ? {} : { replicas }),
    division: divisionOf(workload, withinServing(workload, division, fleet), interpretation),
  };
}

/** Kinds that only members with an engine serve. */
const ENGINE_OF_GROUP: Readonly<Record<string, EngineVersionName>> = { 'batch.volcano.sh': 'volcano' };

/** Of a kind that an engine brings, only members with that engine can get an object. */
function withinServing({ apiVersion }: ObjectRef, division: Division, fleet: FleetModel): Division {
  const engine = ENGINE_OF_GROUP[apiGroupOf(apiVersion)];
  if (engine === undefined || division.type !== 'whole') {
    return division;
  }
  const serving = fleet.members.filter(({ engines }) => engine in engines).map(({ name }) => name);
  const candidates = division.candidates.filter((name) => serving.includes(name));
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
