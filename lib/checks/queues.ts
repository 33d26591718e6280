import type { CompiledTarget } from '../core/compilation';
import { type Finding, finding, type Rule } from '../core/findings';
import { deviceClassIn } from '../core/gpu-sharing';
import { capacityOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import { reachedBy } from '../plan/node-groups';
import { ancestorsOf, type QueueModel, queuesOf } from '../plan/queue';
import * as rules from '../training/rules';
import { describeAmount, isMore } from './amounts';
import type { Program } from './placement';
import { isCounted, isExtended } from './resource-names';

const DEEPEST = 5;

type Queues = ReadonlyMap<string, QueueModel>;

/** The queues of each member, typed or plain: what Volcano's webhook refuses, and what the member cannot hold. */
export function checkQueues(program: Program): Finding[] {
  return program.targets
    .filter(({ target }) => target.kind === 'member')
    .flatMap((target) => {
      const member = memberOf(program, target);
      const queues = queuesOf(target);
      return [
        ...[...queues.values()].flatMap((queue) => [...checkQueue(queue, queues)]),
        // the capacity of a member without pools is not known
        ...(member && member.pools.length > 0 ? checkRoom(member, queues) : []),
      ];
    });
}

function memberOf({ fleets }: Program, { target }: CompiledTarget): MemberModel | undefined {
  return fleets.find((fleet) => fleet.name === target.fleet)?.members.find((member) => member.name === target.member);
}

function* checkQueue(queue: QueueModel, queues: Queues): Iterable<Finding> {
  yield* checkAmounts(queue);
  yield* checkBounds(queue);
  yield* checkClaims(queue);
  const ancestors = ancestorsOf(queue, queues);
  if (ancestors.length >= DEEPEST || ancestors.includes(queue)) {
    yield report(
      rules.QUEUE_TOO_DEEP,
      queue,
      ancestors.length + 1,
      `queue '${queue.name}' is below ${ancestors.map(({ name }) => `'${name}'`).join(', ')}; ${DEEPEST} levels are allowed.`,
      'Choose a parent that is nearer to the root.',
    );
  }
  yield* checkAncestors(queue, ancestors);
  yield* checkChildren(queue, queues);
}

function* checkAmounts(queue: QueueModel): Iterable<Finding> {
  const { capability, deserved, guarantee } = queue;
  for (const [bound, amounts] of Object.entries({ capability, deserved, guarantee })) {
    for (const [resource, amount] of Object.entries(amounts)) {
      if (amount < 0 || ((resource === 'pods' || isExtended(resource)) && !Number.isInteger(amount))) {
        yield report(
          rules.QUEUE_BAD_AMOUNT,
          queue,
          resource,
          `${bound} of queue '${queue.name}' has ${describeAmount(resource, amount)}.`,
          'Write an amount of 0 or more, whole for devices and pods.',
        );
      }
    }
  }
}

/** Claims are held against a capability, and against nothing else. */
function* checkClaims(queue: QueueModel): Iterable<Finding> {
  for (const bound of ['deserved', 'guarantee'] as const) {
    for (const resource of Object.keys(queue[bound]).filter((name) => deviceClassIn(name) !== undefined)) {
      yield report(
        rules.QUEUE_CLAIMS_NOT_KEPT,
        queue,
        resource,
        `${bound} of queue '${queue.name}' has ${describeAmount(resource, queue[bound][resource] ?? 0)}, which Volcano does not keep.`,
        `Leave ${resource} out of ${bound}.`,
      );
    }
  }
}

function* checkBounds(queue: QueueModel): Iterable<Finding> {
  const { capability, deserved, guarantee } = queue;
  for (const [resource, amount] of Object.entries(guarantee)) {
    const deserves = deserved[resource];
    if (deserves === undefined) {
      yield report(
        rules.QUEUE_GUARANTEE_NOT_DESERVED,
        queue,
        resource,
        `queue '${queue.name}' is guaranteed ${describeAmount(resource, amount)}, but ${resource} is not in deserved.`,
        `Add ${describeAmount(resource, amount)} or more to deserved.`,
      );
    } else if (isMore(amount, deserves)) {
      yield outOfOrder(queue, 'guarantee', 'deserved', resource, amount, deserves);
    }
  }
  for (const [resource, amount] of Object.entries(deserved)) {
    const most = capability[resource];
    if (most !== undefined && isMore(amount, most)) {
      yield outOfOrder(queue, 'deserved', 'capability', resource, amount, most);
    }
  }
}

function outOfOrder(
  queue: QueueModel,
  lower: string,
  upper: string,
  resource: string,
  amount: number,
  most: number,
): Finding {
  return report(
    rules.QUEUE_BOUNDS,
    queue,
    resource,
    `${lower} of queue '${queue.name}' has ${describeAmount(resource, amount)}, more than ${describeAmount(resource, most)} in ${upper}.`,
    `Lower ${lower} or raise ${upper}.`,
  );
}

/** A child states no more than the nearest queue above it that states a limit. */
function* checkAncestors(queue: QueueModel, ancestors: readonly QueueModel[]): Iterable<Finding> {
  for (const [resource, amount] of Object.entries(queue.capability).filter(([name]) => isCounted(name))) {
    const limiting = ancestors.find((ancestor) => (ancestor.capability[resource] ?? 0) > 0);
    const most = limiting?.capability[resource];
    if (limiting && most !== undefined && isMore(amount, most)) {
      yield report(
        rules.QUEUE_CHILDREN,
        queue,
        resource,
        `queue '${queue.name}' may use ${describeAmount(resource, amount)}, more than ${describeAmount(resource, most)} of '${limiting.name}' above it.`,
        `Lower its capability, or raise that of '${limiting.name}'.`,
      );
    }
  }
}

function* checkChildren(parent: QueueModel, queues: Queues): Iterable<Finding> {
  const children = [...queues.values()].filter((queue) => queue.parent === parent.name);
  for (const bound of ['guarantee', 'deserved'] as const) {
    for (const [resource, amount] of Object.entries(totalOf(children, bound)).filter(([name]) => isCounted(name))) {
      const most = parent[bound][resource] ?? 0;
      // of all but cores and memory, even none is more than a parent has that does not name them
      const unnamed = resource !== 'cpu' && resource !== 'memory' && parent[bound][resource] === undefined;
      if (isMore(amount, most) || unnamed) {
        yield report(
          rules.QUEUE_CHILDREN,
          parent,
          resource,
          `the children of queue '${parent.name}' have ${describeAmount(resource, amount)} in ${bound} together, the queue itself ${describeAmount(resource, most)}.`,
          `Raise ${bound} of '${parent.name}', or lower that of ${children.map(({ name }) => `'${name}'`).join(', ')}.`,
        );
      }
    }
  }
}

function checkRoom(member: MemberModel, queues: Queues): Finding[] {
  const findings: Finding[] = [];
  for (const queue of queues.values()) {
    const reached = reachedBy(member, queue.name, queues);
    for (const [resource, amount] of Object.entries(queue.capability)) {
      const room = capacityOf(reached, resource);
      if (isMore(amount, room)) {
        findings.push(
          report(
            rules.QUEUE_CAPABILITY_OVER_CAPACITY,
            queue,
            resource,
            `queue '${queue.name}' may use ${describeAmount(resource, amount)} in member '${member.name}', whose node pools${reached === member ? '' : ' in its node groups'} hold ${describeAmount(resource, room)}.`,
            `Lower capability or change shares, add nodes to '${member.name}', or acknowledge it on queue.objects['${member.name}'].`,
          ),
        );
      }
    }
  }
  const top = [...queues.values()].filter((queue) => !queues.has(queue.parent ?? ''));
  for (const [resource, amount] of Object.entries(totalOf(top, 'guarantee'))) {
    const room = capacityOf(member, resource);
    const guaranteed = top.filter((queue) => (queue.guarantee[resource] ?? 0) > 0);
    const last = guaranteed.at(-1);
    if (last && isMore(amount, room)) {
      findings.push(
        report(
          rules.QUEUE_GUARANTEE_OVER_CAPACITY,
          last,
          resource,
          `${guaranteed.map(({ name }) => `'${name}'`).join(', ')} are guaranteed ${describeAmount(resource, amount)} in member '${member.name}', whose node pools hold ${describeAmount(resource, room)}.`,
          `Lower guarantee or change shares, or add nodes to '${member.name}'.`,
        ),
      );
    }
  }
  return findings;
}

function totalOf(queues: readonly QueueModel[], bound: 'guarantee' | 'deserved'): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const queue of queues) {
    for (const [resource, amount] of Object.entries(queue[bound])) {
      total[resource] = (total[resource] ?? 0) + amount;
    }
  }
  return total;
}

function report(rule: Rule, { place }: QueueModel, value: unknown, message: string, fix: string): Finding {
  return finding(rule, { place, value, message, fix });
}
