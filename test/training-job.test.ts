import { ApiObject, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  Findings,
  Gpu,
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

const image = 'registry.internal/ml/resnet-trainer:v2';
const trainer: TrainingTask = { replicas: 4, image, gpus: 1, cpu: 8, memory: '32Gi' };

type Members = Parameters<typeof twoMembers>[0];

/** A fleet of a and b with a queue, and a job of these properties in it. */
function withJob(props: Partial<TrainingJobProps<'a' | 'b'>> = {}, more: Members = {}) {
  const { app, fleet } = twoMembers({ volcano: '1.15', ...more });
  const queue = new TrainingQueue(fleet, 'train-queue', { to: fleet });
  const job = new TrainingJob(fleet, 'resnet50', { queue, tasks: { trainer }, ...props });
  return { app, fleet, queue, job };
}

const idsOf = (app: Parameters<typeof findingsOf>[0]) => findingsOf(app).map((f) => f.id);
const jobIn = (app: Parameters<typeof manifestsOf>[0]) =>
  manifestsOf(app).find(({ apiVersion }) => apiVersion === 'batch.volcano.sh/v1alpha1')!;

describe('TrainingJob', () => {
  test('is a gang of all its pods, and asks for what it limits', () => {
    const { app } = withJob({ namespace: 'ml' });
    expect(findingsOf(app)).toEqual([]);
    const amounts = { cpu: 8, memory: '32Gi', 'nvidia.com/gpu': 1 };
    expect(jobIn(app)).toEqual({
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: { name: 'resnet50', namespace: 'ml' },
      spec: {
        schedulerName: 'volcano',
        queue: 'train-queue',
        minAvailable: 4,
        tasks: [
          {
            name: 'trainer',
            replicas: 4,
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
    expect(Object.keys(planOf(app.compile()).workloads.resnet50!.members)).toEqual(['b']);
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

describe('GPUs by model and memory', () => {
  const members = {
    a: gpuMember(),
    b: gpuMember(4, 8, {
      pools: [{ name: 'a100', gpu: Gpu.nvidia('A100-80GB'), nodes: 4, gpusPerNode: 8 }],
    }),
  };
  const tasks = (more: Partial<TrainingTask>) => ({ tasks: { trainer: { ...trainer, ...more } } });
  const sentTo = (app: Parameters<typeof manifestsOf>[0]) =>
    manifestsOf(app, { kind: 'PropagationPolicy' }).map(
      ({ spec }) => (spec as { placement: { clusterAffinity: object } }).placement.clusterAffinity,
    );

  test.each<[Partial<TrainingTask>]>([[{ gpuModel: Gpu.nvidia('A100-80GB') }], [{ gpuMemoryGiB: 40 }]])(
    'send a job only to members that have them: %j',
    (more) => {
      const { app } = withJob(tasks(more), { members });
      expect(findingsOf(app)).toEqual([]);
      expect(sentTo(app)).toEqual([{ clusterNames: ['b'] }]);
    },
  );

  test('the model becomes a selector of nodes, beside those of the pod', () => {
    const pod = { nodeSelector: { zone: 'z1' } };
    const { app } = withJob(tasks({ gpuModel: Gpu.nvidia('A100-80GB'), pod }), { members });
    expect(jobIn(app).spec).toMatchObject({
      tasks: [
        {
          template: {
            spec: { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB', zone: 'z1' } },
          },
        },
      ],
    });
  });

  test.each<[string, Partial<TrainingTask>]>([
    ['training/no-such-gpu', { gpuModel: Gpu.nvidia('H100') }],
    ['training/gpu-too-small', { gpuMemoryGiB: 40 }],
    ['training/gpu-too-small', { gpuModel: Gpu.nvidia('V100'), gpuMemoryGiB: 40 }],
  ])('%s for %j in member a', (id, more) => {
    const { app } = withJob({ ...tasks(more), to: ['a'] }, { members });
    expect(findingsOf(app, id)).toHaveLength(1);
  });

  test('a member where only some GPUs are large enough is a warning', () => {
    const pools = [...members.a.pools!, ...members.b.pools!];
    const { app } = withJob(tasks({ gpuMemoryGiB: 40 }), { members: { ...members, a: { kubernetes: '1.34', pools } } });
    expect(findingsOf(app)).toMatchObject([{ id: 'training/gpu-mixed', severity: 'warning', value: 40 }]);
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
    expect(plan.workloads.resnet50).toMatchObject({
      replicas: 3,
      members: { a: { replicas: 3, gpus: 16, cpu: 66, memory: 0, unplaced: 0, hourly: 32.5 } },
    });
    expect(plan.fleets.fleet!.members.a!.pools.v100!.used).toMatchObject({ pods: 3, gpus: 16, cpu: 66 });
    expect(plan.fleets.fleet!.members.b!.replicas).toBe(0);
  });
});

describe('bad input', () => {
  const task = (more: Partial<TrainingTask>) => ({ tasks: { trainer: { ...trainer, ...more } } });

  test.each<[string, Partial<TrainingJobProps<'a' | 'b'>>]>([
    ['training/no-tasks', { tasks: {} }],
    ['training/bad-replicas', task({ replicas: 0 })],
    ['training/bad-replicas', task({ replicas: 1.5 })],
    ['training/bad-min-available', { minAvailable: 5 }],
    ['training/bad-min-available', { minAvailable: 0 }],
    ['training/bad-min-available', task({ minAvailable: 5 })],
    ['training/bad-amount', task({ gpus: 0.5 })],
    ['training/bad-amount', task({ gpus: -1 })],
    ['training/bad-amount', task({ memory: '32 GB' })],
    ['training/bad-amount', task({ cpu: Number.NaN })],
    ['training/bad-amount', task({ sharedMemory: 'much' })],
    ['training/bad-partitions', task({ partitionSize: 3 })],
    ['training/bad-partitions', task({ partitionSize: 0 })],
    ['training/bad-name', { jobName: 'ResNet' }],
    ['training/bad-name', { tasks: { Trainer_1: trainer } }],
    ['training/bad-name', { jobName: 'j'.repeat(54) }],
    ['training/unknown-plugin', { plugins: { horovod: [] } as object }],
    ['training/unknown-member', { to: ['c'] as never }],
    ['training/no-members', { to: [] }],
  ])('%s for %j', (id, props) => {
    const { app } = withJob(props);
    expect(idsOf(app)).toContain(id);
    expect(() => app.synth()).toThrow(id);
  });

  test('members without Volcano, or without the queue', () => {
    const { app, fleet } = twoMembers({
      volcano: '1.15',
      members: { a: gpuMember(), b: gpuMember(4, 8, { engines: { volcano: null } }) },
    });
    const queue = new TrainingQueue(fleet, 'q', { to: ['a'] });
    new TrainingJob(fleet, 'job', { queue, tasks: { trainer }, to: fleet });
    expect(findingsOf(app)).toMatchObject([
      { id: 'training/queue-elsewhere', place: 'fleet/job', value: 'b' },
      { id: 'training/no-volcano', place: 'fleet/job', value: 'b' },
    ]);
  });

  test('a gang that no set of nodes holds; one smaller, or elastic, is fine', () => {
    const few = { members: { a: gpuMember(3), b: gpuMember(3) } };
    const big = task({ replicas: 4, gpus: 8 });
    const { app } = withJob(big, few);
    expect(findingsOf(app, 'training/gang-does-not-fit')).toMatchObject([
      { severity: 'error', place: 'fleet/resnet50/Placement', value: 'a' },
    ]);
    expect(idsOf(withJob(task({ replicas: 3, gpus: 8, memory: undefined }), few).app)).toEqual([]);
    expect(findingsOf(withJob({ ...big, minAvailable: 3 }, few).app, 'training/gang-does-not-fit')).toEqual([]);
  });

  test('a gang that fits a member which Karmada does not take', () => {
    const { app } = withJob(task({ replicas: 4, gpus: 8 }), { members: { a: gpuMember(3), b: gpuMember(4) } });
    const [found] = findingsOf(app, 'training/gang-does-not-fit');
    expect(found!.fix).toContain("Send it to 'b' only");
  });

  test('a pod that no node holds is told as such, by task', () => {
    const { app } = withJob(task({ gpus: 16 }));
    expect(findingsOf(app, 'plan/no-suitable-pool')[0]!.message).toContain("task 'trainer' of Job default/resnet50");
    expect(findingsOf(app, 'training/gang-does-not-fit')).toEqual([]);
  });

  test('a gang larger than the share of its queue', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const queue = new TrainingQueue(fleet, 'q', { capability: { gpus: 6 } });
    const tasks = { trainer };
    const elastic = new TrainingJob(fleet, 'elastic', { queue, tasks, minAvailable: 3 });
    new TrainingJob(fleet, 'gang', { queue, tasks });
    expect(findingsOf(app)).toMatchObject([
      { id: 'training/gang-over-capability', place: 'fleet/gang/Placement', value: 'nvidia.com/gpu' },
    ]);
    expect(elastic.minAvailable).toBe(3);
  });

  test.each([
    ['that is too little', { above: 10, beside: 0, found: true }],
    ['it is too little beside a guarantee', { above: 12, beside: 2, found: true }],
    ['it is enough beside a guarantee', { above: 14, beside: 2, found: false }],
  ])('a gang of 6 against half of what the queue above has: %s', (_, { above, beside, found }) => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const kept = { deserved: { gpus: beside }, guarantee: { gpus: beside } };
    const parent = new TrainingQueue(fleet, 'all', { ...kept, capability: { gpus: above } });
    new TrainingQueue(fleet, 'beside', { ...kept, parent });
    const queue = new TrainingQueue(fleet, 'q', { parent });
    new VolcanoScheduler(fleet, 'scheduler');
    new TrainingJob(fleet, 'gang', { queue, tasks: { trainer: { ...trainer, replicas: 6 } } });
    expect(findingsOf(app).map(({ id }) => id)).toEqual(found ? ['training/gang-over-capability'] : []);
  });

  test('a queue that has children', () => {
    const { app, fleet, queue } = withJob();
    new TrainingQueue(fleet, 'child', { parent: queue });
    new VolcanoScheduler(fleet, 'scheduler');
    expect(findingsOf(app)).toMatchObject([{ id: 'training/queue-not-leaf', value: 'train-queue' }]);
  });

  test('in the scope of a member is held to its nodes and its queue, too', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const a = fleet.member('a');
    const queue = new TrainingQueue(a, 'q', { capability: { gpus: 6 } });
    new TrainingQueue(a, 'child', { parent: queue });
    new VolcanoScheduler(a, 'scheduler');
    new TrainingJob(a, 'gang', { queue, tasks: { trainer: { ...trainer, replicas: 8 } } });
    new TrainingJob(a, 'wide', {
      queue: TrainingQueue.fromName('default'),
      tasks: { trainer: { ...trainer, gpus: 9 } },
    });
    expect(findingsOf(app)).toMatchObject([
      { id: 'training/queue-not-leaf', place: 'fleet-member-a/gang/Resource' },
      { id: 'training/gang-over-capability', place: 'fleet-member-a/gang/Resource' },
      { id: 'training/gang-does-not-fit', place: 'fleet-member-a/wide/Resource' },
    ]);
  });

  test('a job beyond the room of its member is a warning, accepted on the job', () => {
    const { app, fleet, queue } = withJob(task({ replicas: 30 }));
    const second = new TrainingJob(fleet, 'second', { queue, tasks: { trainer } });
    Findings.of(second).acknowledge('plan/does-not-fit', 'it waits its turn');
    expect(findingsOf(app)).toMatchObject([{ id: 'plan/does-not-fit', acknowledged: 'it waits its turn' }]);
  });
});
