import { ApiObject } from 'cdk8s';
import { Gpu, type QueueAmounts, TrainingQueue, type TrainingQueueProps } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, idsOf, twoMembers } from './support';
import { scheduled, unequal, volcano } from './training-queue-support';

describe('bad input', () => {
  const amounts = (cpu?: number, memory?: string, gpus?: number): QueueAmounts => ({ cpu, memory, gpus });

  test.each<[string, TrainingQueueProps<'a' | 'b'>]>([
    ['queue/bad-weight', { weight: 0 }],
    ['queue/bad-weight', { weight: 65_536 }],
    ['queue/bad-weight', { weight: 1.5 }],
    ['queue/bad-weight', { priority: -1 }],
    ['queue/bad-name', { queueName: 'root' }],
    ['queue/bad-name', { queueName: 'Train_Queue' }],
    ['queue/bad-amount', { capability: amounts(0) }],
    ['queue/bad-amount', { capability: amounts(undefined, 'lots') }],
    ['queue/bad-amount', { capability: amounts(undefined, undefined, 1.5) }],
    ['queue/bad-amount', { deserved: amounts(Number.NaN) }],
    ['queue/bad-amount', { deserved: amounts(undefined, undefined, -1) }],
    ['queue/bad-share', { shares: { a: -1, b: 1 } }],
    ['queue/unknown-member', { shares: { a: 1, c: 1 } as Record<string, number> }],
    ['queue/unknown-member', { to: ['a', 'bb'] as never }],
    ['queue/no-members', { to: [] }],
    ['queue/no-members', { shares: { a: 0 } }],
    ['queue/empty-share', { capability: { gpus: 1 } }],
    ['queue/guarantee-not-deserved', { guarantee: { gpus: 8 } }],
    ['queue/bounds-out-of-order', { guarantee: { gpus: 8 }, deserved: { gpus: 4 } }],
    ['queue/bounds-out-of-order', { deserved: { gpus: 8 }, capability: { gpus: 4 } }],
    ['queue/capability-over-capacity', { capability: { gpus: 33 } }],
    ['queue/capability-over-capacity', { capability: { memory: '9Ti' } }],
    ['queue/guarantee-over-capacity', { deserved: { gpus: 40 }, guarantee: { gpus: 40 } }],
  ])('%s for %j', (id, props) => {
    const { app } = unequal(props);
    expect(idsOf(app)).toContain(id);
  });

  test('guarantees of several queues that are too much only together', () => {
    const { app, fleet } = scheduled();
    for (const name of ['one', 'two']) {
      new TrainingQueue(fleet, name, { deserved: { gpus: 36 }, guarantee: { gpus: 36 } });
    }
    expect(findingsOf(app)).toMatchObject([
      { id: 'queue/guarantee-over-capacity', place: `${fleet.member('a').node.path}/two`, value: 'nvidia.com/gpu' },
      { id: 'queue/guarantee-over-capacity', place: `${fleet.member('b').node.path}/two` },
    ]);
  });

  test('a member without Volcano', () => {
    const { app, fleet } = twoMembers();
    new TrainingQueue(fleet, 'q', { to: fleet.member('a') });
    expect(findingsOf(app)).toMatchObject([{ id: 'queue/no-volcano', severity: 'error', value: 'a' }]);
  });

  test('members by name or shares for a queue of one member', () => {
    const { app, fleet } = twoMembers(volcano);
    new TrainingQueue(fleet.member('a'), 'q', { shares: { a: 1 } });
    expect(idsOf(app)).toEqual(['queue/one-member']);
  });

  test('GPUs of two kinds, where nothing says which', () => {
    const pools = [{ name: 'p', gpu: Gpu.amd('MI300X'), nodes: 1, gpusPerNode: 8 }];
    const { app, fleet } = twoMembers({ ...volcano, members: { a: { kubernetes: '1.34', pools }, b: gpuMember() } });
    new TrainingQueue(fleet, 'q', { capability: { gpus: 8 } });
    expect(idsOf(app)).toContain('queue/ambiguous-gpu-resource');
    expect(new TrainingQueue(fleet, 'amd', { gpuResource: 'amd.com/gpu', capability: { gpus: 8 } }).members).toEqual([
      'a',
    ]);
  });

  test('members that offer different GPUs, and a queue of none: what is meant is up to its jobs', () => {
    const pools = [{ name: 'p', gpu: Gpu.amd('MI300X'), nodes: 1, gpusPerNode: 8 }];
    const { app, fleet } = twoMembers({ ...volcano, members: { a: { kubernetes: '1.34', pools }, b: gpuMember() } });
    const queue = new TrainingQueue(fleet, 'q', { capability: { cpu: 8 } });
    expect([queue.gpuResource, queue.members]).toEqual([undefined, ['a', 'b']]);
    const task = { image: 'registry.internal/train:1', replicas: 1, gpus: 8 };
    queue.addJob('amd', { to: ['a'], tasks: { task } });
    expect(findingsOf(app)).toEqual([]);
    expect(JSON.stringify(manifestsOf(app, { kind: 'Job' }))).toContain('{"limits":{"amd.com/gpu":8}');
    const anywhere = queue.addJob('anywhere', { tasks: { task } });
    expect(findingsOf(app, 'queue/ambiguous-gpu-resource')).toMatchObject([{ place: anywhere.node.path }]);
  });

  test('children that exceed their parent', () => {
    const { app, fleet } = twoMembers(volcano);
    const parent = new TrainingQueue(fleet, 'parent', { capability: { gpus: 32 }, deserved: { gpus: 16 } });
    const child = { parent, deserved: { gpus: 12 } };
    new TrainingQueue(fleet, 'one', child);
    new TrainingQueue(fleet, 'two', { ...child, capability: { gpus: 40 } });
    const found = findingsOf(app, 'queue/children-over-parent').map((f) => f.place);
    const [a, b] = [fleet.member('a').node.path, fleet.member('b').node.path];
    expect(found).toEqual([`${a}/parent`, `${a}/two`, `${b}/parent`, `${b}/two`]);
  });

  test('a guarantee of a child whose parent has none', () => {
    const { app, fleet } = scheduled();
    const parent = new TrainingQueue(fleet, 'parent', { capability: { gpus: 8 }, deserved: { gpus: 8 } });
    new TrainingQueue(fleet, 'child', { parent, deserved: { gpus: 8 }, guarantee: { gpus: 2 } });
    expect(idsOf(app)).toEqual(['queue/children-over-parent', 'queue/children-over-parent']);
  });

  test('a child where its parent is not', () => {
    const { app, fleet } = scheduled();
    const parent = new TrainingQueue(fleet, 'parent', { to: fleet.member('a') });
    new TrainingQueue(fleet, 'child', { parent, to: fleet });
    expect(findingsOf(app)).toMatchObject([{ id: 'queue/parent-elsewhere', value: 'b' }]);
  });

  test('five levels are fine, the sixth is too deep', () => {
    const { app, fleet } = scheduled();
    let parent: TrainingQueue | undefined;
    for (let level = 1; level <= 6; level++) {
      expect(idsOf(app)).toEqual([]);
      parent = new TrainingQueue(fleet.member('a'), `level-${level}`, parent ? { parent } : {});
    }
    const place = `${parent!.node.path}/Resource`;
    expect(findingsOf(app)).toMatchObject([{ id: 'queue/too-deep', place, value: 6 }]);
  });

  test('plain Queue objects are held to the same rules; a queue that is its own ancestor is too deep', () => {
    const { app, fleet } = scheduled();
    for (const [name, parent] of [
      ['x', 'y'],
      ['y', 'x'],
    ] as const) {
      const spec = { parent, guarantee: { resource: { cpu: '2' } } };
      new ApiObject(fleet.member('a'), name, {
        apiVersion: 'scheduling.volcano.sh/v1beta1',
        kind: 'Queue',
        metadata: { name },
        spec,
      });
    }
    expect(new Set(idsOf(app))).toEqual(new Set(['queue/guarantee-not-deserved', 'queue/too-deep']));
  });
});

