import { ApiObject } from 'cdk8s';
import { parse } from 'yaml';
import {
  type FleetApp,
  Gpu,
  GpuSharing,
  TenantQueues,
  TrainingJob,
  TrainingQueue,
  VolcanoScheduler,
  type VolcanoSchedulerProps,
  WholePropagation,
} from '../lib';
import { SCHEDULER_KEY } from '../lib/core/scheduler';
import { NODE_GROUP_LABEL } from '../lib/plan/node-groups';
import { findingsOf, manifestsOf } from '../lib/testing';
import { twoMembers } from './support';

const volcano = { volcano: '1.15' } as const;
const idsOf = (app: FleetApp) => findingsOf(app).map(({ id }) => id);

/** What the scheduler of a member reads. */
function configurationIn(app: FleetApp, member: string) {
  const [configMap] = manifestsOf(app, { kind: 'ConfigMap', target: `fleet/members/${member}` });
  const text = (configMap as unknown as { data: Record<string, string> }).data[SCHEDULER_KEY]!;
  return parse(text) as { actions: string; tiers: { plugins: { name: string; arguments?: object }[] }[] };
}

const pluginsIn = (app: FleetApp, member: string) =>
  configurationIn(app, member).tiers.flatMap(({ plugins }) => plugins);

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

describe('VolcanoScheduler', () => {
  test('writes the shipped configuration where nothing is needed besides, and packs GPUs', () => {
    const { app, fleet } = twoMembers(volcano);
    const { members } = new VolcanoScheduler(fleet, 'scheduler');
    expect(members).toEqual(['a', 'b']);
    expect(manifestsOf(app, { kind: 'ConfigMap', target: 'fleet/members/a' })).toMatchObject([
      { metadata: { name: 'volcano-scheduler-configmap', namespace: 'volcano-system' } },
    ]);
    expect(configurationIn(app, 'a')).toEqual({
      actions: 'enqueue, allocate, backfill',
      tiers: [
        {
          plugins: [
            { name: 'priority' },
            { name: 'gang', enablePreemptable: false },
            { name: 'conformance' },
            { name: 'overcommit' },
            { name: 'drf', enablePreemptable: false },
            { name: 'predicates' },
            { name: 'proportion' },
            { name: 'nodeorder' },
            {
              name: 'binpack',
              arguments: {
                'binpack.weight': 10,
                'binpack.cpu': 0,
                'binpack.memory': 0,
                'binpack.resources': 'nvidia.com/gpu',
                'binpack.resources.nvidia.com/gpu': 10,
              },
            },
          ],
        },
      ],
    });
    expect(findingsOf(app)).toEqual([]);
  });

  test('packs what each pool hands out of its GPUs, and nothing where there are none', () => {
    const pool = { gpu: Gpu.nvidia('A100-80GB'), nodes: 1, gpusPerNode: 2 };
    const pools = [
      { ...pool, name: 'whole' },
      { ...pool, name: 'mig', sharing: GpuSharing.mig({ '3g.40gb': 2 }) },
      { ...pool, name: 'vgpu', sharing: GpuSharing.vgpu() },
      { ...pool, name: 'dra', sharing: GpuSharing.dra() },
    ];
    const cpus = [{ name: 'cpus', nodes: 2, cpu: 8, memory: '32Gi' }];
    const members = { a: { kubernetes: '1.34', pools }, b: { kubernetes: '1.34', pools: cpus } };
    const { app, fleet } = twoMembers({ ...volcano, members });
    new VolcanoScheduler(fleet, 'scheduler');
    const a = pluginsIn(app, 'a');
    expect(a.find(({ name }) => name === 'binpack')?.arguments).toMatchObject({
      'binpack.resources': 'nvidia.com/gpu, nvidia.com/mig-3g.40gb, volcano.sh/vgpu-cores',
      'binpack.resources.volcano.sh/vgpu-cores': 10,
    });
    expect(a.find(({ name }) => name === 'deviceshare')?.arguments).toEqual({
      'deviceshare.VGPUEnable': true,
      'deviceshare.SchedulePolicy': 'binpack',
      'deviceshare.ScheduleWeight': 10,
    });
    expect(pluginsIn(app, 'b')).toContainEqual({ name: 'binpack' });
  });

  test('follows the queues of each member, also those that are created later or written by hand', () => {
    const { app, fleet } = twoMembers(volcano);
    new VolcanoScheduler(fleet, 'scheduler');
    const parent = new TrainingQueue(fleet.member('a'), 'parent', { deserved: { gpus: 8 } });
    new TrainingQueue(fleet.member('a'), 'child', { parent });
    new ApiObject(fleet.member('b'), 'plain', {
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'Queue',
      metadata: { name: 'plain' },
      spec: { parent: 'root', deserved: { cpu: 4 } },
    });
    expect(findingsOf(app)).toEqual([]);
    expect(configurationIn(app, 'a').actions).toBe('enqueue, allocate, reclaim, backfill');
    const [a, b] = ['a', 'b'].map((member) => pluginsIn(app, member));
    // what lets in only what there is room for would have nothing evicted
    expect(a).toContainEqual({ name: 'capacity', enableHierarchy: true, enableJobEnqueued: false });
    expect(a!.map(({ name }) => name)).not.toContain('overcommit');
    // it would not give up a pod of a gang that is complete
    expect(a).toContainEqual({ name: 'gang', enablePreemptable: false, enableReclaimable: false });
    expect(b).toContainEqual({ name: 'capacity' });
    expect([...a!, ...b!].map(({ name }) => name)).not.toContain('proportion');
  });

  test('binds queues to node groups, and lets those that are bound to none run elsewhere', () => {
    const pool = { gpu: Gpu.nvidia('V100'), nodes: 2, gpusPerNode: 8 };
    const fast = { ...pool, name: 'fast', labels: { [NODE_GROUP_LABEL]: 'fast' } };
    const member = { kubernetes: '1.34', pools: [fast, { ...pool, name: 'rest' }] };
    const { app, fleet } = twoMembers({ ...volcano, members: { a: member, b: member } });
    new VolcanoScheduler(fleet, 'scheduler');
    const bound = new TrainingQueue(fleet, 'bound', { nodeGroups: ['fast'] });
    // a queue inherits, where the scheduler reads the hierarchy
    new TrainingQueue(fleet.member('a'), 'child', { parent: bound });
    expect(findingsOf(app)).toEqual([]);
    const nodeGroup = { name: 'nodegroup', arguments: { strict: false } };
    expect(pluginsIn(app, 'a')).toContainEqual({ ...nodeGroup, enableHierarchy: true });
    expect(pluginsIn(app, 'b')).toContainEqual(nodeGroup);
  });

  test('follows the jobs that may come to each member', () => {
    const { app, fleet } = twoMembers(volcano);
    new VolcanoScheduler(fleet, 'scheduler');
    const queue = TrainingQueue.fromName('default');
    const trainer = { image: 'registry.internal/train:1', replicas: 2, cpu: 1 };
    const near = { highestTierAllowed: 1 };
    new TrainingJob(fleet, 'near', { queue, to: ['b'], networkTopology: near, tasks: { trainer } });
    new TrainingJob(fleet.member('a'), 'bound', {
      queue,
      tasks: { trainer: { ...trainer, topologyPolicy: 'restricted' } },
    });
    new TrainingJob(fleet.member('a'), 'not', { queue, tasks: { trainer: { ...trainer, topologyPolicy: 'none' } } });
    expect(findingsOf(app)).toEqual([]);
    const [a, b] = ['a', 'b'].map((member) => pluginsIn(app, member).map(({ name }) => name));
    expect([a!.includes('numa-aware'), a!.includes('network-topology-aware')]).toEqual([true, false]);
    expect([b!.includes('numa-aware'), b!.includes('network-topology-aware')]).toEqual([false, true]);
  });

  test('follows partitions, and jobs by hand whatever makes and sends them', () => {
    const { app, fleet } = twoMembers(volcano);
    new VolcanoScheduler(fleet, 'scheduler');
    const parts = { image: 'registry.internal/train:1', replicas: 2, partitionSize: 1, partitionTopology: {} };
    const queue = TrainingQueue.fromName('default');
    const job = new TrainingJob(fleet, 'parts', { queue, to: null, tasks: { parts } });
    new WholePropagation(fleet, 'sent', { of: job, to: ['a'] });
    new ApiObject(fleet.member('b'), 'nightly', {
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'CronJob',
      metadata: { name: 'nightly', namespace: 'default' },
      spec: { schedule: '0 1 * * *', jobTemplate: { spec: { tasks: [{ topologyPolicy: 'restricted' }] } } },
    });
    expect(pluginsIn(app, 'a')).toContainEqual({ name: 'network-topology-aware' });
    expect(pluginsIn(app, 'b')).toContainEqual({ name: 'numa-aware' });
    expect(idsOf(app).filter((id) => id.startsWith('scheduler/'))).toEqual([]);
  });

  test('is tuned by plugin: options are added, null leaves it out', () => {
    const { app, fleet } = twoMembers(volcano);
    const plugins = { binpack: { arguments: { 'binpack.weight': 1, 'binpack.cpu': 5 } }, overcommit: null, sla: {} };
    new VolcanoScheduler(fleet.member('a'), 'scheduler', { actions: ['allocate', 'backfill'], plugins });
    expect(configurationIn(app, 'a').actions).toBe('allocate, backfill');
    const named = pluginsIn(app, 'a');
    expect(named.find(({ name }) => name === 'binpack')?.arguments).toMatchObject({
      'binpack.weight': 1,
      'binpack.cpu': 5,
      'binpack.resources': 'nvidia.com/gpu',
    });
    expect(named).toContainEqual({ name: 'sla' });
    expect(named.map(({ name }) => name)).not.toContain('overcommit');
    expect(findingsOf(app)).toEqual([]);
  });

  test('a whole configuration by hand is written as it is', () => {
    const { app, fleet } = twoMembers(volcano);
    const configuration = {
      actions: ['allocate'],
      tiers: [[{ name: 'gang' }], [{ name: 'predicates' }]],
      configurations: [{ name: 'allocate', arguments: { x: 1 } }],
    };
    new VolcanoScheduler(fleet, 'scheduler', { configuration, namespace: 'batch', configMapName: 'conf' });
    expect(configurationIn(app, 'b')).toEqual({
      actions: 'allocate',
      tiers: [{ plugins: [{ name: 'gang' }] }, { plugins: [{ name: 'predicates' }] }],
      configurations: [{ name: 'allocate', arguments: { x: 1 } }],
    });
    expect(manifestsOf(app, { kind: 'ConfigMap' })[0]).toMatchObject({
      metadata: { name: 'conf', namespace: 'batch' },
    });
  });
});

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
