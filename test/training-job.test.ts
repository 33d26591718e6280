import { ApiObject, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  planOf,
  TrainingJob,
  type TrainingJobProps,
  TrainingQueue,
  type TrainingTask,
  VolcanoScheduler,
  WholePropagation,
} from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, twoMembers } from './support';
import { image, jobIn, trainer, withJob } from './training-job-support';

describe('TrainingJob', () => {
  test('is a gang of all its pods unless fewer are stated, and asks for what it limits', () => {
    const { app } = withJob({ namespace: 'ml' });
    expect(findingsOf(app)).toEqual([]);
    const amounts = { cpu: 8, memory: '32Gi', 'nvidia.com/gpu': 1 };
    expect(jobIn(app)).toEqual({
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: { name: 'resnet50-train', namespace: 'ml' },
      spec: {
        schedulerName: 'volcano',
        queue: 'train-queue',
        minAvailable: 4,
        maxRetry: 1000,
        policies: [{ event: 'PodEvicted', action: 'RestartJob' }],
        tasks: [
          {
            name: 'trainer',
            replicas: 4,
            // as Volcano's webhook would fill them in
            minAvailable: 4,
            maxRetry: 3,
            template: {
              spec: {
                restartPolicy: 'OnFailure',
                containers: [{ name: 'trainer', image, resources: { requests: amounts, limits: amounts } }],
              },
            },
          },
        ],
      },
    });
    const elastic = withJob({ namespace: 'ml', minAvailable: 1 }).app;
    expect(findingsOf(elastic)).toEqual([]);
    expect(jobIn(elastic).spec).toMatchObject({ minAvailable: 1 });
  });

  test('a fraction of a core is text, which the schema of a Job takes', () => {
    const { app } = withJob({ tasks: { trainer: { ...trainer, cpu: 0.5 } } });
    expect(findingsOf(app)).toEqual([]);
    const resources = { requests: { cpu: '500m' }, limits: { cpu: '500m' } };
    expect(jobIn(app).spec).toMatchObject({ tasks: [{ template: { spec: { containers: [{ resources }] } } }] });
  });

  test('labels are those of the pods of the task', () => {
    const labels = { 'sidecar.istio.io/inject': 'false' };
    const { app } = withJob({ tasks: { trainer: { ...trainer, labels } } });
    expect(findingsOf(app)).toEqual([]);
    expect(jobIn(app).spec).toMatchObject({ tasks: [{ template: { metadata: { labels } } }] });
  });

  test('goes whole to one of the members of its queue', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const queue = new TrainingQueue(fleet, 'q', { to: fleet.member('b') });
    new TrainingJob(fleet, 'one', { queue, tasks: { trainer } });
    new TrainingJob(fleet, 'two', { queue: TrainingQueue.fromName('default'), tasks: { trainer } });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'PropagationPolicy' })).toMatchObject([
      { metadata: { name: 'one' }, spec: { placement: { clusterAffinity: { clusterNames: ['b'] } } } },
      { metadata: { name: 'two' }, spec: { placement: { clusterAffinity: { clusterNames: ['a', 'b'] } } } },
    ]);
  });

  test('in the scope of a member is applied there, without a policy', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const queue = new TrainingQueue(fleet.member('a'), 'q');
    new TrainingJob(fleet.member('a'), 'one', { queue, tasks: { trainer } });
    expect(manifestsOf(app, { kind: 'Job', target: 'fleet/members/a' })).toHaveLength(1);
    expect(manifestsOf(app, { kind: 'PropagationPolicy' })).toEqual([]);
    expect(findingsOf(app)).toEqual([]);
  });

  test('leaves placing to another construct where asked', () => {
    const { app, fleet, job } = withJob({ to: null });
    new WholePropagation(fleet, 'mine', { of: job, to: ['b'] });
    expect(findingsOf(app)).toEqual([]);
    expect(Object.keys(planOf(app.compile()).workloads['resnet50-train']!.members)).toEqual(['b']);
  });

  test('passes on what Volcano knows', () => {
    const policies = [{ event: 'PodEvicted', action: 'RestartJob' }] as const;
    const { app } = withJob({
      tasks: {
        master: {
          ...trainer,
          replicas: 1,
          restartPolicy: 'Never',
          policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }],
        },
        worker: { ...trainer, replicas: 3, minAvailable: 2 },
      },
      plugins: { svc: [], pytorch: ['--master=master', '--worker=worker'] },
      policies,
      priorityClassName: 'urgent',
      maxRetry: 5,
      ttlSecondsAfterFinished: 3600,
    });
    expect(findingsOf(app)).toEqual([]);
    expect(jobIn(app).spec).toMatchObject({
      minAvailable: 3,
      plugins: { svc: [], pytorch: ['--master=master', '--worker=worker'] },
      policies,
      priorityClassName: 'urgent',
      maxRetry: 5,
      ttlSecondsAfterFinished: 3600,
      tasks: [
        { name: 'master', policies: [{ action: 'CompleteJob' }], template: { spec: { restartPolicy: 'Never' } } },
        { name: 'worker', minAvailable: 2 },
      ],
    });
  });

  test('merges what is said of the pod, and keeps sidecars beside the container of the task', () => {
    const pod: Partial<k8s.PodSpec> = {
      hostIpc: true,
      volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }],
      containers: [
        {
          name: 'trainer',
          env: [{ name: 'B', value: '2' }],
          volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
          resources: { limits: { cpu: k8s.Quantity.fromNumber(16) } },
        },
        { name: 'metrics', image: 'registry.internal/metrics:1' },
      ],
    };
    const { app } = withJob({
      tasks: { trainer: { ...trainer, command: ['train'], args: ['-v'], env: { A: '1' }, pod } },
    });
    expect(findingsOf(app)).toEqual([]);
    const [task] = (jobIn(app).spec as unknown as { tasks: { template: { spec: object } }[] }).tasks;
    expect(task!.template.spec).toEqual({
      restartPolicy: 'OnFailure',
      hostIPC: true,
      volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }],
      containers: [
        {
          name: 'trainer',
          image,
          command: ['train'],
          args: ['-v'],
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
          resources: {
            requests: { cpu: 8, memory: '32Gi', 'nvidia.com/gpu': 1 },
            limits: { cpu: 16, memory: '32Gi', 'nvidia.com/gpu': 1 },
          },
        },
        { name: 'metrics', image: 'registry.internal/metrics:1' },
      ],
    });
  });

  test('is patched through its primary object', () => {
    const { app, job } = withJob();
    ApiObject.of(job).addJsonPatch(JsonPatch.add('/spec/minSuccess', 1));
    expect(jobIn(app).spec).toMatchObject({ minSuccess: 1 });
  });
});

