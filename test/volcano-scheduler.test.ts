import { ApiObject } from 'cdk8s';
import { parse } from 'yaml';
import { type FleetApp, Gpu, GpuSharing, TrainingJob, TrainingQueue, VolcanoScheduler, WholePropagation } from '../lib';
import { SCHEDULER_KEY } from '../lib/core/scheduler';
import { NODE_GROUP_LABEL } from '../lib/plan/node-groups';
import { findingsOf, manifestsOf } from '../lib/testing';
import { idsOf, twoMembers } from './support';

const volcano = { volcano: '1.15' } as const;

/** What the scheduler of a member reads. */
function configurationIn(app: FleetApp, member: string) {
  const [configMap] = manifestsOf(app, { kind: 'ConfigMap', target: `fleet/members/${member}` });
  const text = (configMap as unknown as { data: Record<string, string> }).data[SCHEDULER_KEY]!;
  return parse(text) as { actions: string; tiers: { plugins: { name: string; arguments?: object }[] }[] };
}

const pluginsIn = (app: FleetApp, member: string) =>
  configurationIn(app, member).tiers.flatMap(({ plugins }) => plugins);

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

  test('lets jobs in before there are nodes where a pool grows with what is asked of it', () => {
    const pool = { name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 0, gpusPerNode: 8 };
    const growing = { kubernetes: '1.34', pools: [{ ...pool, autoscaling: { min: 0, max: 8 } }] };
    const { app, fleet } = twoMembers({ ...volcano, members: { a: growing, b: growing } });
    new VolcanoScheduler(fleet, 'scheduler');
    new TrainingQueue(fleet.member('b'), 'q', { guarantee: { cpu: 1 } });
    const [a, b] = ['a', 'b'].map((member) => pluginsIn(app, member));
    expect(a).toContainEqual({ name: 'proportion', enableJobEnqueued: false });
    expect(b).toContainEqual({ name: 'capacity', enableJobEnqueued: false });
    expect([...a!, ...b!].map(({ name }) => name)).not.toContain('overcommit');
    expect(idsOf(app).filter((id) => id.startsWith('scheduler/'))).toEqual([]);
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
