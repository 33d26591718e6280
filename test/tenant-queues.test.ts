import {
  FleetApp,
  GpuFleet,
  TenantQueues,
  type TenantQueuesProps,
  type Tenants,
  TrainingJob,
  VolcanoScheduler,
} from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, idsOf, twoMembers } from './support';

const GPU = 'nvidia.com/gpu';
const queuesIn = (app: FleetApp, member: string) =>
  Object.fromEntries(
    manifestsOf(app, { kind: 'Queue', target: `fleet/members/${member}` }).map(({ metadata, spec }) => [
      metadata.name,
      spec,
    ]),
  );

const DEPARTMENTS = {
  research: {
    guarantee: { gpus: 8 },
    capability: { gpus: 28 },
    namespaces: ['research'],
    children: {
      nlp: { deserved: { gpus: 12 }, guarantee: { gpus: 4 }, namespaces: { nlp: 2, chat: 1 } },
      vision: { deserved: { gpus: 4 }, capability: { gpus: 12 }, priority: 2, reclaimable: false },
    },
  },
  product: { deserved: { gpus: 16 }, dequeueStrategy: 'traverse' },
} as const satisfies Tenants;

/** A fleet of a (3 nodes) and b (1 node), of 8 GPUs each node, with a tree of these departments. */
function tenantsOf(departments: Tenants, props: Partial<TenantQueuesProps<'a' | 'b'>> = {}) {
  const { app, fleet } = twoMembers({ volcano: '1.15', members: { a: gpuMember(3), b: gpuMember(1) } });
  return { app, fleet, tenants: new TenantQueues(fleet, 'tenants', { departments, ...props }) };
}

