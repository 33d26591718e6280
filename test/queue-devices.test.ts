import {
  FleetApp,
  GpuClaim,
  GpuFleet,
  GpuRequest,
  GpuSharing,
  type NodePoolProps,
  type QueueAmounts,
  TenantQueues,
  TrainingJob,
  TrainingQueue,
  type TrainingTask,
  VolcanoScheduler,
} from '../lib';
import { objectAt } from '../lib/core/fields';
import { findingsOf, manifestsOf } from '../lib/testing';
import { idsOf, poolWith } from './gpu-support';

const GPU = 'nvidia.com/gpu';
const MIG = 'nvidia.com/mig-1g.10gb';
const MEMORY = 'volcano.sh/vgpu-memory';
const CLAIMED = 'deviceclass/gpu.nvidia.com';

const whole = poolWith(GpuSharing.whole(), { name: 'whole' });
const mig = poolWith(GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 4 }), { name: 'mig' });
const renamed = poolWith(GpuSharing.timeSlices(8, { rename: true }), { name: 'slices' });
const virtual = poolWith(GpuSharing.vgpu(), { name: 'virtual' });
const claimed = poolWith(GpuSharing.dra(), { name: 'claimed' });

/** A fleet whose members have these pools, two nodes of four cards each, with what queues need of its schedulers. */
function fleetOf(...members: readonly (readonly NodePoolProps[])[]) {
  const app = new FleetApp();
  const named = members.map((pools, i) => [['a', 'b'][i], { kubernetes: '1.34', pools }] as const);
  const fleet = new GpuFleet<string>(app, 'fleet', { volcano: '1.15', members: Object.fromEntries(named) });
  new VolcanoScheduler(fleet, 'scheduler');
  return { app, fleet };
}

function queueOf(capability: QueueAmounts, ...members: readonly (readonly NodePoolProps[])[]) {
  const { app, fleet } = fleetOf(...members);
  return { app, fleet, queue: new TrainingQueue(fleet, 'q', { capability }) };
}

function capabilityIn(app: FleetApp, member: string, name = 'q'): unknown {
  const queues = manifestsOf(app, { kind: 'Queue', target: `fleet/members/${member}` });
  return objectAt(queues.find(({ metadata }) => metadata.name === name)!, 'spec').capability;
}

