import { objectAt, textAt } from '../core/fields';
import { deviceClassIn } from '../core/gpu-sharing';
import type { Manifest } from '../core/manifest';
import type { SchedulerNeed } from '../core/scheduler';

/** What a Queue of Volcano needs of the scheduler, as its manifest states it; none where any configuration will do. */
export function needsOfQueue({ metadata, spec }: Manifest): SchedulerNeed[] {
  const fields = objectAt({ spec }, 'spec');
  const queue = `queue '${metadata.name ?? ''}'`;
  const parent = textAt(fields, 'parent');
  const guarantee = objectAt(objectAt(fields, 'guarantee'), 'resource');
  const needs: SchedulerNeed[] = [];
  if (!isEmpty(objectAt(fields, 'deserved'))) {
    const reason = `${queue} gets back what it deserves`;
    needs.push({ reason, actions: ['reclaim'], plugins: { capacity: {} } });
  } else if (!isEmpty(guarantee)) {
    needs.push({ reason: `${queue} is guaranteed something`, plugins: { capacity: {} } });
  }
  const claimed = Object.keys(objectAt(fields, 'capability')).find((name) => deviceClassIn(name) !== undefined);
  if (claimed !== undefined) {
    needs.push({ reason: `${queue} may use so much of ${claimed}`, plugins: { capacity: {} } });
  }
  if (parent && parent !== 'root') {
    needs.push({ reason: `${queue} is part of queue '${parent}'`, plugins: { capacity: { enableHierarchy: true } } });
  }
  if (!isEmpty(objectAt(fields, 'affinity'))) {
    needs.push({ reason: `${queue} is bound to node groups`, plugins: { nodegroup: {} } });
  }
  return needs;
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0;
}
