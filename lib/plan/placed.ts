import type { Compilation, CompiledTarget } from '../core/compilation';
import type { PlacementModel, PodSetModel, WholeDivision, WorkloadModel } from '../core/model';
import { refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import { divideByWeight, divideJob, type JobDivision, type TieBreak } from './division';
import { Interpretation } from './interpretation';
import { NO_DEMAND, readWorkload } from './workload';

/** A workload together with the placement that decides where it runs. */
export interface PlacedWorkload {
  readonly placement: PlacementModel;
  readonly workload: WorkloadModel;
}

type Program = Pick<Compilation, 'targets' | 'placements' | 'fleets'>;

/** The workloads of a program that a placement sends to members and whose replicas are known. */
export function placedWorkloads(program: Program): PlacedWorkload[] {
  if (program.placements.length === 0) {
    return [];
  }
  const fleets = new Map(
    program.targets
      .filter(({ target }) => target.kind === 'control-plane')
      .map((target) => [target.target.fleet, readTarget(target, program)] as const),
  );
  return program.placements.flatMap((placement) => {
    const { manifests, interpretation } = fleets.get(placement.fleet)!;
    const manifest = manifests.get(refKey(placement.workload));
    if (!manifest) {
      const workload = foreignWorkload(placement);
      return workload ? [{ placement, workload }] : [];
    }
    const workload = interpretation.readsAnew(manifest) ? undefined : readWorkload(manifest);
    const copied = placement.division.type === 'weighted' && !interpretation.divides(manifest);
    return workload && !copied ? [{ placement, workload }] : [];
  });
}

function readTarget(target: CompiledTarget, { placements, fleets }: Program) {
  const fleet = fleets.find(({ name }) => name === target.target.fleet)!;
  const wanted = new Set(placements.map(({ workload }) => refKey(workload)));
  const placed = target.objects
    .map(({ manifest }) => [refKey(refOf(manifest)), manifest] as const)
    .filter(([key]) => wanted.has(key));
  return { manifests: new Map(placed), interpretation: new Interpretation(target, fleet.karmada) };
}

function foreignWorkload({ workload, replicas }: PlacementModel): WorkloadModel | undefined {
  return replicas === undefined || !Number.isInteger(replicas) || replicas < 0
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
  if (division.type === 'unknown') {
    return { parallelism: {} };
  }
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
 * The members that get a whole workload. Out of several Karmada takes those whose names sort first, if all are healthy:
 * nothing but having the workload already gives a member a score (karmada v1.18.2
 * pkg/scheduler/framework/plugins/clusterlocality and pkg/scheduler/core/spreadconstraint/util.go, sortClusters), and what
 * Karmada counts no replicas of finds the same room everywhere.
 */
export function membersOf({ candidates, copies }: WholeDivision): readonly string[] {
  return copies === candidates.length ? candidates : [...candidates].sort().slice(0, copies);
}
