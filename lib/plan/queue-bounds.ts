import { capacityOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import { ancestorsOf, type QueueModel } from './queue';
import type { SchedulerModel } from './scheduler';

/**
 * How a member is divided among its queues. `flat`: what is guaranteed to any queue is taken off what the member has, for all others.
 * `hierarchy`: off what the queue above may use, and the one on top has no bound. `none`: not at all, and no capability counts.
 */
export type Dividing = 'flat' | 'hierarchy' | 'none';

/** Most of a resource that the jobs of a queue may use together. */
export interface QueueBound {
  /** Infinite where nothing limits it. */
  readonly most: number;
  /** What sets it: the queue's own capability, the queues above, or what is guaranteed to other queues of the member. */
  readonly by: 'capability' | 'above' | 'guarantees';
}

/** The queues of a member, and what is known of it. */
export interface Divided {
  readonly member: MemberModel;
  readonly queues: ReadonlyMap<string, QueueModel>;
  readonly dividing: Dividing;
}

/**
 * How the scheduler of a member divides it (volcano v1.15.1 pkg/framework/session.go, HierarchyEnabled). Where the program does not say
 * which configuration it has, queues with parents are taken to be read as such; else it is the shipped one, with proportion.
 */
export function dividingOf(schedulers: readonly SchedulerModel[], queues: ReadonlyMap<string, QueueModel>): Dividing {
  const [scheduler, ...others] = schedulers;
  if (!scheduler || scheduler.problem !== undefined || others.length > 0) {
    return [...queues.values()].some(({ parent }) => parent !== undefined) ? 'hierarchy' : 'flat';
  }
  const plugins = scheduler.tiers.flat();
  const capacity = plugins.find(({ name }) => name === 'capacity');
  if (capacity?.options.enableHierarchy === true) {
    return 'hierarchy';
  }
  return capacity || plugins.some(({ name }) => name === 'proportion') ? 'flat' : 'none';
}

/**
 * Most of a resource that the jobs of a queue may use together, as Volcano reckons it: its real capability (volcano v1.15.1
 * pkg/scheduler/plugins/capacity/capacity.go, buildQueueAttrs and checkHierarchicalQueue; proportion/proportion.go, OnSessionOpen).
 */
export function boundOf(resource: string, queue: QueueModel, divided: Divided): QueueBound {
  const own = queue.capability[resource] ?? Number.POSITIVE_INFINITY;
  switch (divided.dividing) {
    case 'none':
      return { most: Number.POSITIVE_INFINITY, by: 'capability' };
    case 'flat': {
      const left = leftOf(resource, queue, divided);
      return left < own ? { most: left, by: 'guarantees' } : { most: own, by: 'capability' };
    }
    case 'hierarchy': {
      const most = mostOf(resource, queue, divided.queues);
      return { most, by: most < own ? 'above' : 'capability' };
    }
  }
}

/** What the member has, without what is guaranteed to other queues. Without such the nodes alone limit it, and that is looked at apart. */
function leftOf(resource: string, queue: QueueModel, { member, queues }: Divided): number {
  const others = [...queues.values()].filter((other) => other !== queue);
  const kept = others.reduce((sum, { guarantee }) => sum + (guarantee[resource] ?? 0), 0);
  const isKnown = member.pools.some(({ perNode }) => resource in perNode);
  const own = queue.guarantee[resource] ?? 0;
  return kept > 0 && isKnown ? Math.max(0, capacityOf(member, resource) - kept - own) + own : Number.POSITIVE_INFINITY;
}

/** The queue's own capability, and what the queue above may use without what that one keeps for others. */
function mostOf(resource: string, queue: QueueModel, queues: ReadonlyMap<string, QueueModel>): number {
  const fromTheTop = [queue, ...ancestorsOf(queue, queues)].reverse();
  return fromTheTop.reduce((above, { parent, guarantee, capability }) => {
    const own = guarantee[resource] ?? 0;
    const siblings = parent === undefined ? [] : [...queues.values()].filter((other) => other.parent === parent);
    const kept = siblings.reduce((sum, sibling) => sum + (sibling.guarantee[resource] ?? 0), 0);
    const left = Math.max(0, above - kept) + own;
    return Math.min(left, capability[resource] ?? Number.POSITIVE_INFINITY);
  }, Number.POSITIVE_INFINITY);
}