describe('TenantQueues', () => {
  test('is one queue for each tenant in each member, below one that has all GPUs', () => {
    const { app } = tenantsOf(DEPARTMENTS);
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Queue', target: 'fleet/control-plane' })).toEqual([]);
    expect(queuesIn(app, 'a')).toEqual({
      // what is not stated follows from below
      tenants: { capability: { [GPU]: 24 }, deserved: { [GPU]: 24 }, guarantee: { resource: { [GPU]: 6 } } },
      research: {
        parent: 'tenants',
        capability: { [GPU]: 21 },
        deserved: { [GPU]: 12 },
        guarantee: { resource: { [GPU]: 6 } },
      },
      'research-nlp': { parent: 'research', deserved: { [GPU]: 9 }, guarantee: { resource: { [GPU]: 3 } } },
      'research-vision': {
        parent: 'research',
        deserved: { [GPU]: 3 },
        capability: { [GPU]: 9 },
        priority: 2,
        reclaimable: false,
      },
      product: { parent: 'tenants', deserved: { [GPU]: 12 }, dequeueStrategy: 'traverse' },
    });
    expect(queuesIn(app, 'b').tenants).toMatchObject({ capability: { [GPU]: 8 }, deserved: { [GPU]: 8 } });
  });

  test('has room for all that a tenant is guaranteed, as the node pools tell it; that limits no namespace', () => {
    const departments = {
      research: { deserved: { gpus: 16, cpu: 64 }, guarantee: { gpus: 8, cpu: 32 }, namespaces: ['research'] },
      product: { deserved: { gpus: 16 } },
    };
    const { app, tenants } = tenantsOf(departments);
    expect(findingsOf(app)).toEqual([]);
    // 64 cores in each node
    expect(queuesIn(app, 'a').tenants).toMatchObject({ capability: { [GPU]: 24, cpu: '192' } });
    expect(queuesIn(app, 'b').tenants).toMatchObject({ capability: { [GPU]: 8, cpu: '64' } });
    expect(tenants.top.quota.total.capability).toEqual({ [GPU]: 32, cpu: 256 });
    expect(manifestsOf(app, { kind: 'FederatedResourceQuota' })).toMatchObject([
      { spec: { overall: { [`requests.${GPU}`]: expect.anything() } } },
    ]);
    expect(JSON.stringify(manifestsOf(app, { kind: 'FederatedResourceQuota' }))).not.toContain('cpu');
  });

  test('what is stated of the top counts, and what the tree has beyond the pools is told of the top', () => {
    const departments = { research: { deserved: { gpus: 8, cpu: 300 }, guarantee: { cpu: 32 } } };
    const { app } = tenantsOf(departments, { capability: { gpus: 16, cpu: 320 } });
    expect(queuesIn(app, 'a').tenants).toMatchObject({ capability: { [GPU]: 12, cpu: '240' } });

    const { app: another } = tenantsOf(departments);
    expect(queuesIn(another, 'a').tenants).toMatchObject({ capability: { cpu: '225' }, deserved: { cpu: '225' } });
    expect(findingsOf(another)).toMatchObject([
      { id: 'queue/capability-over-capacity', place: 'fleet-member-a/tenants-All', value: 'cpu' },
      { id: 'queue/capability-over-capacity', place: 'fleet-member-b/tenants-All', value: 'cpu' },
    ]);
  });

  test('shares by hand need not fit the pools: what is guaranteed is kept only if the top states it', () => {
    const departments = { research: { deserved: { cpu: 64 }, guarantee: { cpu: 32 } } };
    const shares = { a: 1, b: 1 };
    const { app } = tenantsOf(departments, { shares });
    expect(findingsOf(app)).toMatchObject([
      { id: 'queue/guarantee-not-kept', fix: expect.stringContaining('in TenantQueues that is capability') },
      { id: 'queue/guarantee-not-kept' },
    ]);
    const { app: another } = tenantsOf(departments, { shares, capability: { cpu: 128 } });
    expect(findingsOf(another)).toEqual([]);
  });

  test('brings the configuration of the schedulers that makes it true, unless it is given one or told not to', () => {
    const { app, tenants } = tenantsOf(DEPARTMENTS);
    expect(manifestsOf(app, { kind: 'ConfigMap' }).map(({ data }) => data)).toEqual([
      { 'volcano-scheduler.conf': expect.stringContaining('name: capacity\n        enableHierarchy: true') },
      { 'volcano-scheduler.conf': expect.stringContaining('actions: enqueue, allocate, reclaim, backfill') },
    ]);
    expect(tenants.scheduler?.members).toEqual(['a', 'b']);

    const { app: another, fleet } = twoMembers({ volcano: '1.15' });
    const scheduler = new VolcanoScheduler(fleet, 'scheduler');
    const departments = { one: { deserved: { gpus: 8 } } };
    expect(new TenantQueues(fleet, 'tenants', { departments, scheduler }).scheduler).toBe(scheduler);
    expect(findingsOf(another)).toEqual([]);
    expect(idsOf(tenantsOf(DEPARTMENTS, { scheduler: null }).app)).toEqual([
      'scheduler/not-known',
      'scheduler/not-known',
    ]);
  });

  test('limits the namespaces of a tenant to what it may use, in every member by one object', () => {
    const { app } = tenantsOf(DEPARTMENTS);
    const quotas = manifestsOf(app, { kind: 'FederatedResourceQuota', target: 'fleet/control-plane' });
    expect(quotas.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
      ['research', 'research'],
      ['nlp', 'research-nlp'],
      ['chat', 'research-nlp'],
    ]);
    const hard = (gpus: number) => ({ [`requests.${GPU}`]: gpus });
    const limit = (a: number, b: number) => ({
      overall: hard(a + b),
      staticAssignments: [
        { clusterName: 'a', hard: hard(a) },
        { clusterName: 'b', hard: hard(b) },
      ],
    });
    // two namespaces divide what the tenant above them may use
    expect(quotas.map(({ spec }) => spec)).toEqual([limit(21, 7), limit(14, 5), limit(7, 2)]);
  });

  test('namespaces without shares get all of it each, which is told', () => {
    const { app } = tenantsOf({ one: { capability: { gpus: 16 }, namespaces: ['x', 'y'] } });
    const quotas = manifestsOf(app, { kind: 'FederatedResourceQuota' });
    expect(quotas.map(({ spec }) => spec)).toMatchObject(Array(2).fill({ overall: { [`requests.${GPU}`]: 16 } }));
    expect(findingsOf(app)).toMatchObject([
      { id: 'tenants/namespaces-together', severity: 'warning', value: ['x', 'y'] },
    ]);
  });

  test('namespaces of a tenant that nothing limits get no quota, which is told', () => {
    const { app, tenants } = tenantsOf(
      { one: { deserved: { gpus: 8 }, namespaces: ['x'] } },
      { shares: { a: 1, b: 1 } },
    );
    expect(manifestsOf(app, { kind: 'FederatedResourceQuota' })).toEqual([]);
    expect(tenants.queue('one').namespaceQuotas).toEqual({});
    expect(findingsOf(app)).toMatchObject([{ id: 'tenants/no-limit', place: 'fleet/tenants/one', value: ['x'] }]);
  });

  test('in the scope of a member is only there, whole, and limits its namespaces there', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    new TenantQueues(fleet.member('b'), 'tenants', { departments: DEPARTMENTS });
    expect(queuesIn(app, 'a')).toEqual({});
    expect(queuesIn(app, 'b').research).toMatchObject({ capability: { [GPU]: 28 }, deserved: { [GPU]: 16 } });
    expect(manifestsOf(app, { kind: 'FederatedResourceQuota' })).toEqual([]);
    expect(manifestsOf(app, { kind: 'ResourceQuota', target: 'fleet/members/b' })).toMatchObject([
      { metadata: { name: 'research', namespace: 'research' }, spec: { hard: { [`requests.${GPU}`]: 28 } } },
      { metadata: { name: 'research-nlp', namespace: 'nlp' }, spec: { hard: { [`requests.${GPU}`]: 19 } } },
      { metadata: { name: 'research-nlp', namespace: 'chat' }, spec: { hard: { [`requests.${GPU}`]: 9 } } },
    ]);
    expect(findingsOf(app)).toEqual([]);
  });

  test('gives the queue of a tenant by its path, as jobs need it', () => {
    const { app, fleet } = twoMembers({ volcano: '1.15' });
    const tenants = new TenantQueues(fleet, 'tenants', { departments: DEPARTMENTS });
    const tasks = { worker: { replicas: 2, gpus: 1, image: 'registry.internal/train:1' } };
    new TrainingJob(fleet, 'one', { queue: tenants.queue('research/nlp'), tasks });
    tenants.queue('product').addJob('two', { tasks });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Job' }).map(({ spec }) => spec)).toMatchObject([
      { queue: 'product' },
      { queue: 'research-nlp' },
    ]);
    new TrainingJob(fleet, 'three', { queue: tenants.queue('research'), tasks });
    expect(idsOf(app)).toEqual(['training/queue-not-leaf']);
    // @ts-expect-error a misspelt path does not compile
    expect(() => tenants.queue('research/npl')).toThrow("Did you mean 'research/nlp'?");
  });

  test('is divided by cores where it is about no GPUs, and by hand where shares are given', () => {
    const { app, tenants } = tenantsOf({ one: { deserved: { cpu: 8 } } });
    expect(tenants.top.quota.shares).toEqual({
      a: { capability: { cpu: 192 }, deserved: { cpu: 6 } },
      b: { capability: { cpu: 64 }, deserved: { cpu: 2 } },
    });
    expect(findingsOf(app)).toEqual([]);
    const byHand = tenantsOf(DEPARTMENTS, { shares: { b: 1 }, capability: { gpus: 64 } });
    expect(byHand.tenants.members).toEqual(['b']);
    expect(queuesIn(byHand.app, 'b').tenants).toMatchObject({ capability: { [GPU]: 64 } });
  });
});

