import { ApiObject } from 'cdk8s';
import {
  Gpu,
  type MemberProps,
  TenantQueues,
  TrainingJob,
  TrainingQueue,
  VolcanoScheduler,
  type VolcanoSchedulerProps,
} from '../lib';
import { SCHEDULER_KEY } from '../lib/core/scheduler';
import { findingsOf } from '../lib/testing';
import { deployment, gpuMember, idsOf, twoMembers } from './support';

const volcano = { volcano: '1.15' } as const;

/** A ConfigMap by hand. */
function byHand(text: string) {
  const { app, fleet } = twoMembers(volcano);
  new ApiObject(fleet.member('a'), 'conf', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'volcano-scheduler-configmap', namespace: 'volcano-system' },
    data: { [SCHEDULER_KEY]: text },
  });
  return { app, fleet };
}

describe('bad input', () => {
  const plugins = (...names: string[]) =>
    `tiers: [{plugins: [${names.map((name) => `{name: ${name}}`).join(', ')}]}]\n`;

  test.each<[string, string]>([
    ['scheduler/unreadable', 'actions: [unclosed'],
    ['scheduler/unreadable', 'tiers: []'],
    ['scheduler/unknown-action', 'actions: "enqueue, alocate"'],
    ['scheduler/unknown-plugin', `actions: allocate\n${plugins('capacty')}`],
    ['scheduler/unknown-option', 'actions: allocate\ntiers: [{plugins: [{name: capacity, enabledHierarchy: true}]}]'],
    ['scheduler/duplicate', 'actions: "allocate, allocate"'],
    ['scheduler/evicts-for-nobody', `actions: "enqueue, allocate, reclaim"\n${plugins('capacity', 'overcommit')}`],
    [
      'scheduler/evicts-for-nobody',
      'actions: "enqueue, reclaim"\ntiers: [{plugins: [{name: capacity, enableHierarchy: true}]}]',
    ],
    ['scheduler/duplicate', `actions: allocate\n${plugins('gang', 'gang')}`],
    ['scheduler/exclusive-plugins', `actions: allocate\n${plugins('capacity', 'proportion')}`],
    [
      'scheduler/exclusive-plugins',
      'actions: allocate\ntiers: [{plugins: [{name: drf, enableHierarchy: true}, {name: proportion}]}]',
    ],
    ['scheduler/reclaim-without-shares', `actions: "allocate, reclaim"\n${plugins('gang')}`],
    [
      'scheduler/shares-not-asked',
      'actions: "allocate, reclaim"\ntiers: [{plugins: [{name: gang}]}, {plugins: [{name: capacity}]}]',
    ],
  ])('%s for %j', (id, text) => {
    expect(idsOf(byHand(text).app)).toEqual([id]);
  });

  test('a misspelt name is told with the one that is meant', () => {
    expect(findingsOf(byHand(`actions: allocate\n${plugins('capacty')}`).app)).toMatchObject([
      { value: 'capacty', fix: "Did you mean 'capacity'?" },
    ]);
  });

  test('a configuration by hand that lacks what a queue needs', () => {
    const { app, fleet } = byHand(`actions: allocate\n${plugins('capacity', 'gang')}`);
    const parent = new TrainingQueue(fleet.member('a'), 'parent', { deserved: { gpus: 8 } });
    new TrainingQueue(fleet.member('a'), 'child', { parent });
    expect(findingsOf(app)).toMatchObject([
      { id: 'scheduler/need-not-met', place: `${parent.node.path}/Resource`, value: ['the action reclaim'] },
      { id: 'scheduler/need-not-met', value: ['enableHierarchy: true of the plugin capacity'] },
    ]);
  });

  test('a configuration by hand that lacks what a bound queue and its child need', () => {
    const { app, fleet } = byHand(`actions: allocate\n${plugins('capacity, enableHierarchy: true', 'nodegroup')}`);
    const parent = new TrainingQueue(fleet.member('a'), 'parent', { nodeGroups: ['fast'] });
    new TrainingQueue(fleet.member('a'), 'child', { parent });
    expect(findingsOf(app).filter(({ id }) => id === 'scheduler/need-not-met')).toMatchObject([
      { place: `${parent.node.path}/Resource`, value: ['strict: false of the plugin nodegroup'] },
      { value: ['enableHierarchy: true of the plugin nodegroup'] },
    ]);
  });

  test('a configuration by hand that lacks what a job needs, in the member that gets it', () => {
    const { app, fleet } = byHand(`actions: allocate\n${plugins('gang')}`);
    const job = new TrainingJob(fleet, 'near', {
      queue: TrainingQueue.fromName('default'),
      networkTopology: { highestTierAllowed: 1 },
      tasks: { trainer: { image: 'registry.internal/train:1', replicas: 1, cpu: 1, topologyPolicy: 'restricted' } },
    });
    // a gets it, the first by name
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'scheduler/need-not-met',
        place: `${job.node.path}/Resource`,
        value: ['the plugin network-topology-aware'],
      },
      { id: 'scheduler/need-not-met', value: ['the plugin numa-aware'] },
    ]);
  });

  describe('a pool that grows with what is asked of it', () => {
    function growing(engines: MemberProps['engines'] = {}) {
      const pool = { name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 1, gpusPerNode: 8, autoscaling: { min: 0, max: 8 } };
      return twoMembers({ ...volcano, members: { a: { kubernetes: '1.34', pools: [pool], engines }, b: gpuMember() } });
    }

    test('where a tuned scheduler lets in only what there is room for', () => {
      const { app, fleet } = growing();
      const plugins = {
        overcommit: { arguments: { 'overcommit-factor': 2 } },
        proportion: { enableJobEnqueued: true },
      };
      const { objects } = new VolcanoScheduler(fleet, 'scheduler', { plugins });
      new TrainingQueue(fleet, 'q');
      expect(findingsOf(app)).toMatchObject([
        { id: 'scheduler/grows-for-nobody', place: objects.a!.node.path, value: ['proportion', 'overcommit'] },
      ]);
    });

    test('where a scheduler by hand lets in everything', () => {
      const { app, fleet } = growing();
      const configuration = { actions: ['allocate'], tiers: [[{ name: 'proportion' }, { name: 'gang' }]] };
      new VolcanoScheduler(fleet, 'scheduler', { configuration });
      new TrainingQueue(fleet, 'q');
      expect(findingsOf(app)).toEqual([]);
    });

    test('where nobody says how the scheduler is configured', () => {
      const { app, fleet } = growing();
      new TrainingQueue(fleet, 'q');
      expect(findingsOf(app)).toMatchObject([
        {
          id: 'scheduler/not-known',
          value: 'a',
          place: `${fleet.member('a').node.path}/q`,
          message: expect.stringContaining("pool 'v100' grows"),
        },
      ]);
    });

    test('and neither Volcano nor anything for it is there', () => {
      for (const engines of [{}, { volcano: null }]) {
        const { app, fleet } = growing(engines);
        deployment(fleet.member('a'), 'web', 1);
        expect(findingsOf(app)).toEqual([]);
      }
    });
  });

  test('a job that needs something of a scheduler about which the program says nothing', () => {
    const { app, fleet } = twoMembers(volcano);
    const job = new TrainingJob(fleet, 'near', {
      queue: TrainingQueue.fromName('default'),
      networkTopology: { highestTierAllowed: 1 },
      tasks: { trainer: { image: 'registry.internal/train:1', replicas: 1 } },
    });
    expect(findingsOf(app)).toMatchObject([
      { id: 'scheduler/not-known', severity: 'warning', value: 'a', place: `${job.node.path}/Resource` },
    ]);
  });

  test('two configurations of one scheduler, typed and by hand', () => {
    const { app, fleet } = byHand(`actions: allocate\n${plugins('gang')}`);
    new VolcanoScheduler(fleet.member('a'), 'second');
    expect(idsOf(app)).toEqual(['scheduler/two-configurations']);
  });

  test('a tree of tenants beside a scheduler of the program, and the way out', () => {
    const { app, fleet } = twoMembers(volcano);
    const departments = { one: { deserved: { gpus: 8 } } };
    new VolcanoScheduler(fleet, 'scheduler');
    new TenantQueues(fleet, 'tenants', { departments });
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'scheduler/two-configurations',
        value: 'volcano-scheduler-configmap',
        fix: expect.stringContaining('null'),
      },
      { id: 'scheduler/two-configurations' },
    ]);

    const { app: another, fleet: same } = twoMembers(volcano);
    const scheduler = new VolcanoScheduler(same, 'scheduler');
    new TenantQueues(same, 'tenants', { departments, scheduler });
    expect(findingsOf(another)).toEqual([]);
  });

  test('what is left out in spite of a need', () => {
    const { app, fleet } = twoMembers(volcano);
    new VolcanoScheduler(fleet, 'scheduler', { plugins: { capacity: null } });
    new TrainingQueue(fleet.member('a'), 'q', { deserved: { gpus: 8 } });
    expect(idsOf(app)).toEqual(['scheduler/reclaim-without-shares', 'scheduler/need-not-met']);
  });

  test('a queue that needs something of a scheduler about which the program says nothing', () => {
    const { app, fleet } = twoMembers(volcano);
    new TrainingQueue(fleet, 'q', { deserved: { gpus: 8 } });
    expect(findingsOf(app)).toMatchObject([
      { id: 'scheduler/not-known', severity: 'warning', value: 'a', place: `${fleet.member('a').node.path}/q` },
      { id: 'scheduler/not-known', value: 'b' },
    ]);
  });

  test.each<[string, VolcanoSchedulerProps<'a' | 'b'>]>([
    ['scheduler/no-members', { to: [] }],
    ['scheduler/unknown-member', { to: ['a', 'bb'] as never }],
  ])('%s for %j', (id, props) => {
    const { app, fleet } = twoMembers(volcano);
    new VolcanoScheduler(fleet, 'scheduler', props);
    expect(idsOf(app)).toEqual([id]);
  });

  test('a member without Volcano, and members named in the scope of one', () => {
    const { app, fleet } = twoMembers();
    new VolcanoScheduler(fleet.member('a'), 'scheduler', { to: fleet.member('b') });
    expect(idsOf(app)).toEqual(['scheduler/one-member', 'scheduler/no-volcano']);
  });
});
