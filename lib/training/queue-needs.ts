import { objectAt, textAt } from '../core/fields';
import { deviceClassIn } from '../core/gpu-sharing';
import type { JsonObject, Manifest } from '../core/manifest';
import type { SchedulerNeed } from '../core/scheduler';

/**
 * What a Queue of Volcano needs of the scheduler, as its manifest states it; none where any configuration will do.
 * @param beside all Queues of its member: what a queue has none of itself may come from one above it
 */
export function needsOfQueue(queue: Manifest, beside: readonly Manifest[] = []): SchedulerNeed[] {
  const { metadata, spec } = queue;
  const fields = objectAt({ spec }, 'spec');
  const name = `queue '${metadata.name ?? ''}'`;
  const parent = parentOf(queue);
  const guarantee = objectAt(objectAt(fields, 'guarantee'), 'resource');
  const needs: SchedulerNeed[] = [];
  if (!isEmpty(objectAt(fields, 'deserved'))) {
    const reason = `${name} gets back what it deserves`;
    needs.push({ reason, actions: ['reclaim'], plugins: { capacity: {} } });
  } else if (!isEmpty(guarantee)) {
    needs.push({ reason: `${name} is guaranteed something`, plugins: { capacity: {} } });
  }
  const claimed = Object.keys(objectAt(fields, 'capability')).find((resource) => deviceClassIn(resource) !== undefined);
  if (claimed !== undefined) {
    needs.push({ reason: `${name} may use so much of ${claimed}`, plugins: { capacity: {} } });
  }
  if (parent) {
    needs.push({ reason: `${name} is part of queue '${parent}'`, plugins: { capacity: { enableHierarchy: true } } });
  }
  if (isBound(queue)) {
    // strict, which is the default, lets pods of queues that are bound to nothing run nowhere, those of `default` among them
    needs.push({
      reason: `${name} is bound to node groups`,
      plugins: { nodegroup: { arguments: { strict: false } } },
    });
  } else {
    const above = boundAbove(queue, beside);
    if (above) {
      const reason = `${name} is bound to the node groups of queue '${above.metadata.name ?? ''}' above it`;
      needs.push({ reason, plugins: { nodegroup: { enableHierarchy: true } } });
    }
  }
  return needs;
}

/** The nearest queue above one that is bound to node groups; undefined where there is none, or the queues go round in a circle. */
function boundAbove(queue: Manifest, beside: readonly Manifest[]): Manifest | undefined {
  const passed = new Set<string>();
  for (let name = parentOf(queue); name !== undefined && !passed.has(name); ) {
    passed.add(name);
    const above = beside.find(({ metadata }) => metadata.name === name);
    if (above && isBound(above)) {
      return above;
    }
    name = above && parentOf(above);
  }
  return undefined;
}

function parentOf({ spec }: Manifest): string | undefined {
  const parent = textAt(objectAt({ spec }, 'spec'), 'parent');
  return parent === 'root' ? undefined : parent;
}

function isBound({ spec }: Manifest): boolean {
  return !isEmpty(objectAt(objectAt({ spec }, 'spec'), 'affinity'));
}

function isEmpty(fields: JsonObject): boolean {
  return Object.keys(fields).length === 0;
}
