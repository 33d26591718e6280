import { type Finding, finding } from '../core/findings';
import { ancestorsOf, type QueueModel, queuesOf } from '../plan/queue';
import { schedulersOf } from '../plan/scheduler';
import * as rules from '../training/rules';
import { describeAmount } from './amounts';
import type { Program } from './placement';

/** What queues state and the scheduler of their member makes nothing of, though it reads the rest. */
export function checkQueueScheduling({ targets, addOns }: Program): Finding[] {
  return targets
    .filter(({ target }) => target.kind === 'member')
    .flatMap((target) => {
      const queues = queuesOf(target);
      const strategies = [...queues.values()].flatMap((queue) => [...checkStrategy(queue)]);
      const [scheduler, ...others] = schedulersOf(target, addOns);
      const plugins = scheduler?.tiers.flat() ?? [];
      const capacity = plugins.find(({ name }) => name === 'capacity');
      // of several it is not known which one the scheduler has mounted, and two dividers are a fault of their own
      if (!capacity || others.length > 0 || plugins.some(({ name }) => name === 'proportion')) {
        return strategies;
      }
      return [...queues.values()]
        .flatMap((queue) => [
          ...checkWeight(queue),
          ...(capacity.options.enableHierarchy === true ? checkKept(queue, queues) : []),
        ])
        .concat(strategies);
    });
}

function* checkStrategy({ place, name, dequeueStrategy }: QueueModel): Iterable<Finding> {
  if (dequeueStrategy === 'fifo') {
    yield finding(rules.QUEUE_STRATEGY_IGNORED, {
      place,
      value: dequeueStrategy,
      message: `queue '${name}' has the dequeueStrategy fifo, and its jobs are taken as they fit all the same.`,
      fix: 'Leave dequeueStrategy out; give jobs that must not be passed a priorityClassName, or a queue with a guarantee.',
    });
  }
}

function* checkWeight({ place, name, weight }: QueueModel): Iterable<Finding> {
  if (weight !== undefined && weight !== 1) {
    yield finding(rules.QUEUE_WEIGHT_IGNORED, {
      place,
      value: weight,
      message: `queue '${name}' has a weight of ${weight}, and the scheduler divides by what queues deserve (capacity).`,
      fix: 'State deserved in the ratio that is meant, and leave weight out.',
    });
  }
}

/** What is guaranteed to a queue is taken off what the others below the same parent may use: of no bound nothing is taken. */
function* checkKept(queue: QueueModel, queues: ReadonlyMap<string, QueueModel>): Iterable<Finding> {
  const isLeaf = ![...queues.values()].some(({ parent }) => parent === queue.name);
  const above = ancestorsOf(queue, queues);
  const unbounded = Object.entries(queue.guarantee).filter(
    ([resource, amount]) => amount > 0 && !above.some(({ capability }) => (capability[resource] ?? 0) > 0),
  );
  const [first] = unbounded;
  if (first && isLeaf) {
    yield finding(rules.QUEUE_GUARANTEE_NOT_KEPT, {
      place: queue.place,
      value: first[0],
      message: `queue '${queue.name}' is guaranteed ${unbounded.map(([resource, amount]) => describeAmount(resource, amount)).join(', ')}, and no queue above it has a capability of that.`,
      fix: 'Give it a parent whose capability is what all queues below it may use together (in TenantQueues that is capability, where the node pools do not tell it), or acknowledge it if getting it back by reclaim will do.',
    });
  }
}
