import type { Compilation } from '../core/compilation';
import type { PlacementModel, PodDemand, PodSetModel, WholeDivision, WorkloadModel } from '../core/model';
import { refKey } from '../core/workload';
import { divideByWeight, divideJob, type JobDivision, type TieBreak } from './division';
import { isDivisible, readWorkload, refOf } from './workload';

/** A workload together with the placement that decides where it runs. */
export interface PlacedWorkload {
  readonly placement: PlacementModel;
  readonly workload: WorkloadModel;
}

const NO_DEMAND: PodDemand = { requests: {}, nodeSelector: {}, tolerations: [] };

/** The workloads of a program that a placement sends to members and whose replicas are known. */
export function placedWorkloads(program: Pick<Compilation, 'targets' | 'placements'>): PlacedWorkload[] {
  const manifests = new Map(
    program.targets
      .filter((target) => target.target.kind === 'control-plane')
      .flatMap((target) => target.objects.map(({ manifest }) => [target.target.fleet, manifest] as const))
      .map(([fleet, manifest]) => [`${fleet}|${refKey(refOf(manifest))}`, manifest] as const),
  );
  return program.placements.flatMap((placement) => {
    const manifest = manifests.get(`${placement.fleet}|${refKey(placement.workload)}`);
    const workload = manifest ? readWorkload(manifest) : foreignWorkload(placement);
    const divided = placement.division.type === 'weighted';
    return workload && !(manifest && divided && !isDivisible(workload)) ? [{ placement, workload }] : [];
  });
}

function foreignWorkload({ workload, replicas }: PlacementModel): WorkloadModel | undefined {
  return replicas === undefined
    ? undefined
    : { ...workload, replicas, podSets: [{ replicas, minAvailable: 0, pod: NO_DEMAND }], foreign: true };
}

/** The members whose share - of replicas, or of a Job's completions - depends on how a tie is broken. */
export function tiedIn(one: PlacedWorkload): string[] {
  const [first, last] = (['ascending', 'descending'] as const).map((tieBreak) => divide(one, tieBreak));
  return Object.keys(first!.parallelism).filter(
    (member) =>
      first!.parallelism[member] !== last!.parallelism[member] ||
      first!.completions?.[member] !== last!.completions?.[member],
  );
}

/** How many replicas (and completions) of a workload each member gets. */
export function divide({ placement, workload }: PlacedWorkload, tieBreak: TieBreak = 'ascending'): JobDivision {
  const { division } = placement;
  const { replicas, completions } = workload;
  if (division.type === 'whole') {
    const members = membersOf(division);
    const each = (count: number) => Object.fromEntries(members.map((member) => [member, count]));
    return { parallelism: each(replicas), ...(completions === undefined ? {} : { completions: each(completions) }) };
  }
  return workload.kind === 'Job'
    ? divideJob(replicas, completions, division.weights, tieBreak)
    : { parallelism: divideByWeight(replicas, division.weights, tieBreak) };
}

/** The pods that each member gets. */
export function podSetsByMember(one: PlacedWorkload): Readonly<Record<string, readonly PodSetModel[]>> {
  const { podSets } = one.workload;
  const whole = one.placement.division.type === 'whole';
  return Object.fromEntries(
    Object.entries(divide(one).parallelism).map(([member, replicas]) => [
      member,
      whole ? podSets : podSets.map((set) => ({ ...set, replicas })),
    ]),
  );
}

/**
 * The members that get a whole workload. Out of several Karmada takes the one whose name sorts first, if all are healthy:
 * nothing but having the workload already gives a member a score (karmada v1.18.2
 * pkg/scheduler/framework/plugins/clusterlocality and pkg/scheduler/core/spreadconstraint/util.go, sortClusters).
 */
export function membersOf({ candidates, copies }: WholeDivision): readonly string[] {
  return copies === 'every-member' ? candidates : [...candidates].sort().slice(0, 1);
}
