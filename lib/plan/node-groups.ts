import type { CompiledTarget } from '../core/compilation';
import type { MemberModel, PoolModel } from '../core/model';
import { ancestorsOf, type QueueModel, queuesOf } from './queue';

/** The label with the name of a node's group. */
export const NODE_GROUP_LABEL = 'volcano.sh/nodegroup-name';

/** The queue that Volcano makes itself, for work that names none. It is bound to no node groups. */
const DEFAULT_QUEUE = 'default';

type Queues = ReadonlyMap<string, QueueModel>;

/** Whether node groups decide anything in a member: whether some queue there is bound to them. */
export function hasNodeGroups(queues: Queues): boolean {
  return [...queues.values()].some(({ nodeGroups }) => nodeGroups !== undefined);
}

/**
 * Node groups outside which no pod of a queue runs: its own, else those of the nearest queue above it that has some. Undefined where it
 * is bound to none: its pods then run on nodes of no group (volcano v1.15.1 pkg/scheduler/plugins/nodegroup, with a hierarchy and not strict).
 */
export function nodeGroupsOf(queue: QueueModel, queues: Queues): readonly string[] | undefined {
  return [queue, ...ancestorsOf(queue, queues)].find(({ nodeGroups }) => nodeGroups !== undefined)?.nodeGroups;
}

/** Whether pods of a queue with these node groups may run in a pool. */
export function isReached({ labels }: PoolModel, groups: readonly string[] | undefined): boolean {
  const group = labels[NODE_GROUP_LABEL];
  return groups === undefined ? group === undefined : group !== undefined && groups.includes(group);
}

/** The member with those of its pools in which pods of a queue, or of queues below it, may run; all where the queue is not known. */
export function reachedBy(member: MemberModel, queueName: string | undefined, queues: Queues): MemberModel {
  const leaves = leavesOf(queueName, queues);
  if (!hasNodeGroups(queues) || (leaves.length === 0 && queueName !== DEFAULT_QUEUE)) {
    return member;
  }
  const bounds = leaves.length > 0 ? leaves.map((leaf) => nodeGroupsOf(leaf, queues)) : [undefined];
  return { ...member, pools: member.pools.filter((pool) => bounds.some((groups) => isReached(pool, groups))) };
}

/** The member with those of its pools in which the queue of a workload lets pods run, by what is applied there. */
export function reachedIn(
  member: MemberModel,
  queueName: string | undefined,
  target: CompiledTarget | undefined,
): MemberModel {
  return target ? reachedBy(member, queueName, queuesOf(target)) : member;
}

/** The queues to which work is given in and below a queue. */
function leavesOf(name: string | undefined, queues: Queues): QueueModel[] {
  const parents = new Set([...queues.values()].flatMap(({ parent }) => parent ?? []));
  return [...queues.values()].filter(
    (queue) => !parents.has(queue.name) && [queue, ...ancestorsOf(queue, queues)].some((above) => above.name === name),
  );
}