describe('what a job states beside its pods', () => {
  test('plugins by their options, with those that Volcano would add, or as Volcano reads them', () => {
    const { app } = withJob({
      tasks: { master: { ...trainer, replicas: 1 }, worker: trainer },
      plugins: {
        svc: { publishNotReadyAddresses: true, disableNetworkPolicy: undefined },
        mpi: { master: 'master', port: 2222 },
        pytorch: ['--wait-master-enabled'],
        env: {},
      },
    });
    expect(findingsOf(app)).toEqual([]);
    expect(jobIn(app).spec).toMatchObject({
      plugins: {
        svc: ['--publish-not-ready-addresses=true'],
        mpi: ['--master=master', '--port=2222'],
        pytorch: ['--wait-master-enabled'],
        env: [],
        ssh: [],
      },
    });
  });

  test('limits of time, topology, claims, and what a task has of its own', () => {
    const { app, fleet } = withJob({
      tasks: {
        first: { ...trainer, replicas: 1, annotations: { a: '1' }, maxRetry: 1, sharedMemory: '8Gi' },
        parts: {
          ...trainer,
          replicas: 4,
          partitionSize: 2,
          minPartitions: 1,
          partitionTopology: { highestTierAllowed: 1 },
          topologyPolicy: 'single-numa-node',
          dependsOn: ['first'],
          dependsOnIteration: 'any',
        },
      },
      maxRuntimeSeconds: 3600,
      minSuccess: 2,
      networkTopology: { mode: 'soft', highestTierName: 'spine' },
      volumes: [{ mountPath: '/data', volumeClaimName: 'data' }],
    });
    new VolcanoScheduler(fleet, 'scheduler');
    expect(findingsOf(app)).toEqual([]);
    expect(jobIn(app).spec).toMatchObject({
      // pods that wait for others cannot be part of the gang
      minAvailable: 1,
      minSuccess: 2,
      networkTopology: { mode: 'soft', highestTierName: 'spine' },
      volumes: [{ mountPath: '/data', volumeClaimName: 'data' }],
      tasks: [
        {
          maxRetry: 1,
          template: {
            metadata: { annotations: { a: '1' } },
            spec: {
              activeDeadlineSeconds: 3600,
              volumes: [{ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }],
              containers: [{ volumeMounts: [{ name: 'shared-memory', mountPath: '/dev/shm' }] }],
            },
          },
        },
        {
          dependsOn: { name: ['first'], iteration: 'any' },
          topologyPolicy: 'single-numa-node',
          partitionPolicy: {
            totalPartitions: 2,
            partitionSize: 2,
            minPartitions: 1,
            networkTopology: { highestTierAllowed: 1 },
          },
        },
      ],
    });
  });

  test('partitions that a task needs make its part of the gang', () => {
    const { job } = withJob({ tasks: { parts: { ...trainer, partitionSize: 2, minPartitions: 1 } } });
    expect(job.minAvailable).toBe(2);
  });

  test('what Volcano refuses in one policy or topology does not compile', () => {
    // @ts-expect-error an event and an exit code
    withJob({ policies: [{ event: 'PodFailed', exitCode: 1, action: 'RestartJob' }] });
    // @ts-expect-error an event that Volcano keeps to itself
    withJob({ policies: [{ event: 'PodRunning', action: 'RestartJob' }] });
    // @ts-expect-error a tier by number and by name
    withJob({ networkTopology: { highestTierAllowed: 1, highestTierName: 'spine' } });
    // @ts-expect-error a plugin that Volcano does not have
    withJob({ plugins: { horovod: {} } });
  });
});