describe('what the scheduler makes of a queue', () => {
  const inMember = () => {
    const { app, fleet } = scheduled();
    return { app, member: fleet.member('a') };
  };
  const guarantee = { gpus: 8 };
  const bounds = { guarantee, deserved: guarantee };

  test('a guarantee below no capability is not kept, once any queue of the member has a parent', () => {
    const { app, member } = inMember();
    const alone = new TrainingQueue(member, 'alone', bounds);
    expect(findingsOf(app)).toEqual([]);
    const parent = new TrainingQueue(member, 'parent', bounds);
    const child = new TrainingQueue(member, 'child', { parent, ...bounds });
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'queue/guarantee-not-kept',
        severity: 'warning',
        place: `${alone.node.path}/Resource`,
        value: 'nvidia.com/gpu',
      },
      { id: 'queue/guarantee-not-kept', place: `${child.node.path}/Resource` },
    ]);
  });

  test('a guarantee below a capability is kept', () => {
    const { app, member } = inMember();
    const parent = new TrainingQueue(member, 'parent', { capability: { gpus: 16 }, ...bounds });
    new TrainingQueue(member, 'child', { parent, ...bounds });
    expect(findingsOf(app)).toEqual([]);
  });

  test('a weight counts with proportion, and not with capacity', () => {
    const { app, member } = inMember();
    const heavy = new TrainingQueue(member, 'heavy', { weight: 4 });
    expect(findingsOf(app)).toEqual([]);
    new TrainingQueue(member, 'other', { deserved: { gpus: 8 } });
    expect(findingsOf(app)).toMatchObject([
      { id: 'queue/weight-ignored', severity: 'info', place: `${heavy.node.path}/Resource`, value: 4 },
    ]);
  });
});
