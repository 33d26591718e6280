import { extendedResources } from '../core/gpus';
import { meets } from '../core/label-selector';
import type { MemberModel, PodDemand, PoolModel } from '../core/model';
import { untolerated } from '../core/tolerations';

/** The label by which nodes of one pool differ; what they are called is not known. */
const HOSTNAME = 'kubernetes.io/hostname';

/** Where pods of one workload went in a member. */
export interface Packed {
  /** Pods by pool name. */
  readonly byPool: Readonly<Record<string, number>>;
  /** Pods for which no node has room. */
  readonly unplaced: number;
}

/**
 * The free room in a member's node pools, filled pod by pod. An estimate of what a scheduler would reach: pods go to the
 * pool that has the least to spare for them (so that work without GPUs stays off GPU nodes while there is other room),
 * and to the first node of it with room.
 */
export class Capacity {
  private readonly pools: readonly PoolRoom[];

  public constructor(member: MemberModel) {
    this.pools = member.pools.map((pool) => new PoolRoom(pool));
  }

  /** Whether some node of the member could ever take such a pod, were it empty. */
  public canEverHold(pod: PodDemand): boolean {
    return this.pools.some((room) => room.accepts(pod) && room.fitsEmptyNode(pod));
  }

  /** Places as many of `count` equal pods as fit, and keeps them. */
  public place(pod: PodDemand, count: number): Packed {
    const byPool: Record<string, number> = {};
    let left = count;
    for (const room of this.candidates(pod)) {
      const placed = room.take(pod, left);
      if (placed > 0) {
        byPool[room.pool.name] = placed;
        left -= placed;
      }
    }
    return { byPool, unplaced: left };
  }

  /** What is in use in a pool, by resource name. */
  public used(poolName: string): Readonly<Record<string, number>> {
    return this.pools.find((room) => room.pool.name === poolName)?.used ?? {};
  }

  private candidates(pod: PodDemand): PoolRoom[] {
    return this.pools
      .filter((room) => room.accepts(pod))
      .map((room) => ({ room, waste: room.wasteFor(pod) }))
      .sort((a, b) => a.waste - b.waste)
      .map(({ room }) => room);
  }
}

class PoolRoom {
  public readonly used: Record<string, number> = {};
  private readonly free: Record<string, number>[];

  public constructor(public readonly pool: PoolModel) {
    this.free = Array.from({ length: Math.max(0, Math.floor(pool.nodes)) }, () => ({ ...pool.perNode }));
  }

  public accepts({ nodeSelector, nodeTerms, tolerations }: PodDemand): boolean {
    const { labels, taints } = this.pool;
    return (
      Object.entries(nodeSelector).every(([key, value]) => key === HOSTNAME || labels[key] === value) &&
      (nodeTerms?.some((term) => term.every((one) => one.key === HOSTNAME || meets(one, labels))) ?? true) &&
      untolerated(taints, tolerations) === undefined
    );
  }

  public fitsEmptyNode(pod: PodDemand): boolean {
    return this.pool.nodes > 0 && podsThatFit(this.pool.perNode, pod) > 0;
  }

  /** Extended resources of a node that the pod does not ask for: GPUs that it would block. */
  public wasteFor(pod: PodDemand): number {
    return extendedResources(this.pool)
      .filter((resource) => !pod.requests[resource])
      .reduce((sum, resource) => sum + (this.pool.perNode[resource] ?? 0), 0);
  }

  public take(pod: PodDemand, count: number): number {
    let placed = 0;
    for (const node of this.free) {
      const here = Math.min(count - placed, podsThatFit(node, pod));
      if (here > 0) {
        for (const [resource, amount] of Object.entries({ ...pod.requests, pods: 1 })) {
          if (resource in node) {
            node[resource] = (node[resource] ?? 0) - here * amount;
          }
          this.used[resource] = (this.used[resource] ?? 0) + here * amount;
        }
        placed += here;
      }
      if (placed === count) {
        break;
      }
    }
    return placed;
  }
}

function podsThatFit(free: Readonly<Record<string, number>>, pod: PodDemand): number {
  let fit = Math.floor(free.pods ?? 0);
  for (const [resource, amount] of Object.entries(pod.requests)) {
    // a pool states its extended resources; of others, such as ephemeral-storage, it says nothing
    if (amount > 0 && (resource in free || resource.includes('/'))) {
      // thousandths keep sums of milli-cores exact enough
      fit = Math.min(fit, Math.floor((free[resource] ?? 0) / amount + 1e-9));
    }
  }
  return Math.max(0, fit);
}
