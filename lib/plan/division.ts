import { type Division, divideByWeight, type TieBreak } from '../core/webster';

export { type Division, divideByWeight, type TieBreak } from '../core/webster';

/** What a Job becomes in each member. */
export interface JobDivision {
  readonly parallelism: Division;
  /** Absent if the Job states no completions (a work queue). */
  readonly completions?: Division;
}

/**
 * Divides a Job: its parallelism (at most its completions) by the weights, then its completions in proportion to the
 * parallelism that each member got (karmada v1.18.2 pkg/controllers/binding/common.go).
 */
export function divideJob(
  parallelism: number,
  completions: number | undefined,
  weights: Readonly<Record<string, number>>,
  tieBreak: TieBreak = 'ascending',
): JobDivision {
  const pods = divideByWeight(Math.min(parallelism, completions ?? parallelism), weights, tieBreak);
  return completions === undefined
    ? { parallelism: pods }
    : { parallelism: pods, completions: divideByWeight(completions, pods, tieBreak) };
}

/**
 * How Karmada breaks ties for a workload: by the parity of the FNV-1a hash of its uid on the control plane.
 * Known only when the workload exists.
 */
export function tieBreakOf(uid: string): TieBreak {
  if (uid === '') {
    return 'ascending';
  }
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(uid, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash % 2 === 1 ? 'descending' : 'ascending';
}

/** Whether the replicas can be divided exactly in the ratio of the weights. */
export function isRatioReachable(replicas: number, weights: Readonly<Record<string, number>>): boolean {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return sum === 0 || Object.values(weights).every((weight) => (replicas * weight) % sum === 0);
}
