import fc from 'fast-check';
import type { Json, JsonObject, Manifest } from '../../../lib/core/manifest';
import { queue } from './volcano';
import { containerOf, podOf } from './webhook-pods';

/**
 * Queues and Jobs of Volcano, right and wrong in each of the ways that its webhook and its schema know. Most fields of a case are
 * right, or everything would be refused for several reasons at once and the comparison say little.
 */

const GPU = 'nvidia.com/gpu';

/** The node group that some queues are bound to. */
export const NODE_GROUP = 'a';

/** Queues that the generated ones are children of, and jobs are in; a parent comes before its children. */
export const QUEUES: readonly Manifest[] = [
  queue('free', {}),
  queue('bounded', {
    capability: { cpu: '100', memory: '400Gi', [GPU]: 16 },
    deserved: { cpu: '40', memory: '200Gi', [GPU]: 8 },
    guarantee: { resource: { cpu: '20', [GPU]: 4 } },
  }),
  queue('sibling', {
    parent: 'bounded',
    deserved: { cpu: '10', memory: '64Gi', [GPU]: 4 },
    guarantee: { resource: { cpu: '5', [GPU]: 2 } },
  }),
  queue('open', { parent: 'bounded' }),
  ...[1, 2, 3, 4, 5].map((level) => queue(`level-${level}`, level === 1 ? {} : { parent: `level-${level - 1}` })),
];

/** One of the right values, and now and then one of the wrong ones. */
export function mostly<T>(right: readonly T[], wrong: readonly T[], rightFor = 40): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: rightFor, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

/** An object with a few of the fields. */
function sparse(fields: Readonly<Record<string, fc.Arbitrary<Json>>>, most = 3): fc.Arbitrary<JsonObject> {
  return fc
    .subarray(Object.keys(fields), { maxLength: most })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fields[name]!]))));
}

const amounts = (scale: number): fc.Arbitrary<JsonObject> =>
  sparse({
    cpu: mostly<Json>([scale, `${scale * 500}m`, `${scale * 2}`], ['-1', '1 core', 0, 0.5], 60),
    memory: mostly<Json>([`${scale * 4}Gi`, `${scale}e9`], ['8Gib', '-1Gi'], 60),
    [GPU]: mostly<Json>([Math.ceil(scale / 4), `${Math.ceil(scale / 8)}`, 0], ['0.5', '500m', -1], 60),
    'ephemeral-storage': mostly<Json>([`${scale}Gi`, 0], ['-1'], 60),
    pods: mostly<Json>([scale, `${scale}`], ['1500m'], 60),
    gpu: mostly<Json>([1, '500m'], ['-1'], 60),
  });

const queueSpec: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      weight: mostly<Json>([1, 7, 65_535], [0, 65_536, -1, 1.5, '2']),
      priority: mostly<Json>([0, 100], [-1, '1']),
      reclaimable: mostly<Json>([true, false], ['true']),
      dequeueStrategy: mostly<Json>(['fifo', 'traverse'], ['lifo']),
      parent: mostly<Json>(
        ['root', '', 'free', 'bounded', 'open', 'sibling', 'level-3', 'level-4'],
        ['level-5', 'Bad_One', 'elsewhere', 'itself'],
        16,
      ),
      capability: amounts(32),
      deserved: amounts(12),
      guarantee: amounts(6).map((resource) => ({ resource })),
      affinity: mostly<Json>(
        [{ nodeGroupAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [NODE_GROUP] } }],
        [{ nodeGroupAffinity: [NODE_GROUP] }],
      ),
      colour: fc.constant<Json>('red'),
    },
    { requiredKeys: [] },
  )
  .chain((spec) => fc.integer({ min: 0, max: 24 }).map((dice) => (dice === 0 ? spec : without(spec, 'colour'))))
  // what is guaranteed is deserved in most queues, or nearly all with a guarantee would be refused for that
  .chain((spec) =>
    fc.integer({ min: 0, max: 3 }).map((dice) => {
      const { resource = {} } = (spec.guarantee ?? {}) as { readonly resource?: JsonObject };
      return dice === 0 ? spec : { ...spec, deserved: { ...resource, ...(spec.deserved as JsonObject) } };
    }),
  );

const queueName = mostly(['queue', 'a.queue', 'q-9'], ['Queue', 'a_queue', '-queue', 'q'.repeat(254)]);

/** A Queue that may be refused. Its name is its own, so that none is in the way of another. */
export const queues: fc.Arbitrary<Manifest> = fc
  .tuple(queueName, queueSpec)
  .map(([name, spec]) =>
    plain({ ...queue(name, {}), spec: spec.parent === 'itself' ? { ...spec, parent: name } : spec }),
  );

const TIMEOUTS = {
  right: ['10m', '1h30m', '1.5h', '.5s', '0', '-1s', '+2m', '300ms'],
  wrong: ['2 hours', '10', '1d', '', '1h 30m', 'm', '1.h.', 600],
};