describe('devices of a queue', () => {
  test('are bounded by the names that pools offer, and divided by what each member has of them', () => {
    const devices = { [MIG]: 12, 'nvidia.com/gpu.shared': 16, [MEMORY]: 100 };
    const { app } = queueOf({ cpu: 100, gpus: 4, devices }, [whole, mig, renamed], [mig, virtual]);
    expect(idsOf(app)).toEqual([]);
    expect(capabilityIn(app, 'a')).toEqual({ cpu: '60', [GPU]: 4, [MIG]: 6, 'nvidia.com/gpu.shared': 16 });
    expect(capabilityIn(app, 'b')).toEqual({ cpu: '40', [MIG]: 6, [MEMORY]: 100 });
  });

  test('a member whose pool has no nodes yet is left out where others have some, and not where nobody has', () => {
    const empty = { ...whole, nodes: 0, autoscaling: { min: 0, max: 8 } };
    const some = queueOf({ gpus: 8 }, [whole], [empty]);
    expect([some.queue.members, idsOf(some.app)]).toEqual([['a'], []]);
    const { members } = queueOf({ gpus: 8, devices: { [MIG]: 1 } }, [empty], [{ ...mig, nodes: 0 }]).queue;
    expect(members).toEqual(['a', 'b']);
    expect(queueOf({ gpus: 8 }, [empty]).queue.quota.shares).toEqual({ a: { capability: { [GPU]: 8 } } });
  });

  test('take the queue to the members that offer them', () => {
    expect(queueOf({ devices: { [MIG]: 8 } }, [mig], [whole]).queue.members).toEqual(['a']);
  });

  test('are guaranteed and deserved as GPUs are', () => {
    const { app, fleet } = fleetOf([mig]);
    const bounds = { guarantee: { devices: { [MIG]: 4 } }, deserved: { devices: { [MIG]: 8 } } };
    new TrainingQueue(fleet, 'q', bounds);
    expect(idsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Queue' })).toMatchObject([
      { spec: { deserved: { [MIG]: 8 }, guarantee: { resource: { [MIG]: 4 } } } },
    ]);
  });

  test('are held against what the pools have, claimed cards, too', () => {
    expect(idsOf(queueOf({ devices: { [CLAIMED]: 8 } }, [claimed]).app)).toEqual([]);
    expect(idsOf(queueOf({ devices: { [CLAIMED]: 9 } }, [claimed]).app)).toEqual(['queue/capability-over-capacity']);
    expect(idsOf(queueOf({ devices: { [MIG]: 33 } }, [mig]).app)).toEqual(['queue/capability-over-capacity']);
  });

  test('claimed cards need the plugin that looks at them', () => {
    const { app } = queueOf({ devices: { [CLAIMED]: 8 } }, [claimed]);
    expect(manifestsOf(app, { kind: 'ConfigMap' })).toMatchObject([
      { data: { 'volcano-scheduler.conf': expect.stringContaining('name: capacity') } },
    ]);
  });

  test('a gang that is larger than they are', () => {
    const { app, queue } = queueOf({ devices: { [MIG]: 2 } }, [mig]);
    queue.addJob('job', { tasks: { main: task({ replicas: 3, gpu: GpuRequest.mig('1g.10gb') }) } });
    expect(findingsOf(app, 'training/gang-over-capability')).toMatchObject([{ value: MIG }]);
  });

  test.each<[string, QueueAmounts, readonly (readonly NodePoolProps[])[]]>([
    ['queue/device-not-offered', { devices: { 'nvidia.com/mig-1g.20gb': 8 } }, [[mig]]],
    ['queue/bad-amount', { devices: { [MIG]: 0.5 } }, [[mig]]],
    ['queue/bad-amount', { devices: { [MIG]: Number.NaN } }, [[mig]]],
    ['queue/bad-amount', { gpus: 4, devices: { [GPU]: 4 } }, [[whole]]],
    ['queue/mixed-gpus', { devices: { [MEMORY]: 64 } }, [[virtual], [poolWith(GpuSharing.vgpu({ unitMiB: 512 }))]]],
    [
      'queue/mixed-gpus',
      { devices: { 'nvidia.com/gpu.shared': 64 } },
      [[renamed], [poolWith(GpuSharing.mps(4, { rename: true }))]],
    ],
  ])('%s for %j', (id, capability, members) => {
    expect(idsOf(queueOf(capability, ...members).app)).toEqual([id]);
  });

  test('a name that is nearly one of the pools', () => {
    const { app } = queueOf({ devices: { 'nvidia.com/mig-1g.11gb': 8 } }, [mig]);
    expect(findingsOf(app, 'queue/device-not-offered')).toMatchObject([
      { value: 'nvidia.com/mig-1g.11gb', fix: expect.stringContaining(`Did you mean ${MIG}?`) },
    ]);
  });

  test('claims are not kept for anybody', () => {
    const { app, fleet } = fleetOf([claimed]);
    const amounts = { devices: { [CLAIMED]: 4 } };
    new TrainingQueue(fleet, 'q', { deserved: amounts, guarantee: amounts });
    expect(idsOf(app).filter((id) => id === 'queue/claims-not-kept')).toHaveLength(2);
  });

  test('a name without a vendor does not compile', () => {
    // @ts-expect-error the resource is nvidia.com/mig-1g.10gb
    const amounts: QueueAmounts = { devices: { 'mig-1g.10gb': 8 } };
    expect(idsOf(queueOf(amounts, [mig]).app)).toContain('queue/device-not-offered');
  });
});

describe('devices of tenants', () => {
  const departments = {
    research: { capability: { devices: { [MIG]: 8, [CLAIMED]: 4 } }, namespaces: ['research'] },
    product: { deserved: { devices: { [MIG]: 8 } }, guarantee: { devices: { [MIG]: 4 } } },
  };

  test('limit queues and namespaces, below a queue that has all parts of GPUs', () => {
    const { app, fleet } = fleetOf([whole, mig, claimed], [mig]);
    new TenantQueues(fleet, 'tenants', { departments, scheduler: null });
    expect(idsOf(app)).toEqual([]);
    const profile = 'nvidia.com/mig-3g.40gb';
    expect(capabilityIn(app, 'a', 'tenants')).toEqual({ [GPU]: 8, [MIG]: 32, [profile]: 8 });
    expect(capabilityIn(app, 'b', 'tenants')).toEqual({ [MIG]: 32, [profile]: 8 });
    expect(capabilityIn(app, 'a', 'research')).toEqual({ [MIG]: 4, [CLAIMED]: 4 });
    expect(capabilityIn(app, 'b', 'research')).toEqual({ [MIG]: 4 });
    const [limit] = manifestsOf(app, { kind: 'FederatedResourceQuota' });
    expect(limit?.spec).toMatchObject({
      overall: { [`requests.${MIG}`]: 8, 'gpu.nvidia.com.deviceclass.resource.k8s.io/devices': 4 },
      staticAssignments: [
        { clusterName: 'a', hard: { 'gpu.nvidia.com.deviceclass.resource.k8s.io/devices': 4 } },
        { clusterName: 'b', hard: { [`requests.${MIG}`]: 4 } },
      ],
    });
  });

  test('a name that nobody offers', () => {
    const { app, fleet } = fleetOf([mig]);
    const wrong = { research: { deserved: { devices: { 'nvidia.com/mig-1g.20gb': 8 } } } };
    new TenantQueues(fleet, 'tenants', { departments: wrong, scheduler: null, to: ['a'] });
    expect(idsOf(app)).toEqual(['queue/device-not-offered']);
  });
});

