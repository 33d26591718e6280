import { ApiObject, JsonPatch } from 'cdk8s';
import * as fc from 'fast-check';
import {
  Findings,
  Gpu,
  type IQueue,
  type QueueAmounts,
  TrainingQueue,
  type TrainingQueueProps,
  VolcanoScheduler,
} from '../lib';
import { NODE_GROUP_LABEL } from '../lib/plan/node-groups';
import { findingsOf, manifestsOf } from '../lib/testing';
import { divideQuota } from '../lib/training/quota';
import { gpuMember, twoMembers } from './support';

const volcano = { volcano: '1.15' } as const;
const queuesIn = (app: Parameters<typeof manifestsOf>[0], member: string) =>
  manifestsOf(app, { kind: 'Queue', target: `fleet/members/${member}` });
const idsOf = (app: Parameters<typeof findingsOf>[0]) => findingsOf(app).map((f) => f.id);

/** A fleet of a and b whose schedulers do what queues need. */
function scheduled() {
  const made = twoMembers(volcano);
  new VolcanoScheduler(made.fleet, 'scheduler');
  return made;
}

/** A member with half of its 8 nodes in the node group `fast`. */
function grouped() {
  const pool = { gpu: Gpu.nvidia('V100'), nodes: 4, gpusPerNode: 8 };
  const labels = { [NODE_GROUP_LABEL]: 'fast' };
  return {
    kubernetes: '1.34',
    pools: [
      { ...pool, name: 'fast', labels },
      { ...pool, name: 'rest' },
    ],
  };
}

/** A fleet of a (3 nodes) and b (1 node), of 8 GPUs and 64 cores each node, with a queue of these properties. */
function unequal(props: TrainingQueueProps<'a' | 'b'>) {
  const { app, fleet } = twoMembers({ ...volcano, members: { a: gpuMember(3), b: gpuMember(1) } });
  return { app, fleet, queue: new TrainingQueue(fleet, 'q', props) };
}

