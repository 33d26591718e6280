import {
  FleetApp,
  GpuClaim,
  GpuFleet,
  GpuRequest,
  GpuSharing,
  type NodePoolProps,
  planOf,
  TrainingJob,
  TrainingQueue,
  type TrainingTask,
} from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { A100, idsOf, poolWith, sharedFleet } from './gpu-support';

describe('GpuRequest', () => {
  const image = 'registry.internal/train:1';

  /** A job in member a with one task that asks so. */
  function asking(pools: readonly NodePoolProps[], task: Partial<TrainingTask>, to: readonly ('a' | 'b')[] = ['a']) {
    const { app, fleet } = sharedFleet(pools);
    const queue = TrainingQueue.fromName('default', { members: ['a', 'b'] });
    const job = new TrainingJob(fleet, 'job', {
      queue,
      namespace: 'ml',
      to,
      tasks: { main: { replicas: 1, image, ...task } },
    });
    const [manifest] = manifestsOf(app, { kind: 'Job' });
    const [main] = (manifest!.spec as unknown as { tasks: { template: { spec: PodSpec } }[] }).tasks;
    return { app, fleet, job, pod: main!.template.spec };
  }
  interface PodSpec {
    readonly resourceClaims?: unknown;
    readonly containers: readonly { readonly resources?: { readonly limits?: unknown; readonly claims?: unknown } }[];
  }
  const limitsOf = ({ pod }: { readonly pod: PodSpec }) => pod.containers[0]!.resources?.limits;

  test('becomes the names and amounts of the pools', () => {
    const renamed = poolWith(GpuSharing.timeSlices(8, { rename: true }));
    expect(limitsOf(asking([renamed], { gpu: GpuRequest.slices() }))).toEqual({ 'nvidia.com/gpu.shared': 1 });
    const usual = poolWith(GpuSharing.mps(4));
    expect(limitsOf(asking([usual], { gpu: GpuRequest.slices() }))).toEqual({ 'nvidia.com/gpu': 1 });
    const mig = poolWith(GpuSharing.mig({ '1g.10gb': 7 }));
    expect(limitsOf(asking([mig], { gpu: GpuRequest.mig('1g.10gb', 2) }))).toEqual({ 'nvidia.com/mig-1g.10gb': 2 });
    const vgpu = poolWith(GpuSharing.vgpu({ unitMiB: 512 }));
    expect(limitsOf(asking([vgpu], { gpu: GpuRequest.vgpu({ memoryGiB: 20, cores: 25 }) }))).toEqual({
      'volcano.sh/vgpu-number': 1,
      'volcano.sh/vgpu-memory': 40,
      'volcano.sh/vgpu-cores': 25,
    });
  });

  test('with a model is held to the nodes of its pools, by the labels that these have', () => {
    const slices = poolWith(GpuSharing.timeSlices(8));
    const whole = poolWith(GpuSharing.whole(), { name: 'q' });
    const product = 'NVIDIA-A100-SXM4-80GB';
    expect(asking([slices], { gpus: 1, gpuModel: A100 }).pod).toMatchObject({
      nodeSelector: { 'nvidia.com/gpu.product': `${product}-SHARED` },
    });
    const { app } = asking([slices], { gpus: 1, gpuModel: A100, cpu: 1 });
    expect(planOf(app.compile()).fleets.fleet!.members.a!.pools.p).toMatchObject({ used: { gpus: 1 } });
    const pinned = { key: 'rack', operator: 'In', values: ['r1'] };
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [pinned] }] },
    };
    const { pod } = asking([slices, whole], { gpus: 1, gpuModel: A100, pod: { affinity: { nodeAffinity } } });
    expect(pod).not.toHaveProperty('nodeSelector');
    expect(pod).toMatchObject({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  pinned,
                  { key: 'nvidia.com/gpu.product', operator: 'In', values: [`${product}-SHARED`, product] },
                ],
              },
            ],
          },
        },
      },
    });
  });

  test('memory is asked for as the driver of the class says it', () => {
    const other = {
      name: 'other',
      sharing: GpuSharing.dra({ deviceClass: 'vfio.nvidia.com', driver: 'vfio.example.com' }),
    };
    const { app, fleet } = sharedFleet([poolWith(GpuSharing.dra()), { ...poolWith(GpuSharing.dra()), ...other }]);
    new GpuClaim(fleet, 'first', { memoryGiB: 70 });
    new GpuClaim(fleet, 'second', { memoryGiB: 70, deviceClass: 'vfio.nvidia.com' });
    const claims = manifestsOf(app, { kind: 'ResourceClaimTemplate' }).map(({ spec }) => JSON.stringify(spec));
    expect(claims).toEqual([
      expect.stringContaining("device.capacity['gpu.nvidia.com']"),
      expect.stringContaining("device.capacity['vfio.example.com']"),
    ]);
  });

  test('a claim is one of the pod, which its container has', () => {
    const { app, fleet } = sharedFleet([poolWith(GpuSharing.dra())]);
    const claim = new GpuClaim(fleet, 'two-cards', { count: 2, memoryGiB: 70, namespace: 'ml' });
    new TrainingJob(fleet, 'job', {
      queue: TrainingQueue.fromName('default', { members: ['a'] }),
      namespace: 'ml',
      tasks: { main: { replicas: 1, image, gpu: GpuRequest.claim(claim) } },
    });
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'ResourceClaimTemplate' })).toMatchObject([
      {
        metadata: { name: 'two-cards', namespace: 'ml' },
        spec: {
          spec: {
            devices: {
              requests: [
                {
                  name: 'gpu',
                  exactly: {
                    deviceClassName: 'gpu.nvidia.com',
                    count: 2,
                    selectors: [
                      {
                        cel: {
                          expression: "device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('70Gi')) >= 0",
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        },
      },
    ]);
    expect(manifestsOf(app, { kind: 'Job' })[0]!.spec).toMatchObject({
      tasks: [
        {
          template: {
            spec: {
              resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'two-cards' }],
              containers: [{ resources: { claims: [{ name: 'gpu' }] } }],
            },
          },
        },
      ],
    });
  });

  test('the plan counts slices as the nodes offer them', () => {
    const { app } = asking([poolWith(GpuSharing.timeSlices(8), { nodes: 1, gpusPerNode: 1 })], {
      gpus: 1,
      replicas: 8,
      cpu: 0.5,
    });
    expect(idsOf(app)).toEqual([]);
    const { members } = planOf(app.compile()).fleets.fleet!;
    expect(members.a!.pools.p).toMatchObject({ used: { gpus: 8 }, capacity: { gpus: 8 } });
  });

  const slices = poolWith(GpuSharing.timeSlices(4));
  const virtual = poolWith(GpuSharing.vgpu());

  test.each<[string, NodePoolProps, Partial<TrainingTask>, readonly string[]]>([
    ['both at once', slices, { gpus: 1, gpu: GpuRequest.slices() }, ['training/two-gpu-requests']],
    ['half a slice', slices, { gpu: GpuRequest.slices(0.5) }, ['training/bad-amount']],
    ['half a card', slices, { gpus: 0.5 }, ['training/bad-amount']],
    ['less than none', slices, { gpu: GpuRequest.slices(-1) }, ['training/bad-amount']],
    ['several slices', slices, { gpus: 2 }, ['training/several-slices']],
    [
      'several where that is refused',
      poolWith(GpuSharing.timeSlices(4, { refuseMoreThanOne: true })),
      { gpus: 2 },
      ['training/slices-refused'],
    ],
    ['several shares', poolWith(GpuSharing.mps(4)), { gpu: GpuRequest.slices(2) }, ['training/slices-refused']],
    [
      'memory on time slices',
      slices,
      { gpu: GpuRequest.slices(1, { memoryGiB: 20 }) },
      ['training/memory-not-isolated'],
    ],
    ['more than a card', slices, { gpu: GpuRequest.slices(1, { memoryGiB: 90 }) }, ['training/gpu-memory']],
    [
      'more than a share',
      poolWith(GpuSharing.mps(4)),
      { gpu: GpuRequest.slices(1, { memoryGiB: 21 }) },
      ['training/gpu-memory'],
    ],
    ['more than a card gives', virtual, { gpu: GpuRequest.vgpu({ memoryGiB: 75 }) }, ['training/gpu-memory']],
    ['part of a unit', virtual, { gpu: GpuRequest.vgpu({ memoryGiB: 1.5 }) }, ['training/bad-amount']],
    ['too many cores', virtual, { gpu: GpuRequest.vgpu({ cores: 101 }) }, ['training/bad-amount']],
  ])('%s: a finding', (_, pool, task, ids) => {
    expect(idsOf(asking([pool], task).app)).toEqual(ids);
  });

  const mig = poolWith(GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 4 }));
  const single = poolWith(GpuSharing.mig({ '1g.10gb': 7 }, { strategy: 'single' }));
  const shares = poolWith(GpuSharing.mps(4));
  const whole = poolWith(GpuSharing.whole());
  const claimed = poolWith(GpuSharing.dra());
  const claim = GpuRequest.claim(
    GpuClaim.fromName('theirs', { namespace: 'ml', deviceClass: 'gpu.nvidia.com', members: ['a'] }),
  );

  describe('memory that a task needs is that of what it is handed out', () => {
    test.each<[string, NodePoolProps, Partial<TrainingTask>, number]>([
      ['a card', whole, { gpus: 1 }, 80],
      ['a MIG device by its profile', mig, { gpu: GpuRequest.mig('1g.10gb') }, 10],
      ['a larger one', mig, { gpu: GpuRequest.mig('3g.40gb') }, 40],
      ['MIG devices that are called GPUs', single, { gpus: 1 }, 10],
      ['a share of MPS', shares, { gpus: 1 }, 20],
      ['one that is asked for by its name', shares, { gpu: GpuRequest.slices() }, 20],
      ['what is asked for of a virtual GPU', virtual, { gpu: GpuRequest.vgpu({ memoryGiB: 8 }) }, 8],
      ['all that a virtual GPU may have', virtual, { gpu: GpuRequest.vgpu() }, 74],
      ['a claimed card', claimed, { gpu: claim }, 80],
    ])('%s', (_, pool, task, most) => {
      expect(idsOf(asking([pool], { ...task, gpuMemoryGiB: most }).app)).toEqual([]);
      expect(idsOf(asking([pool], { ...task, gpuMemoryGiB: most + 1 }).app)).toEqual(['training/gpu-too-small']);
    });

    test('time slices have all of a card, and keep nobody to a part', () => {
      expect(idsOf(asking([slices], { gpus: 1, gpuMemoryGiB: 60 }).app)).toEqual(['training/memory-not-isolated']);
      expect(idsOf(asking([slices], { gpus: 1, gpuMemoryGiB: 90 }).app)).toEqual(['training/gpu-too-small']);
      const told = GpuRequest.slices(1, { memoryGiB: 60 });
      expect(idsOf(asking([slices], { gpu: told, gpuMemoryGiB: 60 }).app)).toEqual(['training/memory-not-isolated']);
    });

    test('pools that hand out nothing of the kind do not count', () => {
      const named = poolWith(GpuSharing.mig({ '7g.80gb': 1 }), { name: 'q' });
      expect(idsOf(asking([shares, named], { gpus: 1, gpuMemoryGiB: 60 }).app)).toEqual(['training/gpu-too-small']);
      expect(findingsOf(asking([shares], { gpus: 1, gpuMemoryGiB: 60 }).app, 'training/gpu-too-small')).toMatchObject([
        {
          message: "task 'main' needs 60 GiB in each GPU, and member 'a' gives it 1/4 of A100-80GB with 20 GiB.",
        },
      ]);
    });

    test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d is no memory', (gpuMemoryGiB) => {
      expect(idsOf(asking([whole], { gpus: 1, gpuMemoryGiB }).app)).toEqual(['training/bad-amount']);
    });
  });

  test('a name that no pool of its members has is found before it waits for ever', () => {
    const mig = poolWith(GpuSharing.mig({ '1g.10gb': 7 }));
    const { app } = asking([mig], { gpus: 1 });
    expect(findingsOf(app).find(({ id }) => id === 'training/gpu-not-offered')).toMatchObject({
      value: 'nvidia.com/gpu',
      message: "task 'main' asks for nvidia.com/gpu, and the pools of 'a' offer nvidia.com/mig-1g.10gb.",
    });
    expect(idsOf(asking([mig], { gpu: GpuRequest.mig('1g.20gb') }).app)).toContain('training/gpu-not-offered');
    expect(idsOf(asking([slices], { gpu: GpuRequest.vgpu() }).app)).toContain('training/gpu-not-offered');
  });

  test('members that count memory in different units do not get one job', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', {
      volcano: '1.15',
      members: {
        a: { kubernetes: '1.34', pools: [poolWith(GpuSharing.vgpu())] },
        b: { kubernetes: '1.34', pools: [poolWith(GpuSharing.vgpu({ unitMiB: 512 }))] },
      },
    });
    new TrainingJob(fleet, 'job', {
      queue: TrainingQueue.fromName('default', { members: ['a', 'b'] }),
      tasks: { main: { replicas: 1, image, gpu: GpuRequest.vgpu({ memoryGiB: 4 }) } },
    });
    expect(idsOf(app)).toEqual(['training/gpu-units']);
  });

  test('slices have one name in all members of a job', () => {
    const named = poolWith(GpuSharing.mps(4, { rename: true }), { name: 'q' });
    expect(idsOf(asking([slices, named], { gpu: GpuRequest.slices() }).app)).toEqual(['queue/ambiguous-gpu-resource']);
  });

  test('a claim is where the job is', () => {
    const { app, fleet } = sharedFleet([poolWith(GpuSharing.dra())]);
    const claim = GpuClaim.fromName('theirs', { namespace: 'other', deviceClass: 'gpu.nvidia.com', members: ['b'] });
    new TrainingJob(fleet, 'job', {
      queue: TrainingQueue.fromName('default', { members: ['a'] }),
      namespace: 'ml',
      tasks: { main: { replicas: 1, image, gpu: GpuRequest.claim(claim) } },
    });
    expect(idsOf(app)).toEqual(['training/claim-elsewhere', 'training/claim-elsewhere']);
  });
});

describe('GpuClaim', () => {
  test.each<[string, Partial<ConstructorParameters<typeof GpuClaim<'a' | 'b'>>[2]>, string]>([
    ['no cards', { count: 0 }, 'fleet/bad-count'],
    ['a member without such GPUs', { to: ['b'] }, 'fleet/no-claimed-gpus'],
    ['another class', { deviceClass: 'mig.nvidia.com' }, 'fleet/no-claimed-gpus'],
    ['a name that is none', { templateName: 'Two Cards' }, 'fleet/bad-name'],
  ])('%s: a finding', (_, props, id) => {
    const { app, fleet } = sharedFleet([poolWith(GpuSharing.dra())]);
    new GpuClaim(fleet, 'claim', props);
    expect(idsOf(app)).toContain(id);
  });
});
