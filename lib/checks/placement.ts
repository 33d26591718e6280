import type { Compilation, CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { FleetModel, PlacementModel } from '../core/model';
import { describeRef } from '../core/object-ref';
import * as rules from '../placement/rules';
import { divisibleKinds } from '../plan/divisible';
import { isRatioReachable, type JobDivision } from '../plan/division';
import { gpuResources, gpusOf } from '../plan/gpus';
import { Interpretation } from '../plan/interpretation';
import { divide, type PlacedWorkload, placedWorkloads, tiedIn } from '../plan/placed';
import { DIVISION_UNKNOWN, REPLICAS_UNKNOWN } from '../plan/rules';
import { hasReplicas } from '../plan/workload';

/** A program before its findings are known. */
export interface Program extends Omit<Compilation, 'findings'> {
  /** Of the charts outside every fleet, the objects that concern members. Absent: none. */
  readonly outside?: readonly CompiledTarget[];
  /** What constructs have found of themselves, so that it is not said again. Absent: nothing. */
  readonly told?: readonly Finding[];
}

/**
 * Weights are given to kinds that Karmada can divide. A policy that was not made for one workload may select others besides,
 * such as ConfigMaps, which are meant to be copied.
 */
export function checkDivisible(program: Program): Finding[] {
  if (program.placements.length === 0) {
    return [];
  }
  const divides = dividerOf(program);
  const forOne = new Set(program.policies.filter(({ named }) => named !== undefined).map(({ place }) => place));
  return program.placements
    .filter(({ division }) => division.type === 'weighted' && Object.keys(division.weights).length > 1)
    .filter((placement) => !divides(placement) && (forOne.has(placement.place) || hasReplicas(placement.workload)))
    .map((placement) =>
      finding(rules.NOT_DIVISIBLE, {
        place: placement.place,
        value: `${placement.workload.apiVersion} ${placement.workload.kind}`,
        message: `${describeRef(placement.workload)} (${placement.workload.apiVersion}) has no replicas that Karmada can divide; it would be copied whole to each member.`,
        fix: `Use weights for ${listOf(kindNames())}, or teach Karmada the kind with a ResourceInterpreterCustomization; keep other kinds whole with a WholePropagation.`,
      }),
    );
}

/** Names of the kinds that can be divided, for messages. */
function kindNames(): string[] {
  return [...new Set(divisibleKinds().map((key) => key.slice(key.lastIndexOf('/') + 1)))];
}

/** Whether the workload of a placement can be divided on its control plane. */
function dividerOf({ targets, fleets }: Program): (placement: PlacementModel) => boolean {
  const byFleet = new Map(
    fleets.flatMap(({ name, karmada }) =>
      targets
        .filter(({ target }) => target.kind === 'control-plane' && target.fleet === name)
        .map((target) => [name, new Interpretation(target, karmada)] as const),
    ),
  );
  return ({ fleet, workload }) => byFleet.get(fleet)?.divides(workload) ?? false;
}

/** Workloads that the plan has to leave out. */
export function checkReplicasKnown(program: Program): Finding[] {
  if (program.placements.length === 0) {
    return [];
  }
  const divides = dividerOf(program);
  const planned = new Set(placedWorkloads(program).map(({ placement }) => placement));
  return program.placements
    .filter((placement) => divides(placement) && !planned.has(placement))
    .map((placement) =>
      finding(REPLICAS_UNKNOWN, {
        place: placement.place,
        value: placement.workload.name,
        message: `how many replicas ${describeRef(placement.workload)} has is not known: it is owned elsewhere, or an interpreter of its own counts them. The plan leaves it out.`,
        fix: 'State the replicas of a workload that is owned elsewhere: Workload.fromName({ ..., replicas }).',
      }),
    );
}

/** Workloads that the plan cannot assign to members. */
export function checkDivisionKnown(program: Program): Finding[] {
  const first = new Map<string, PlacedWorkload>();
  for (const one of placedWorkloads(program)) {
    const { placement } = one;
    if (placement.division.type === 'unknown' && !first.has(placement.place)) {
      first.set(placement.place, one);
    }
  }
  return [...first.values()].flatMap(({ placement: { place, division }, workload }) =>
    division.type === 'unknown'
      ? finding(DIVISION_UNKNOWN, {
          place,
          value: division.reason,
          message: `which members run ${describeRef(workload)}, and how much of it, is not known before it is there: ${division.reason}.`,
          fix: 'Nothing, if that is meant: the plan counts it in no member. For a plan that holds, name members and fixed weights.',
        })
      : [],
  );
}

/** Jobs whose pods each do the part of the work that their index says. */
export function checkIndexedJobs(program: Program): Finding[] {
  return placedWorkloads(program)
    .filter(({ placement, workload }) => workload.indexed && placement.division.type === 'weighted')
    .flatMap((one) => {
      const members = Object.entries(divide(one).parallelism).filter(([, replicas]) => replicas > 0);
      return members.length < 2
        ? []
        : finding(rules.INDEXED_JOB, {
            place: one.placement.place,
            value: one.workload.completions,
            message: `${describeRef(one.workload)} is indexed and divided over ${listOf(members.map(([name]) => `'${name}'`))}; each of them begins with index 0.`,
            fix: 'Keep the Job whole with a WholePropagation, or make one Job for each member that knows its part.',
          });
    });
}

/** Ratios that the replicas cannot reach, and shares that depend on a tie. */
export function checkRatios(program: Program): Finding[] {
  return placedWorkloads(program).flatMap((one) => [...ratioFindings(one)]);
}

function* ratioFindings(one: PlacedWorkload): Iterable<Finding> {
  const { placement, workload } = one;
  if (placement.division.type !== 'weighted') {
    return;
  }
  const { weights } = placement.division;
  const split = describeSplit(divide(one));
  if (tiedIn(one).length > 0) {
    yield finding(rules.TIE, {
      place: placement.place,
      value: workload.replicas,
      message: `${workload.replicas} replicas of ${describeRef(workload)} at ${ratioOf(weights)} tie: the real split is ${split}, or ${describeSplit(divide(one, 'descending'))}.`,
      fix: `Use ${multiple(workload.replicas, weights)} replicas${workload.completions === undefined ? '' : ` and ${multiple(workload.completions, weights)} completions`}, or weights that differ.`,
    });
  } else if (!isRatioReachable(workload.replicas, weights)) {
    yield finding(rules.RATIO_NOT_REACHABLE, {
      place: placement.place,
      value: weights,
      message: `${workload.replicas} replicas of ${describeRef(workload)} cannot be divided ${ratioOf(weights)}; the real split is ${split}.`,
      fix: `Use ${multiple(workload.replicas, weights)} replicas, or acknowledge '${rules.RATIO_NOT_REACHABLE.id}' with a reason.`,
    });
  }
}

function describeSplit({ parallelism, completions }: JobDivision): string {
  return listOf(
    Object.entries(parallelism).map(([member, replicas]) => {
      const whole = completions?.[member];
      return `${member} ${replicas}${whole === undefined || whole === replicas ? '' : ` (${whole} completions)`}`;
    }),
  );
}

function ratioOf(weights: Readonly<Record<string, number>>): string {
  return `${Object.values(weights).join(':')} (${Object.keys(weights).join(':')})`;
}

/** The next number of replicas, upward, that the ratio divides exactly. */
function multiple(replicas: number, weights: Readonly<Record<string, number>>): number {
  const parts = Object.values(weights);
  const unit = parts.reduce((a, b) => a + b, 0) / parts.reduce(greatestCommonDivisor, 0);
  return Math.max(1, Math.ceil(replicas / unit)) * unit;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Members that get GPU work declare pools (used by the capacity checks as well). */
export function needsGpus(fleet: FleetModel, one: PlacedWorkload): boolean {
  const gpus = gpuResources(fleet);
  return one.workload.podSets.some(({ pod }) => gpusOf(pod, gpus) > 0);
}
