import {
  Findings,
  Gpu,
  type NodePoolProps,
  TrainingJob,
  type TrainingJobProps,
  TrainingQueue,
  type TrainingTask,
  VolcanoScheduler,
} from '../lib';
import { findingsOf } from '../lib/testing';
import { gpuMember, idsOf, twoMembers } from './support';
import { trainer, withJob } from './training-job-support';

/** A fleet whose members have two nodes of eight cards each, and what else is stated of them. */
function twoNodes(stated: Partial<NodePoolProps>) {
  const pools = [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 2, gpusPerNode: 8, ...stated }];
  return { members: { a: gpuMember(2, 8, { pools }), b: gpuMember(2, 8, { pools }) } };
}

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
    ['training/bad-amount', { maxRuntimeSeconds: 0 }],
    ['training/bad-amount', { maxRuntimeSeconds: -5 }],
    ['training/bad-amount', { maxRuntimeSeconds: 1.5 }],
    ['training/bad-container', task({ env: { 'A B': '1' } })],
    ['training/bad-policy', { policies: [{ event: 'PodPending', action: 'AbortJob', timeout: '2 hours' }] }],
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

  test('a limit of time that is none is told once, not for each task', () => {
    const tasks = { first: trainer, second: trainer };
    expect(idsOf(withJob({ tasks, maxRuntimeSeconds: 0 }).app)).toEqual(['training/bad-amount']);
  });

  test('members without Volcano, or without the queue', () => {
    const { app, fleet } = twoMembers({
      volcano: '1.15',
      members: { a: gpuMember(), b: gpuMember(4, 8, { engines: { volcano: null } }) },
    });
    new TrainingJob(fleet, 'job', { queue: new TrainingQueue(fleet, 'q'), tasks: { trainer }, to: fleet });
    expect(findingsOf(app)).toMatchObject([{ id: 'training/no-volcano', place: 'fleet/job', value: 'b' }]);
    const both = twoMembers({ volcano: '1.15' });
    const queue = new TrainingQueue(both.fleet, 'q', { to: ['a'] });
    new TrainingJob(both.fleet, 'job', { queue, tasks: { trainer }, to: both.fleet });
    const theirs = TrainingQueue.fromName('theirs', { members: ['b'] });
    new TrainingJob(both.fleet, 'other', { queue: theirs, tasks: { trainer }, to: ['a'] });
    expect(findingsOf(both.app)).toMatchObject([
      { id: 'training/queue-elsewhere', place: 'fleet/other/Resource', value: 'a' },
      {
        id: 'training/queue-elsewhere',
        place: 'fleet/job/Resource',
        value: 'b',
        message: "Job 'job' may go to member 'b', and its queue 'q' is in 'a' only.",
      },
    ]);
  });

  test('a gang that no set of nodes holds; one smaller, or elastic, is fine', () => {
    const few = { members: { a: gpuMember(3), b: gpuMember(3) } };
    const big = task({ replicas: 4, gpus: 8 });
    const { app } = withJob(big, few);
    expect(findingsOf(app, 'training/gang-does-not-fit')).toMatchObject([
      { severity: 'error', place: 'fleet/resnet50-train/Placement', value: 'a' },
    ]);
    expect(idsOf(withJob(task({ replicas: 3, gpus: 8, memory: undefined }), few).app)).toEqual([]);
    expect(findingsOf(withJob({ ...big, minAvailable: 3 }, few).app, 'training/gang-does-not-fit')).toEqual([]);
  });

  test.each([
    ['that the pool states', { cpu: 64, memory: '512Gi' }, 'training/gang-does-not-fit', ''],
    [
      'that is assumed',
      {},
      'training/gang-may-not-fit',
      "if nodes of pool 'v100' have more than the cpu 64 and memory 512Gi that are assumed",
    ],
    [
      'that is assumed in part',
      { cpu: 64 },
      'training/gang-may-not-fit',
      'more than the memory 512Gi that are assumed',
    ],
  ])('a gang beyond a room %s', (_, stated, id, condition) => {
    const { app } = withJob(task({ replicas: 8, gpus: 2, cpu: 8, memory: '200Gi' }), twoNodes(stated));
    expect(findingsOf(app).filter(({ id }) => id.startsWith('training/gang'))).toMatchObject([
      { id, place: 'fleet/resnet50-train/Placement', message: expect.stringContaining(condition) },
    ]);
  });

  test.each([
    [4, 'training/gang-may-not-fit'],
    [3, 'training/gang-does-not-fit'],
  ])('a gang of 4 nodes in a pool of 2 that grows to %s', (max, id) => {
    const stated = { cpu: 64, memory: '512Gi', autoscaling: { min: 0, max } };
    const { app } = withJob(task({ replicas: 4, gpus: 8 }), twoNodes(stated));
    expect(findingsOf(app).filter((one) => one.id.startsWith('training/gang'))).toMatchObject([{ id }]);
  });

  test('what is assumed of nodes is told where no pod fits one', () => {
    const { app } = withJob(task({ gpus: 8, cpu: 96 }));
    expect(findingsOf(app, 'plan/no-suitable-pool')[0]!.message).toContain(
      'cpu 64 (assumed: not stated), memory 512Gi (assumed: not stated)',
    );
  });

  test('a gang that fits a member which Karmada does not take', () => {
    const { app } = withJob(task({ replicas: 4, gpus: 8 }), { members: { a: gpuMember(3), b: gpuMember(4) } });
    const [found] = findingsOf(app, 'training/gang-does-not-fit');
    expect(found!.fix).toContain("Send it to 'b' only");
  });

  test('a pod that no node holds is told as such, by task', () => {
    const { app } = withJob(task({ gpus: 16 }));
    expect(findingsOf(app, 'plan/no-suitable-pool')[0]!.message).toContain(
      "task 'trainer' of Job default/resnet50-train",
    );
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

  test.each([
    ['24 GPUs', 24, 'q', {}, true],
    ['16 GPUs', 16, 'q', {}, false],
    ['24 GPUs, in the queue of what names none', 24, 'default', {}, true],
    ['24 GPUs, where proportion divides', 24, 'q', { capacity: null, proportion: {} }, true],
    ['24 GPUs, where nobody divides', 24, 'q', { capacity: null }, false],
    // with a hierarchy it is taken off the queue above, and root has no bound
    ['24 GPUs, where queues have parents', 24, 'q', { capacity: { enableHierarchy: true } }, false],
    ['24 GPUs, where the program does not say who divides', 24, 'q', undefined, true],
  ])('a gang of %s beside a queue that is guaranteed 16 of 32', (_, gpus, name, plugins, found) => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const a = fleet.member('a');
    new TrainingQueue(a, 'keep', { deserved: { gpus: 16 }, guarantee: { gpus: 16 } });
    const own = new TrainingQueue(a, 'q');
    if (plugins) {
      new VolcanoScheduler(a, 'scheduler', { plugins });
    }
    const queue = name === 'q' ? own : TrainingQueue.fromName(name);
    new TrainingJob(a, 'gang', { queue, tasks: { trainer: { ...trainer, replicas: gpus / 8, gpus: 8 } } });
    expect(findingsOf(app, 'training/gang-over-capability').map(({ message }) => message)).toEqual(
      found
        ? [
            `the gang of Job default/gang needs nvidia.com/gpu 24; queue '${name}' may use nvidia.com/gpu 16 in member 'a': that is what the nodes have, without what is guaranteed to other queues there.`,
          ]
        : [],
    );
  });

  test('what a queue is guaranteed itself is its own', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const a = fleet.member('a');
    const kept = (gpus: number) => ({ deserved: { gpus }, guarantee: { gpus } });
    new TrainingQueue(a, 'keep', kept(16));
    const queue = new TrainingQueue(a, 'q', kept(8));
    new VolcanoScheduler(a, 'scheduler');
    new TrainingJob(a, 'gang', { queue, tasks: { trainer: { ...trainer, replicas: 2, gpus: 8 } } });
    expect(findingsOf(app)).toEqual([]);
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
