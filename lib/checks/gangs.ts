import type { CompiledTarget } from '../core/compilation';
import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel, WorkloadModel } from '../core/model';
import { describeRef } from '../core/object-ref';
import { Capacity } from '../plan/capacity';
import { gangDemand, holdsGang } from '../plan/gang';
import { reachedBy } from '../plan/node-groups';
import { placedWorkloads, podSetsByMember } from '../plan/placed';
import { mostOf, queuesOf } from '../plan/queue';
import { readWorkload } from '../plan/workload';
import * as rules from '../training/rules';
import { describeAmount, isMore } from './amounts';
import type { Program } from './placement';

/** A gang in a member that gets it. */
interface Arrival {
  readonly place: string;
  readonly workload: WorkloadModel;
  readonly member: MemberModel;
  /** What is applied to that member. */
  readonly target?: CompiledTarget | undefined;
  /** Whether pods that no node of the member can hold are reported as such. */
  readonly podsChecked: boolean;
  /** Other members that could have got it, with the nodes that its queue may use there. */
  readonly others: () => readonly MemberModel[];
}

/** Gangs can start: the member that gets one has nodes for it, and its queue there lets it in. */
export function checkGangs(program: Program): Finding[] {
  return [...sent(program), ...appliedDirectly(program)].flatMap((arrival) => [
    ...checkRoom(arrival),
    ...checkAdmission(arrival),
  ]);
}

/** What a placement sends to members. */
function sent(program: Program): Arrival[] {
  return placedWorkloads(program).flatMap((one) => {
    const { placement, workload } = one;
    const { division, place, fleet: name } = placement;
    const fleet = program.fleets.find((f) => f.name === name);
    if (!fleet || workload.gang === undefined) {
      return [];
    }
    const targetOf = (member: string) =>
      program.targets.find(({ target }) => target.fleet === name && target.member === member);
    const others = () =>
      fleet.members
        .filter((m) => division.type === 'whole' && division.candidates.includes(m.name))
        .map((m) => reachedIn(m, workload, targetOf(m.name)));
    return Object.keys(podSetsByMember(one)).flatMap((to) => {
      const member = fleet.members.find((m) => m.name === to);
      const target = targetOf(to);
      return member ? [{ place, workload, member, target, podsChecked: true, others }] : [];
    });
  });
}

/** What is created in the scope of a member. */
function appliedDirectly({ targets, fleets }: Program): Arrival[] {
  return targets.flatMap((target) => {
    const { fleet, member: name } = target.target;
    const member = fleets.find((f) => f.name === fleet)?.members.find((m) => m.name === name);
    return target.objects.flatMap(({ path, manifest }) => {
      const workload = member && readWorkload(manifest);
      return member && workload?.gang !== undefined
        ? [{ place: path, workload, member, target, podsChecked: false, others: () => [] }]
        : [];
    });
  });
}

/** The member with those of its pools in which the queue of a workload lets pods run. */
function reachedIn(member: MemberModel, { queue }: WorkloadModel, target: CompiledTarget | undefined): MemberModel {
  return target ? reachedBy(member, queue, queuesOf(target)) : member;
}

function* checkRoom({ place, workload, member, target, podsChecked, others }: Arrival): Iterable<Finding> {
  const capacity = new Capacity(member);
  const reported = podsChecked && !workload.podSets.every(({ pod }) => capacity.canEverHold(pod));
  const reached = reachedIn(member, workload, target);
  if (member.pools.length === 0 || reported || holdsGang(reached, workload)) {
    return;
  }
  const where = reached === member ? 'its nodes have' : `the nodes that queue '${workload.queue}' may use have`;
  const better = others().filter((other) => holdsGang(other, workload));
  yield finding(rules.JOB_GANG_DOES_NOT_FIT, {
    place,
    value: member.name,
    message: `${describeRef(workload)} goes to member '${member.name}' and needs ${workload.gang} pods at the same time, for which ${where} no room, also when they are empty.`,
    fix:
      better.length > 0
        ? `Send it to ${listOf(better.map(({ name }) => `'${name}'`))} only: Karmada takes the first member by name and looks at no room.`
        : `Add nodes to a pool of '${member.name}', ask for less per pod, or set a smaller minAvailable.`,
  });
}

function* checkAdmission({ place, workload, member, target }: Arrival): Iterable<Finding> {
  const queues = target && queuesOf(target);
  const queue = queues?.get(workload.queue ?? '');
  if (!queues || !queue) {
    return;
  }
  const children = [...queues.values()].filter(({ parent }) => parent === queue.name).map(({ name }) => `'${name}'`);
  if (children.length > 0) {
    yield finding(rules.JOB_QUEUE_NOT_LEAF, {
      place,
      value: queue.name,
      message: `${describeRef(workload)} is in queue '${queue.name}', which has the children ${listOf(children)}.`,
      fix: 'Give the job one of the children as its queue, or make a child for it.',
    });
  }
  for (const [resource, amount] of Object.entries(gangDemand(workload))) {
    const most = mostOf(queue, queues, resource);
    if (isMore(amount, most)) {
      const own = most === queue.capability[resource];
      const why = own ? '' : ': that is what the queues above it may use, without what is guaranteed to others there';
      yield finding(rules.JOB_GANG_OVER_CAPABILITY, {
        place,
        value: resource,
        message: `the gang of ${describeRef(workload)} needs ${describeAmount(resource, amount)}; queue '${queue.name}' may use ${describeAmount(resource, most)} in member '${member.name}'${why}.`,
        fix: own
          ? `Raise capability of the queue or the share of '${member.name}', or make the gang smaller.`
          : `Raise capability of the queues above '${queue.name}', lower what the queues beside it are guaranteed, or make the gang smaller.`,
      });
    }
  }
}
