import type { CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import type { Division, ObjectRef, PlacementModel, PolicyModel } from '../core/model';
import { Interpretation } from './interpretation';
import { selectionsOf } from './selection';

/** Where every selected object of a program goes, in the order of the policies. */
export function placementsOf(targets: readonly CompiledTarget[], policies: readonly PolicyModel[]): PlacementModel[] {
  const placements = targets.flatMap((target) => {
    const selections = selectionsOf(target, policies);
    const interpretation = new Interpretation(target);
    return selections.map(({ object, policies: [{ policy }] }) => place(object, policy, interpretation));
  });
  const rank = new Map(policies.map(({ place }, i) => [place, i]));
  return placements.sort((a, b) => rank.get(a.place)! - rank.get(b.place)!);
}

function place(
  workload: ObjectRef,
  { place, fleet, policy, replicas, division }: PolicyModel,
  interpretation: Interpretation,
): PlacementModel {
  return {
    place,
    fleet,
    policy,
    workload,
    ...(replicas === undefined ? {} : { replicas }),
    division: divisionOf(workload, division, interpretation),
  };
}

/**
 * Some of several members: of what has replicas, those with the most room for them at that moment; of all else, the first
 * by name (karmada v1.18.2 pkg/scheduler/core/spreadconstraint/group_clusters.go, generateClustersInfo, and
 * pkg/scheduler/core/util.go, calAvailableReplicas).
 */
function divisionOf(workload: ObjectRef, division: Division, interpretation: Interpretation): Division {
  const chooses = division.type === 'whole' && division.copies > 0 && division.copies < division.candidates.length;
  return chooses && interpretation.divides(workload)
    ? {
        type: 'unknown',
        reason: `Karmada takes ${division.copies} of ${listOf(division.candidates)}, by the free room that they have at that moment`,
      }
    : division;
}
