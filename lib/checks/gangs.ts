import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { FleetModel, MemberModel } from '../core/model';
import { describeRef } from '../core/object-ref';
import { Capacity } from '../plan/capacity';
import { gangDemand, holdsGang } from '../plan/gang';
import { type PlacedWorkload, placedWorkloads, podSetsByMember } from '../plan/placed';
import { queuesOf } from '../plan/queue';
import * as rules from '../training/rules';
import { describeAmount, isMore } from './amounts';
import type { Program } from './placement';

/** Gangs can start: the member that gets one has nodes for it, and its queue there lets it in. */
export function checkGangs(program: Program): Finding[] {
  return placedWorkloads(program).flatMap((one) => {
    const fleet = program.fleets.find((f) => f.name === one.placement.fleet);
    if (!fleet || one.workload.gang === undefined) {
      return [];
    }
    return Object.keys(podSetsByMember(one)).flatMap((name) => {
      const member = fleet.members.find((m) => m.name === name);
      return member ? [...checkRoom(one, fleet, member), ...checkAdmission(one, program, member)] : [];
    });
  });
}

function* checkRoom(one: PlacedWorkload, fleet: FleetModel, member: MemberModel): Iterable<Finding> {
  const { workload, placement } = one;
  const capacity = new Capacity(member);
  // a pod that no node can hold is reported as such
  const possible = workload.podSets.every(({ pod }) => capacity.canEverHold(pod));
  if (member.pools.length === 0 || !possible || holdsGang(member, workload)) {
    return;
  }
  const { division } = placement;
  const others = fleet.members.filter(
    (other) => division.type === 'whole' && division.candidates.includes(other.name) && holdsGang(other, workload),
  );
  yield finding(rules.JOB_GANG_DOES_NOT_FIT, {
    place: placement.place,
    value: member.name,
    message: `${describeRef(workload)} goes to member '${member.name}' and needs ${workload.gang} pods at the same time, for which its nodes have no room, also when they are empty.`,
    fix:
      others.length > 0
        ? `Send it to ${listOf(others.map(({ name }) => `'${name}'`))} only: Karmada takes the first member by name and looks at no room.`
        : `Add nodes to a pool of '${member.name}', ask for less per pod, or set a smaller minAvailable.`,
  });
}

function* checkAdmission(one: PlacedWorkload, program: Program, member: MemberModel): Iterable<Finding> {
  const { workload, placement } = one;
  const target = program.targets.find(
    ({ target }) => target.kind === 'member' && target.fleet === placement.fleet && target.member === member.name,
  );
  const queues = target && queuesOf(target);
  const queue = queues?.get(workload.queue ?? '');
  if (!queues || !queue) {
    return;
  }
  const children = [...queues.values()].filter(({ parent }) => parent === queue.name).map(({ name }) => `'${name}'`);
  if (children.length > 0) {
    yield finding(rules.JOB_QUEUE_NOT_LEAF, {
      place: placement.place,
      value: queue.name,
      message: `${describeRef(workload)} is in queue '${queue.name}', which has the children ${listOf(children)}.`,
      fix: 'Give the job one of the children as its queue, or make a child for it.',
    });
  }
  for (const [resource, amount] of Object.entries(gangDemand(workload))) {
    const most = queue.capability[resource];
    if (most !== undefined && isMore(amount, most)) {
      yield finding(rules.JOB_GANG_OVER_CAPABILITY, {
        place: placement.place,
        value: resource,
        message: `the gang of ${describeRef(workload)} needs ${describeAmount(resource, amount)}; queue '${queue.name}' may use ${describeAmount(resource, most)} in member '${member.name}'.`,
        fix: `Raise capability of the queue or the share of '${member.name}', or make the gang smaller.`,
      });
    }
  }
}