const policy = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record(
      {
        event: mostly<Json>(
          ['PodFailed', 'PodEvicted', 'TaskCompleted', 'Unknown', '*'],
          ['PodRunning', 'OutOfSync', 'NoSuchEvent'],
        ),
        action: mostly<Json>(['RestartJob', 'AbortJob', 'CompleteJob', 'RestartPod'], ['SyncJob', 'Dance']),
        timeout: mostly<Json>(TIMEOUTS.right, TIMEOUTS.wrong, 60),
      },
      { requiredKeys: ['event', 'action'] },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      exitCode: mostly<Json>([1, 137], [0, 'one']),
      action: mostly<Json>(['RestartJob', 'TerminateJob'], ['EnqueueJob']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<JsonObject>(
      { action: 'RestartJob' },
      { event: 'PodFailed', exitCode: 3, action: 'RestartJob' },
      { events: ['PodFailed', 'PodEvicted'], action: 'RestartTask', timeout: '10m' },
      { events: ['PodFailed'], event: 'PodEvicted', action: 'AbortJob' },
    ),
  },
);
const policies = fc.array(policy, { maxLength: 2 });

const container = containerOf(
  mostly<Json>(['main', 'worker'], ['Main_1', '']),
  mostly<Json>(['registry.internal/train:1'], [''], 30),
);

const task: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      name: mostly<Json>(['worker', 'ps', 'launcher'], ['Worker', 'a task', 'w'.repeat(64)]),
      replicas: mostly<Json>([1, 2, 4, 0], [-1, '2', 1.5]),
      minAvailable: mostly<Json>([1], [3, -1]),
      policies,
      dependsOn: mostly<Json>([{ name: ['ps'] }], [{ name: ['nobody'] }, { name: 'ps' }], 12),
      topologyPolicy: mostly<Json>(['none', 'best-effort', 'single-numa-node'], ['strict'], 24),
      partitionPolicy: mostly<Json>(
        [
          { totalPartitions: 2, partitionSize: 2 },
          { totalPartitions: 1, partitionSize: 2 },
        ],
        [
          { totalPartitions: 0, partitionSize: 2 },
          { totalPartitions: 2, partitionSize: 2, minPartitions: 3 },
          { totalPartitions: 2, partitionSize: 1, networkTopology: { highestTierAllowed: 1, highestTierName: 'rack' } },
        ],
        16,
      ),
      maxRetry: mostly<Json>([3], [-1]),
      template: fc.record({
        spec: podOf(
          fc.array(container, { minLength: 1, maxLength: 2 }),
          mostly<Json>(['Never', 'OnFailure', 'Always'], ['Sometimes']),
        ),
      }),
    },
    { requiredKeys: ['name', 'replicas', 'template'] },
  )
  // few tasks say everything that they could
  .chain((one) =>
    fc
      .subarray(['minAvailable', 'policies', 'dependsOn', 'topologyPolicy', 'partitionPolicy', 'maxRetry'], {
        minLength: 4,
      })
      .map((left) => without(one as JsonObject, ...left)),
  );

const jobSpec = fc.record(
  {
    schedulerName: fc.constant<Json>('volcano'),
    queue: mostly<Json>(['default', 'free', 'sibling'], ['bounded', 'root', 'elsewhere'], 32),
    minAvailable: mostly<Json>([1, 2], [9, -1, '1']),
    tasks: fc.oneof(
      { weight: 30, arbitrary: fc.array(task, { minLength: 1, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.constant<JsonObject[]>([]) },
    ),
    policies,
    plugins: mostly<Json>(
      [
        { svc: [] },
        { ssh: [], env: [] },
        { pytorch: ['--master=worker', '--worker=ps', '--port=23456'] },
        { mpi: ['--master=launcher', '--worker=worker'] },
      ],
      [{ nccl: [] }, { svc: 'on' }],
      24,
    ),
    volumes: mostly<Json>(
      [
        [{ mountPath: '/data', volumeClaimName: 'data' }],
        [
          {
            mountPath: '/tmp',
            volumeClaim: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      ],
      [
        [{ mountPath: '', volumeClaimName: 'data' }],
        [{ mountPath: '/data' }],
        [{ mountPath: '/data', volumeClaimName: 'a_b' }],
        [
          { mountPath: '/data', volumeClaimName: 'a' },
          { mountPath: '/data', volumeClaimName: 'b' },
        ],
      ],
      16,
    ),
    networkTopology: mostly<Json>(
      [{ mode: 'hard', highestTierAllowed: 1 }, { mode: 'soft' }],
      [{ mode: 'loose' }, { mode: 'hard', highestTierAllowed: 1, highestTierName: 'rack' }],
      24,
    ),
    maxRetry: mostly<Json>([3, 0], [-1]),
    ttlSecondsAfterFinished: mostly<Json>([600, 0], [-1]),
    minSuccess: mostly<Json>([1], [0]),
  },
  { requiredKeys: ['schedulerName', 'queue', 'tasks'] },
);

const jobName = mostly(['job', 'a-job-1'], ['Job', 'a_job', 'j'.repeat(60), 'j'.repeat(254)]);

/** A Job that may be refused. */
export const jobs: fc.Arbitrary<Manifest> = fc
  .tuple(
    jobName,
    jobSpec,
    fc.subarray(
      [
        'minAvailable',
        'policies',
        'plugins',
        'volumes',
        'networkTopology',
        'maxRetry',
        'ttlSecondsAfterFinished',
        'minSuccess',
      ],
      { minLength: 5 },
    ),
  )
  .map(([name, spec, left]) =>
    plain({
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: { name, namespace: 'default' },
      spec: without(spec as JsonObject, ...left),
    }),
  );

function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** As a parser would have made it: objects of fast-check have no prototype. */
export function plain(manifest: Manifest): Manifest {
  return JSON.parse(JSON.stringify(manifest)) as Manifest;
}
