import type { MemberModel, WorkloadModel } from '../core/model';
import { Capacity } from './capacity';

/** Whether all pods that must run together find room in the member, were it empty. */
export function holdsGang(member: MemberModel, workload: WorkloadModel): boolean {
  const room = new Capacity(member);
  const needed = workload.podSets.map(({ pod, minAvailable }) => room.place(pod, minAvailable));
  if (needed.some(({ unplaced }) => unplaced > 0)) {
    return false;
  }
  // an elastic gang is held to its number only, whichever pods make it up
  let placed = workload.podSets.reduce((sum, set) => sum + set.minAvailable, 0);
  for (const { pod, replicas, minAvailable } of workload.podSets) {
    placed += replicas - minAvailable - room.place(pod, replicas - minAvailable).unplaced;
  }
  return placed >= (workload.gang ?? 0);
}

/**
 * A member with all that it may have: the nodes to which its pools are scaled at most, and as much as is wanted of what the program does not
 * state (see `Capacity`).
 */
export function atMost(member: MemberModel): MemberModel {
  return {
    ...member,
    pools: member.pools.map((pool) => ({
      ...pool,
      nodes: Math.max(pool.nodes, pool.autoscaling?.max ?? 0),
      perNode: Object.fromEntries(
        Object.entries(pool.perNode).filter(([resource]) => !pool.assumed?.some((one) => one === resource)),
      ),
    })),
  };
}

/** The least that the pods of a gang ask for together, by resource name. */
export function gangDemand(workload: WorkloadModel): Readonly<Record<string, number>> {
  const resources = new Set(workload.podSets.flatMap(({ pod }) => Object.keys(pod.requests)));
  return Object.fromEntries([...resources].map((resource) => [resource, leastOf(resource, workload)]));
}

function leastOf(resource: string, { podSets, gang = 0 }: WorkloadModel): number {
  let sum = 0;
  let left = gang;
  for (const { pod, minAvailable } of podSets) {
    sum += minAvailable * (pod.requests[resource] ?? 0);
    left -= minAvailable;
  }
  const rest = podSets
    .map(({ pod, replicas, minAvailable }) => ({ each: pod.requests[resource] ?? 0, pods: replicas - minAvailable }))
    .sort((a, b) => a.each - b.each);
  for (const { each, pods } of rest) {
    const taken = Math.max(0, Math.min(left, pods));
    sum += taken * each;
    left -= taken;
  }
  return sum;
}