describe('TrainingQueue', () => {
  test('is stated once, and divided over the members by their GPUs', () => {
    const { app, fleet } = twoMembers({ ...volcano, members: { a: gpuMember(6), b: gpuMember(2) } });
    new TrainingQueue(fleet, 'train-queue', {
      weight: 1,
      reclaimable: true,
      capability: { cpu: 200, memory: '800Gi', gpus: 64 },
    });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Queue', target: 'fleet/control-plane' })).toEqual([]);
    expect(queuesIn(app, 'a')).toEqual([
      {
        apiVersion: 'scheduling.volcano.sh/v1beta1',
        kind: 'Queue',
        metadata: { name: 'train-queue' },
        spec: {
          weight: 1,
          reclaimable: true,
          capability: { cpu: '150', memory: '600Gi', 'nvidia.com/gpu': 48 },
        },
      },
    ]);
    expect(queuesIn(app, 'b')).toMatchObject([
      { spec: { capability: { cpu: '50', memory: '200Gi', 'nvidia.com/gpu': 16 } } },
    ]);
  });

  test('is divided by hand where shares are given; a member without one does not get it', () => {
    const { app, queue } = unequal({ capability: { gpus: 10 }, shares: { b: 1 } });
    expect(queue.members).toEqual(['b']);
    expect(queuesIn(app, 'a')).toEqual([]);
    expect(queuesIn(app, 'b')).toMatchObject([{ spec: { capability: { 'nvidia.com/gpu': 10 } } }]);
    expect(findingsOf(app).map(({ id, severity }) => [id, severity])).toEqual([
      ['queue/capability-over-capacity', 'warning'],
    ]);
  });

  test('is divided by cores where it is about no GPUs', () => {
    const { queue } = unequal({ capability: { cpu: 8 } });
    expect(queue.quota.shares).toEqual({ a: { capability: { cpu: 6 } }, b: { capability: { cpu: 2 } } });
  });

  test('in the scope of a member is only there, whole', () => {
    const { app, fleet } = twoMembers(volcano);
    const queue = new TrainingQueue(fleet.member('b'), 'q', { capability: { gpus: 8 } });
    ApiObject.of(queue).addJsonPatch(JsonPatch.add('/spec/type', 'research'));
    expect(queuesIn(app, 'a')).toEqual([]);
    expect(queuesIn(app, 'b')).toMatchObject([{ spec: { type: 'research', capability: { 'nvidia.com/gpu': 8 } } }]);
    expect(findingsOf(app)).toEqual([]);
  });

  test('goes to a group, and by default to members with Volcano and GPUs', () => {
    const members = { a: gpuMember(), b: gpuMember(4, 8, { engines: { volcano: null } }) };
    const { fleet } = twoMembers({ ...volcano, members, groups: { train: ['b'] } });
    expect(new TrainingQueue(fleet, 'q1', { capability: { gpus: 8 } }).members).toEqual(['a']);
    expect(new TrainingQueue(fleet, 'q2', { to: fleet.group('train') }).members).toEqual(['b']);
  });

  test('fifo is kept by Volcano and read by nobody', () => {
    const { app, fleet } = twoMembers(volcano);
    const queue = new TrainingQueue(fleet.member('a'), 'q', { dequeueStrategy: 'fifo' });
    expect(queuesIn(app, 'a')).toMatchObject([{ spec: { dequeueStrategy: 'fifo' } }]);
    expect(findingsOf(app)).toMatchObject([
      { id: 'queue/strategy-ignored', severity: 'warning', place: `${queue.node.path}/Resource`, value: 'fifo' },
    ]);
  });

  test('renders what is stated, and nothing else', () => {
    const { app, fleet } = twoMembers({ ...volcano, members: { a: grouped(), b: grouped() } });
    new VolcanoScheduler(fleet, 'scheduler');
    new TrainingQueue(fleet, 'bare');
    const parent = new TrainingQueue(fleet, 'parent', {
      capability: { gpus: 64 },
      deserved: { gpus: 64 },
      guarantee: { gpus: 8 },
      reclaimable: false,
      priority: 5,
    });
    new TrainingQueue(fleet, 'child', {
      parent,
      dequeueStrategy: 'traverse',
      nodeGroups: ['fast'],
      deserved: { gpus: 16 },
      guarantee: { gpus: 4 },
    });
    expect(findingsOf(app)).toEqual([]);
    expect(queuesIn(app, 'a').map(({ spec }) => spec)).toEqual([
      {},
      {
        capability: { 'nvidia.com/gpu': 32 },
        deserved: { 'nvidia.com/gpu': 32 },
        guarantee: { resource: { 'nvidia.com/gpu': 4 } },
        reclaimable: false,
        priority: 5,
      },
      {
        parent: 'parent',
        dequeueStrategy: 'traverse',
        affinity: { nodeGroupAffinity: { requiredDuringSchedulingIgnoredDuringExecution: ['fast'] } },
        deserved: { 'nvidia.com/gpu': 8 },
        guarantee: { resource: { 'nvidia.com/gpu': 2 } },
      },
    ]);
  });

  test.each<[string, (queue: TrainingQueue<'a' | 'b'>) => IQueue]>([
    ['itself', (queue) => queue],
    ['its name', ({ queueName }) => TrainingQueue.fromName(queueName)],
    ['what is known of it', ({ queueName, members }) => ({ queueName, members })],
  ])('comes after its parent, given as %s, in the order of applying', (_, given) => {
    const { app, fleet } = scheduled();
    const parent = new TrainingQueue(fleet, 'parent');
    new TrainingQueue(fleet, 'child', { parent: given(parent) });
    const { objects } = app.compile().targets.find(({ target }) => target.member === 'a')!;
    const stageOf = (name: string) => objects.find(({ manifest }) => manifest.metadata.name === name)!.stage;
    expect(stageOf('child')).toBeGreaterThan(stageOf('parent'));
  });

  test('takes the extended resource that the pools offer', () => {
    const pools = [{ name: 'p', gpu: Gpu.huawei('Ascend910B'), nodes: 1, gpusPerNode: 8 }];
    const { fleet } = twoMembers({ ...volcano, members: { a: { kubernetes: '1.34', pools }, b: gpuMember() } });
    expect(new TrainingQueue(fleet, 'q', { to: fleet.member('a') }).gpuResource).toBe('huawei.com/Ascend910');
  });

  test('a warning about one member is acknowledged on its Queue object', () => {
    const { app, queue } = unequal({ capability: { gpus: 64 } });
    Findings.of(queue.objects.a!).acknowledge('queue/capability-over-capacity', 'nodes are on order');
    expect(findingsOf(app).map((f) => f.acknowledged)).toEqual(['nodes are on order', undefined]);
  });
});

describe('division of a quota', () => {
  const weights = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.integer({ min: 1, max: 64 }), { minKeys: 1 });
  const amount = fc.record({ cpu: fc.integer({ min: 0, max: 4000 }).map((m) => m / 8), gpu: fc.nat(500) });

  test('shares add up, and keep the order of the bounds in every member', () => {
    fc.assert(
      fc.property(weights, amount, amount, amount, (by, x, y, z) => {
        const ordered = (key: 'cpu' | 'gpu') =>
          [x[key], y[key], z[key]].sort((a, b) => a - b) as [number, number, number];
        const [cpu, gpu] = [ordered('cpu'), ordered('gpu')];
        const quota = {
          guarantee: { cpu: cpu[0], 'example.com/gpu': gpu[0] },
          deserved: { cpu: cpu[1], 'example.com/gpu': gpu[1] },
          capability: { cpu: cpu[2], 'example.com/gpu': gpu[2] },
        };
        const shares = Object.values(divideQuota(quota, by));
        for (const resource of ['cpu', 'example.com/gpu'] as const) {
          for (const share of shares) {
            expect(share.guarantee![resource]).toBeLessThanOrEqual(share.deserved![resource]!);
            expect(share.deserved![resource]).toBeLessThanOrEqual(share.capability![resource]!);
          }
          const sum = shares.reduce((total, share) => total + share.capability![resource]!, 0);
          expect(sum).toBeCloseTo(quota.capability[resource], 6);
        }
      }),
      { numRuns: 300 },
    );
  });
});

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