describe('pods of a queue that bounds GPUs', () => {
  const unbounded = (app: FleetApp) => findingsOf(app, 'queue/gpus-not-bounded');

  test('ask for GPUs that it bounds: MIG devices beside bounded cards', () => {
    const { app, queue } = queueOf({ gpus: 2 }, [whole, mig]);
    queue.addJob('job', { tasks: { main: task({ replicas: 28, gpu: GpuRequest.mig('1g.10gb') }) } });
    expect(unbounded(app)).toMatchObject([
      {
        severity: 'warning',
        value: [MIG],
        message: `Job 'job' asks for ${MIG} in member 'a', and queue 'q' bounds ${GPU} only.`,
        fix: expect.stringContaining(`devices: { '${MIG}': ... } to the capability of queue 'q'`),
      },
    ]);
  });

  test.each<[string, QueueAmounts, Partial<TrainingTask>, NodePoolProps]>([
    ['the same profile', { devices: { [MIG]: 8 } }, { gpu: GpuRequest.mig('1g.10gb') }, mig],
    ['cards of virtual GPUs', { devices: { 'volcano.sh/vgpu-number': 8 } }, vgpu({ memoryGiB: 8 }), virtual],
    ['their memory, where it is asked for', { devices: { [MEMORY]: 64 } }, vgpu({ memoryGiB: 8 }), virtual],
    ['no GPUs at all', { cpu: 64 }, { gpu: GpuRequest.mig('1g.10gb') }, mig],
    ['whole ones', { gpus: 8 }, { gpus: 1 }, whole],
  ])('are fine: %s', (_, capability, asks, pool) => {
    const { app, queue } = queueOf(capability, [pool]);
    queue.addJob('job', { tasks: { main: task(asks) } });
    expect(unbounded(app)).toEqual([]);
  });

  test('are told of memory that is not asked for: they get all of a card', () => {
    const { app, queue } = queueOf({ devices: { [MEMORY]: 64 } }, [virtual]);
    queue.addJob('job', { tasks: { main: task(vgpu({})) } });
    expect(unbounded(app)).toMatchObject([{ value: ['volcano.sh/vgpu-number'] }]);
  });

  test('are held to the nearest queue that bounds GPUs', () => {
    const { app, fleet } = fleetOf([whole, mig]);
    const research = { capability: { gpus: 2 } };
    const tenants = new TenantQueues(fleet, 'tenants', { departments: { research, free: {} }, scheduler: null });
    const tasks = { main: task({ gpu: GpuRequest.mig('1g.10gb') }) };
    tenants.queue('free').addJob('free', { tasks });
    expect(unbounded(app)).toEqual([]);
    tenants.queue('research').addJob('held', { tasks });
    expect(unbounded(app)).toMatchObject([{ message: expect.stringContaining("queue 'research' bounds") }]);
  });

  test('claim cards of a class that their own queue bounds', () => {
    const { app, fleet } = fleetOf([whole, claimed]);
    const claim = GpuRequest.claim(new GpuClaim(fleet, 'card'));
    const jobIn = (id: string, queue: TrainingQueue) =>
      new TrainingJob(fleet, id, { queue, namespace: 'default', tasks: { main: task({ gpu: claim }) } });
    jobIn('bounded', new TrainingQueue(fleet, 'one', { capability: { devices: { [CLAIMED]: 2 } } }));
    expect(unbounded(app)).toEqual([]);
    jobIn('unbounded', new TrainingQueue(fleet, 'two', { capability: { gpus: 2 } }));
    expect(unbounded(app)).toMatchObject([{ value: [CLAIMED] }]);
    const parent = new TrainingQueue(fleet, 'above', { capability: { devices: { [CLAIMED]: 2 } } });
    jobIn('forgotten', new TrainingQueue(fleet, 'below', { parent }));
    expect(unbounded(app)).toMatchObject([{}, { fix: expect.stringContaining("capability of queue 'below'") }]);
  });
});

function task(asks: Partial<TrainingTask>): TrainingTask {
  return { replicas: 1, image: 'registry.internal/train:1', cpu: 0.1, ...asks };
}

function vgpu(props: { readonly memoryGiB?: number }): Partial<TrainingTask> {
  return { gpu: GpuRequest.vgpu(props) };
}