describe('a gang that loses a pod', () => {
  const lost = { event: 'PodEvicted', action: 'RestartJob' };
  const broken = { event: 'Unknown', action: 'RestartJob' };
  const failed = { event: 'PodFailed', action: 'RestartJob' } as const;
  const done = { event: 'TaskCompleted', action: 'CompleteJob' } as const;
  const one: TrainingTask = { ...trainer, replicas: 1 };

  test.each<[string, Partial<TrainingJobProps<'a' | 'b'>>, object]>([
    ['starts again as a whole, however often', {}, { policies: [lost], maxRetry: 1000 }],
    ['as often as the user says', { maxRetry: 5 }, { policies: [lost], maxRetry: 5 }],
    ['beside other policies', { policies: [done] }, { policies: [done, lost], maxRetry: 1000 }],
    ["as often as Volcano's default where failures count, too", { policies: [failed] }, { policies: [failed, lost] }],
    [
      "or where those of a task's pods do",
      { tasks: { trainer: { ...trainer, policies: [failed] } } },
      { policies: [lost] },
    ],
    ['if elastic, when too few are left', { minAvailable: 2 }, { policies: [broken] }],
    ['if a task is elastic, too', { tasks: { trainer: { ...trainer, minAvailable: 2 } } }, { policies: [broken] }],
    [
      'though tasks that wait are no part of it',
      { tasks: { trainer, last: { ...one, dependsOn: ['trainer'] } } },
      { policies: [lost], maxRetry: 1000 },
    ],
    ['is no gang if it is one pod', { tasks: { one } }, {}],
    ['nor if one is enough', { minAvailable: 1 }, {}],
    ['does what the user says of it', { policies: [{ event: 'PodEvicted', action: 'AbortJob' }] }, { policies: [{}] }],
    ['or of everything', { policies: [{ event: '*', action: 'AbortJob' }] }, { policies: [{}] }],
    ['or of what is unknown', { policies: [{ events: ['Unknown'], action: 'AbortJob' }] }, { policies: [{}] }],
    ['or nothing', { policies: [] }, { policies: [] }],
  ])('%s', (_, props, expected) => {
    const { app } = withJob(props);
    expect(findingsOf(app)).toEqual([]);
    const { policies, maxRetry } = jobIn(app).spec as { policies?: object[]; maxRetry?: number };
    expect({ policies, maxRetry }).toMatchObject({ policies: undefined, maxRetry: 3, ...expected });
  });
});

describe('plan of a training job', () => {
  test('packs task by task into the member whose name sorts first', () => {
    const pools = gpuMember(2, 8).pools!.map((pool) => ({ ...pool, hourly: 16 }));
    const member = { kubernetes: '1.34', pools };
    const { app } = withJob(
      { tasks: { launcher: { replicas: 1, image, cpu: 2 }, worker: { replicas: 2, image, gpus: 8, cpu: 32 } } },
      { members: { a: member, b: member } },
    );
    const plan = planOf(app.compile());
    expect(findingsOf(app)).toEqual([]);
    expect(plan.workloads['resnet50-train']).toMatchObject({
      replicas: 3,
      members: { a: { replicas: 3, gpus: 16, cpu: 66, memory: 0, unplaced: 0, hourly: 32.5 } },
    });
    expect(plan.fleets.fleet!.members.a!.pools.v100!.used).toMatchObject({ pods: 3, gpus: 16, cpu: 66 });
    expect(plan.fleets.fleet!.members.b!.replicas).toBe(0);
  });
});
