import fc from 'fast-check';
import type { Json, JsonObject, Manifest } from '../../../lib/core/manifest';
import { mostly, plain } from './webhook-cases';

/** A Job that is in the member already; the generated ones are what it is made to be. */
export const APPLIED: Manifest = {
  apiVersion: 'batch.volcano.sh/v1alpha1',
  kind: 'Job',
  metadata: { name: 'applied', namespace: 'default' },
  spec: {
    schedulerName: 'volcano',
    queue: 'default',
    minAvailable: 2,
    tasks: [2, 4].map((replicas, i) => ({
      name: `task-${i}`,
      replicas,
      ...(i === 0 ? {} : { partitionPolicy: { totalPartitions: 2, partitionSize: 2 } }),
      template: {
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.internal/train:1' }] },
      },
    })),
  },
};

/** What is written over fields of a Job that is in the member: mostly sizes, which alone may change. */
export const changes: fc.Arbitrary<Change> = fc.record({
  spec: fc.record(
    {
      minAvailable: mostly<Json>([1, 2, 5, 6], [7, -1, '2'], 12),
      priorityClassName: fc.constant<Json>('urgent'),
      queue: mostly<Json>(['default'], ['sibling'], 12),
      maxRetry: mostly<Json>([3], [4], 12),
      policies: mostly<Json>([[]], [[{ event: 'PodEvicted', action: 'RestartJob' }]], 12),
    },
    { requiredKeys: [] },
  ),
  first: fc.record(
    {
      replicas: mostly<Json>([1, 2, 3, 0], [-1, 1.5], 12),
      minAvailable: mostly<Json>([0, 1], [2, 9, -1], 12),
      maxRetry: mostly<Json>([3], [1], 12),
    },
    { requiredKeys: [] },
  ),
  second: fc.record(
    {
      replicas: mostly<Json>([4], [2, 6], 6),
      partitionPolicy: mostly<Json>(
        [{ totalPartitions: 2, partitionSize: 2 }],
        [{ totalPartitions: 3, partitionSize: 2 }],
        12,
      ),
    },
    { requiredKeys: [] },
  ),
  tasks: mostly([2], [1], 20),
});

/** Fields of the spec, of its two tasks, and how many of these are left. */
export interface Change {
  readonly spec: JsonObject;
  readonly first: JsonObject;
  readonly second: JsonObject;
  readonly tasks: number;
}

/** A Job with a change made to it. */
export function changed(job: Manifest, { spec, first, second, tasks }: Change): Manifest {
  const before = job.spec as JsonObject;
  const list = (before.tasks as readonly JsonObject[]).map((task, i) => ({ ...task, ...[first, second][i] }));
  return plain({ ...job, spec: { ...before, ...spec, tasks: list.slice(0, tasks) } });
}
