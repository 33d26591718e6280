import { divideByWeight, tieBreakOf } from '../plan/division';
import type { Plan, WorkloadPlan } from '../plan/plan';
import type { ObservedWorkload } from '../twin/observe';
import type { Twin } from '../twin/twin';

/** Replicas of one workload in one member: as planned, and as seen. */
export interface Comparison {
  readonly workload: string;
  readonly member: string;
  readonly planned: number;
  /** Planned replicas for which the member has no room. */
  readonly unplaced: number;
  readonly observed: number;
  readonly ready: number;
  /** Why pods are not ready, or why the member could not be asked. */
  readonly problem?: string;
}

/** Replicas by member, by workload. */
export type Split = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Seconds for workloads to become ready, where all of them have room, and where some can never be. */
const PATIENCE = { allFit: 60, someDoNot: 15 } as const;

/**
 * The split that the plan foretells, with ties settled: once a workload exists, its uid tells how Karmada breaks them.
 * @param uidOf the uid of a workload on the control plane, or undefined if it is not there
 */
export async function settledSplit(
  plan: Plan,
  uidOf: (workload: WorkloadPlan) => Promise<string | undefined>,
): Promise<Split> {
  const split: Record<string, Readonly<Record<string, number>>> = {};
  for (const [name, workload] of Object.entries(plan.workloads)) {
    const uid = workload.tied ? await uidOf(workload) : undefined;
    split[name] =
      uid === undefined || !workload.weights
        ? Object.fromEntries(Object.entries(workload.members).map(([member, share]) => [member, share.replicas]))
        : divideByWeight(workload.replicas, workload.weights, tieBreakOf(uid));
  }
  return split;
}

/** Waits until the workloads of a plan run as foretold, or patience ends, and tells what was seen. */
export async function observeSplit(
  twin: Twin,
  plan: Plan,
  split: Split,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, ObservedWorkload>>> {
  // what is owned elsewhere is not in the program, and so not on its twin; of some the plan foretells nothing
  const names = Object.keys(plan.workloads).filter((name) => {
    const { fleet, foreign, unknown } = plan.workloads[name]!;
    return fleet === twin.fleet.name && !foreign && unknown === undefined;
  });
  const expectations = names.map((name) => ({ workload: plan.workloads[name]!, members: split[name]! }));
  const someDoNot = names.some((name) => Object.values(plan.workloads[name]!.members).some((s) => s.unplaced > 0));
  const timeoutSeconds = someDoNot ? PATIENCE.someDoNot : PATIENCE.allFit;
  const seen = await twin.observe(expectations, { timeoutSeconds, ...(signal ? { signal } : {}) });
  return Object.fromEntries(names.map((name, i) => [name, seen[i]!]));
}

/** Planned and observed replicas, for every workload and every member that should or does run it. */
export function compare(plan: Plan, split: Split, observed: Readonly<Record<string, ObservedWorkload>>): Comparison[] {
  return Object.entries(observed).flatMap(([name, { members }]) =>
    Object.entries(members)
      .map(([member, seen]) => ({
        workload: name,
        member,
        planned: split[name]?.[member] ?? 0,
        unplaced: plan.workloads[name]?.members[member]?.unplaced ?? 0,
        observed: seen.replicas,
        ready: seen.ready,
        ...(seen.problem === undefined ? {} : { problem: seen.problem }),
      }))
      .filter((row) => row.planned > 0 || row.observed > 0),
  );
}

/** Whether every member was asked to run what was planned, and runs all of it that has room. */
export function isAsPlanned(rows: readonly Comparison[]): boolean {
  return rows.every((row) => row.observed === row.planned && runsWhatFits(row));
}

/** Whether all replicas run for which the plan has room. */
export function runsWhatFits({ planned, unplaced, ready }: Comparison): boolean {
  return ready >= planned - unplaced;
}
