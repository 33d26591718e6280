import { ApiObject, JsonPatch } from 'cdk8s';
import * as fc from 'fast-check';
import { Findings, Gpu, type IQueue, TrainingQueue, VolcanoScheduler } from '../lib';
import { NODE_GROUP_LABEL } from '../lib/plan/node-groups';
import { findingsOf, manifestsOf } from '../lib/testing';
import { divideQuota } from '../lib/training/quota';
import { gpuMember, twoMembers } from './support';
import { scheduled, unequal, volcano } from './training-queue-support';

const queuesIn = (app: Parameters<typeof manifestsOf>[0], member: string) =>
  manifestsOf(app, { kind: 'Queue', target: `fleet/members/${member}` });

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
