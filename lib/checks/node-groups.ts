import type { CompiledTarget } from '../core/compilation';
import { closest, listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import { hasNodeGroups, isReached, NODE_GROUP_LABEL, nodeGroupsOf } from '../plan/node-groups';
import { type QueueModel, queuesOf } from '../plan/queue';
import * as rules from '../training/rules';
import type { Program } from './placement';

type Queues = ReadonlyMap<string, QueueModel>;

/** The node groups of queues, typed or plain: whether there are nodes in them, and others for the queues that are bound to none. */
export function checkNodeGroups({ targets, fleets }: Program): Finding[] {
  return targets.flatMap((target) => {
    const member = memberOf(fleets, target);
    const queues = member && member.pools.length > 0 ? queuesOf(target) : undefined;
    return member && queues && hasNodeGroups(queues)
      ? [...queues.values()].flatMap((queue) => [...checkGroups(queue, member), ...checkRest(queue, queues, member)])
      : [];
  });
}

function memberOf(fleets: Program['fleets'], { target }: CompiledTarget): MemberModel | undefined {
  return fleets.find(({ name }) => name === target.fleet)?.members.find(({ name }) => name === target.member);
}

function* checkGroups({ place, name, nodeGroups = [] }: QueueModel, member: MemberModel): Iterable<Finding> {
  const known = [...new Set(member.pools.flatMap(({ labels }) => labels[NODE_GROUP_LABEL] ?? []))];
  for (const group of nodeGroups.filter((group) => !known.includes(group))) {
    const near = closest(group, known);
    const there = listOf(known.map((one) => `'${one}'`)) || 'none';
    yield finding(rules.QUEUE_UNKNOWN_NODE_GROUP, {
      place,
      value: group,
      message: `queue '${name}' is bound to node group ${show(group)}, and no node pool of member '${member.name}' is in it; there are ${there}.`,
      fix: near
        ? `Did you mean '${near}'?`
        : `Give the nodes of a pool the label ${NODE_GROUP_LABEL}: ${group}, in labels of the pool, or send the queue to members that have them.`,
    });
  }
}

function* checkRest(queue: QueueModel, queues: Queues, member: MemberModel): Iterable<Finding> {
  const isLeaf = ![...queues.values()].some(({ parent }) => parent === queue.name);
  if (!isLeaf || nodeGroupsOf(queue, queues) || member.pools.some((pool) => isReached(pool, undefined))) {
    return;
  }
  const bound = [...queues.values()].filter(({ nodeGroups }) => nodeGroups).map(({ name }) => `'${name}'`);
  yield finding(rules.QUEUE_OUTSIDE_NODE_GROUPS, {
    place: queue.place,
    value: member.name,
    message: `${listOf(bound)} are bound to node groups, queue '${queue.name}' is not, and all node pools of member '${member.name}' are in groups.`,
    fix: `Give '${queue.name}' node groups, too, or leave the label ${NODE_GROUP_LABEL} off a pool.`,
  });
}