describe('bad input', () => {
  test.each<[string, Tenants]>([
    ['tenants/no-departments', {}],
    ['tenants/bad-name', { Research_1: { deserved: { gpus: 8 } } }],
    ['tenants/shared-namespace', { a: { namespaces: ['ml'] }, b: { namespaces: ['ml'] } }],
    ['queue/bad-share', { a: { namespaces: { ml: 1.5, lab: 1 } } }],
    ['queue/bad-share', { a: { namespaces: { ml: Number.NaN } } }],
    ['queue/bad-amount', { a: { capability: { gpus: 8, devices: { [GPU]: 8 } } } }],
    ['queue/device-not-offered', { a: { capability: { devices: { 'nvidia.com/mig-1g.10gb': 8 } } } }],
    ['tenants/bad-name', { default: { deserved: { gpus: 8 } } }],
    ['queue/bad-amount', { a: { deserved: { gpus: -1 } } }],
    ['queue/bad-weight', { a: { priority: -1 } }],
    ['queue/bounds-out-of-order', { a: { deserved: { gpus: 8 }, guarantee: { gpus: 12 } } }],
    // more than the pools hold
    ['queue/bounds-out-of-order', { a: { deserved: { gpus: 33 } } }],
    ['queue/guarantee-not-deserved', { a: { guarantee: { gpus: 12 } } }],
    ['queue/children-over-parent', { a: { deserved: { gpus: 8 }, children: { b: { deserved: { gpus: 9 } } } } }],
    ['queue/children-over-parent', { a: { capability: { gpus: 8 }, children: { b: { capability: { gpus: 12 } } } } }],
    ['queue/empty-share', { a: { capability: { gpus: 1 } } }],
  ])('%s for %j', (id, departments) => {
    expect(idsOf(tenantsOf(departments).app)).toContain(id);
  });

  test.each<[string, Partial<TenantQueuesProps<'a' | 'b'>>]>([
    ['tenants/no-members', { to: [] }],
    ['tenants/unknown-member', { to: ['a', 'bb'] as never }],
    ['tenants/unknown-member', { shares: { a: 1, c: 1 } as Record<string, number> }],
    ['queue/bad-share', { shares: { a: 1.5 } }],
  ])('%s for %j', (id, props) => {
    expect(idsOf(tenantsOf(DEPARTMENTS, props).app)).toContain(id);
  });

  const DESERVED = { deserved: { gpus: 8 } };
  test.each<[string, string, string, Tenants]>([
    ['no DNS label', 'Research_1', 'a DNS label has only', { Research_1: DESERVED }],
    ['empty', '', 'it is empty', { '': DESERVED }],
    ['that of a construct in the tree', 'All', 'a DNS label has only', { All: DESERVED }],
    ['that of another', 'Scheduler', 'a DNS label has only', { Scheduler: DESERVED }],
    ["that of the tree's own queue", 'tenants', 'the one above all departments', { tenants: DESERVED }],
    ["that of a queue of Volcano's", 'default', 'Volcano makes that queue itself', { default: DESERVED }],
    [
      'that of another tenant, with the one above it',
      'a/b',
      '"a-b", as that of tenant "a-b"',
      { 'a-b': DESERVED, a: { children: { b: DESERVED } } },
    ],
    [
      'too long with those above it',
      `a/${'b'.repeat(62)}`,
      'it has 64 characters',
      { a: { children: { ['b'.repeat(62)]: DESERVED } } },
    ],
  ])("a name that is %s is told as the tenant's", (_, path, message, departments) => {
    const { app, tenants } = tenantsOf({ ...departments, fine: DESERVED });
    expect(findingsOf(app)).toEqual([
      expect.objectContaining({
        id: 'tenants/bad-name',
        place: 'fleet/tenants',
        value: path,
        message: expect.stringContaining(message),
      }),
    ]);
    expect(() => tenants.queue(path)).toThrow('tenants/bad-name');
    expect(tenants.queue('fine').queueName).toBe('fine');
  });

  test('what is below a tenant with a bad name is told by the names that are wrong, and no queue', () => {
    const { app, tenants } = tenantsOf({ All: { children: { fine: DESERVED, Bad: DESERVED } } });
    expect(findingsOf(app).map(({ id, value }) => [id, value])).toEqual([
      ['tenants/bad-name', 'All'],
      ['tenants/bad-name', 'All/Bad'],
    ]);
    expect(() => tenants.queue('All/fine')).toThrow('the name "All" of a tenant');
    expect(Object.keys(queuesIn(app, 'a'))).toEqual(['tenants']);
  });

  test('a member without Volcano, and members named in the scope of one', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember() } });
    new TenantQueues(fleet.member('a'), 'tenants', { departments: DEPARTMENTS, to: fleet });
    expect(idsOf(app)).toEqual(expect.arrayContaining(['tenants/one-member', 'tenants/no-volcano']));
  });
});
