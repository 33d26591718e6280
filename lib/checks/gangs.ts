import type { CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import { describeRef } from '../core/object-ref';
import { hasTasks, podKindOf } from '../core/pod-kinds';
import { type Arrival, arrivalsOf } from '../plan/arrivals';
import { Capacity } from '../plan/capacity';
import { atMost, gangDemand, holdsGang } from '../plan/gang';
import { reachedIn } from '../plan/node-groups';
import { DEFAULT_QUEUE, queuesOf } from '../plan/queue';
import { boundOf, type Divided, dividingOf, type QueueBound } from '../plan/queue-bounds';
import { schedulersOf } from '../plan/scheduler';
import * as rules from '../training/rules';
import { describeAmount, describeAssumed, isMore } from './amounts';
import type { Program } from './placement';

/** Gangs can start: a member that gets one gets enough pods of it, has nodes for them, and its queue there lets them in. */
export function checkGangs(program: Program): Finding[] {
  const divided = new Map<CompiledTarget, Divided>();
  return arrivalsOf(program).flatMap((arrival) => {
    const tooFew = [...checkShare(arrival)];
    const { target } = arrival;
    if (target && !divided.has(target)) {
      divided.set(target, dividedBy(target, arrival.member, program));
    }
    return tooFew.length > 0
      ? tooFew
      : [...checkRoom(arrival), ...(target ? checkAdmission(arrival, divided.get(target)!) : [])];
  });
}

function dividedBy(target: CompiledTarget, member: MemberModel, { addOns }: Program): Divided {
  const queues = queuesOf(target);
  return { member, queues, dividing: dividingOf(schedulersOf(target, addOns), queues) };
}

/** A Volcano Job that needs more pods than it has is told with the job. */
function* checkShare({ place, workload, member }: Arrival): Iterable<Finding> {
  const { gang = 0, replicas } = workload;
  const kind = podKindOf(workload);
  if (gang > replicas && kind && !hasTasks(kind)) {
    yield finding(rules.QUEUE_BAD_MIN_AVAILABLE, {
      place,
      value: gang,
      message: `${describeRef(workload)} needs ${gang} pods at the same time, and member '${member.name}' gets ${replicas} of it.`,
      fix: `Set minAvailable to ${replicas} or less, make more pods, or send them all to one member (WholePropagation).`,
    });
  }
}

function* checkRoom({ place, workload, member, target, planned, others }: Arrival): Iterable<Finding> {
  const capacity = new Capacity(member);
  const reported = planned && !workload.podSets.every(({ pod }) => capacity.canEverHold(pod));
  const reached = reachedIn(member, workload.queue, target);
  if (member.pools.length === 0 || reported || holdsGang(reached, workload)) {
    return;
  }
  const where = reached === member ? 'its nodes have' : `the nodes that queue '${workload.queue}' may use have`;
  const needs = `${describeRef(workload)} goes to member '${member.name}' and needs ${workload.gang} pods at the same time`;
  if (holdsGang(atMost(reached), workload)) {
    yield finding(rules.JOB_GANG_MAY_NOT_FIT, {
      place,
      value: member.name,
      message: `${needs}, for which ${where} room only ${conditionOf(reached)}.`,
      fix: `State cpu and memory of the pools, and as many nodes as the gang needs; or acknowledge this where the pool is scaled for it.`,
    });
    return;
  }
  const better = others.filter((other) => holdsGang(other, workload));
  yield finding(rules.JOB_GANG_DOES_NOT_FIT, {
    place,
    value: member.name,
    message: `${needs}, for which ${where} no room, also when they are empty.`,
    fix:
      better.length > 0
        ? `Send it to ${listOf(better.map(({ name }) => `'${name}'`))} only: Karmada takes the first member by name and looks at no room.`
        : `Add nodes to a pool of '${member.name}', ask for less per pod, or set a smaller minAvailable.`,
  });
}

/** Under which conditions the pools of a member may hold more than they are said to. */
function conditionOf({ pools }: MemberModel): string {
  const scaled = pools.filter(({ nodes, autoscaling }) => (autoscaling?.max ?? 0) > nodes);
  const unstated = pools.filter(({ assumed }) => assumed !== undefined);
  return listOf([
    ...scaled.map(
      ({ name, nodes, autoscaling }) => `when pool '${name}' has grown from ${nodes} nodes to ${autoscaling?.max}`,
    ),
    ...unstated.map(
      (pool) => `if nodes of pool '${pool.name}' have more than the ${describeAssumed(pool)} that are assumed`,
    ),
  ]);
}

function* checkAdmission({ place, workload, member }: Arrival, divided: Divided): Iterable<Finding> {
  const { queues } = divided;
  const queue = queues.get(workload.queue ?? '') ?? (workload.queue === 'default' ? DEFAULT_QUEUE : undefined);
  if (!queue) {
    return;
  }
  for (const [resource, amount] of Object.entries(gangDemand(workload))) {
    const bound = boundOf(resource, queue, divided);
    if (isMore(amount, bound.most)) {
      const { why, fix } = TOLD[bound.by];
      yield finding(rules.JOB_GANG_OVER_CAPABILITY, {
        place,
        value: resource,
        message: `the gang of ${describeRef(workload)} needs ${describeAmount(resource, amount)}; queue '${queue.name}' may use ${describeAmount(resource, bound.most)} in member '${member.name}'${why}.`,
        fix: fix(queue.name, member.name),
      });
    }
  }
}

/** What to say of each bound. */
const TOLD: Readonly<
  Record<QueueBound['by'], { readonly why: string; readonly fix: (queue: string, member: string) => string }>
> = {
  capability: {
    why: '',
    fix: (_, member) => `Raise capability of the queue or the share of '${member}', or make the gang smaller.`,
  },
  above: {
    why: ': that is what the queues above it may use, without what is guaranteed to others there',
    fix: (queue) =>
      `Raise capability of the queues above '${queue}', lower what the queues beside it are guaranteed, or make the gang smaller.`,
  },
  guarantees: {
    why: ': that is what the nodes have, without what is guaranteed to other queues there',
    fix: (queue, member) =>
      `Lower what other queues are guaranteed, guarantee it to '${queue}', add nodes to '${member}', or make the gang smaller.`,
  },
};
