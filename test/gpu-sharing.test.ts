import fc from 'fast-check';
import {
  Findings,
  FleetAddOns,
  type FleetAddOnsProps,
  FleetApp,
  Gpu,
  GpuClaim,
  GpuDevicePlugin,
  type GpuDevicePluginProps,
  GpuFleet,
  GpuRequest,
  GpuSharing,
  type MemberProps,
  type NodePoolProps,
  planOf,
  TrainingJob,
  TrainingQueue,
  type TrainingTask,
} from '../lib';
import { fitsCard, MIG_PROFILES, mostOf } from '../lib/fleet/mig-profiles';
import { findingsOf, manifestsOf } from '../lib/testing';
import { nodesOf } from '../lib/twin/nodes';

const V100 = Gpu.nvidia('V100');
const A100 = Gpu.nvidia('A100-80GB');
const WHOLE = { name: 'whole', gpu: V100, nodes: 1, gpusPerNode: 8 };

function poolWith(sharing: GpuSharing, more: Partial<NodePoolProps> = {}): NodePoolProps {
  return { name: 'p', gpu: A100, nodes: 2, gpusPerNode: 4, sharing, ...more };
}

/** A fleet whose member a has these pools, and b whole cards. */
function sharedFleet(pools: readonly NodePoolProps[], more: Partial<MemberProps> = {}) {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    volcano: '1.15',
    members: {
      a: { kubernetes: '1.34', pools, ...more },
      b: { kubernetes: '1.34', pools: [WHOLE] },
    },
  });
  return { app, fleet };
}

function idsOf(app: FleetApp): string[] {
  return findingsOf(app)
    .map(({ id }) => id)
    .filter((id) => id !== 'fleet/no-device-owner');
}

/** What a node of a pool with such sharing offers besides cpu, memory and pods. */
function offered(sharing: GpuSharing, more: Partial<NodePoolProps> = {}) {
  const { fleet } = sharedFleet([poolWith(sharing, more)]);
  const { cpu: _, memory: __, pods: ___, ...rest } = fleet.model.members[0]!.pools[0]!.perNode;
  return rest;
}

describe('GpuSharing', () => {
  test('decides what the nodes of a pool offer', () => {
    expect(offered(GpuSharing.whole())).toEqual({ 'nvidia.com/gpu': 4 });
    expect(offered(GpuSharing.timeSlices(8))).toEqual({ 'nvidia.com/gpu': 32 });
    expect(offered(GpuSharing.timeSlices(8, { rename: true }))).toEqual({ 'nvidia.com/gpu.shared': 32 });
    expect(offered(GpuSharing.mps(3))).toEqual({ 'nvidia.com/gpu': 12 });
    expect(offered(GpuSharing.mig({ '1g.10gb': 7 }, { strategy: 'single' }))).toEqual({ 'nvidia.com/gpu': 28 });
    expect(offered(GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 4 }))).toEqual({
      'nvidia.com/mig-3g.40gb': 4,
      'nvidia.com/mig-1g.10gb': 16,
    });
    // 93 % of 80 GiB, in GiB
    expect(offered(GpuSharing.vgpu({ slots: 5 }))).toEqual({
      'volcano.sh/vgpu-number': 20,
      'volcano.sh/vgpu-memory': 4 * 74,
      'volcano.sh/vgpu-cores': 400,
    });
    expect(offered(GpuSharing.dra())).toEqual({});
  });

  test('is in the model only where cards are not whole', () => {
    const { fleet } = sharedFleet([poolWith(GpuSharing.whole())]);
    expect(fleet.model.members[0]!.pools[0]!.sharing).toBeUndefined();
    expect(fleet.model.members[0]!.pools[0]!.gpuResource).toBe('nvidia.com/gpu');
  });

  test("labels nodes for NVIDIA's own tools", () => {
    const labels = (sharing: GpuSharing) => {
      const { fleet } = sharedFleet([poolWith(sharing)]);
      const all = fleet.model.members[0]!.pools[0]!.labels;
      return Object.fromEntries(Object.entries(all).filter(([key]) => /device-plugin|mig/.test(key)));
    };
    expect(labels(GpuSharing.timeSlices(8))).toEqual({ 'nvidia.com/device-plugin.config': 'time-slices-8' });
    expect(labels(GpuSharing.mig({ '1g.10gb': 7 }))).toEqual({
      'nvidia.com/device-plugin.config': 'mig-mixed',
      'nvidia.com/mig.config': 'all-1g.10gb',
    });
    // the MIG manager brings no such configuration
    expect(labels(GpuSharing.mig({ '1g.10gb': 6 }))).toEqual({ 'nvidia.com/device-plugin.config': 'mig-mixed' });
    expect(labels(GpuSharing.vgpu())).toEqual({ 'nvidia.com/gpu.deploy.device-plugin': 'false' });
  });

  test("labels nodes with the product that NVIDIA's feature discovery tells of them", () => {
    const product = (sharing: GpuSharing, more: Partial<NodePoolProps> = {}) => {
      const { fleet } = sharedFleet([poolWith(sharing, more)]);
      return fleet.model.members[0]!.pools[0]!.labels['nvidia.com/gpu.product'];
    };
    const A100_PRODUCT = 'NVIDIA-A100-SXM4-80GB';
    expect(product(GpuSharing.timeSlices(8))).toBe(`${A100_PRODUCT}-SHARED`);
    expect(product(GpuSharing.mps(4))).toBe(`${A100_PRODUCT}-SHARED`);
    expect(product(GpuSharing.timeSlices(8, { rename: true }))).toBe(A100_PRODUCT);
    expect(product(GpuSharing.mig({ '1g.10gb': 7 }, { strategy: 'single' }))).toBe(`${A100_PRODUCT}-MIG-1g.10gb`);
    expect(product(GpuSharing.mig({ '1g.10gb': 7 }))).toBe(A100_PRODUCT);
    expect(product(GpuSharing.vgpu())).toBe(A100_PRODUCT);
    expect(product(GpuSharing.timeSlices(8), { labels: { 'nvidia.com/gpu.product': 'ours' } })).toBe('ours');
  });

  test('tells Volcano of virtual GPUs as its device plugin does, on the nodes of a twin', () => {
    const { fleet } = sharedFleet([poolWith(GpuSharing.vgpu({ slots: 5 }), { gpusPerNode: 2 })]);
    const [node] = nodesOf(fleet.model.members[0]!);
    expect(node?.metadata.annotations).toEqual({
      'volcano.sh/node-vgpu-register':
        'GPU-p-0-0,5,74,NVIDIA-A100-80GB,true,hami-core:GPU-p-0-1,5,74,NVIDIA-A100-80GB,true,hami-core:',
    });
    expect(fleet.model.members[0]!.pools[0]!.scheduler).toMatchObject({
      plugins: { deviceshare: { arguments: { 'deviceshare.VGPUEnable': true } } },
    });
  });

  test.each<[string, readonly NodePoolProps[], Partial<MemberProps>, string]>([
    ['one slice', [poolWith(GpuSharing.timeSlices(1))], {}, 'fleet/bad-sharing'],
    ['half a share', [poolWith(GpuSharing.mps(2.5))], {}, 'fleet/bad-sharing'],
    ['no slots', [poolWith(GpuSharing.vgpu({ slots: 0 }))], {}, 'fleet/bad-sharing'],
    ['more memory than a card', [poolWith(GpuSharing.vgpu({ memoryGiB: 81 }))], {}, 'fleet/bad-sharing'],
    ['cards of others', [poolWith(GpuSharing.mps(2), { gpu: Gpu.amd('MI300X') })], {}, 'fleet/bad-sharing'],
    ['no MIG in the model', [poolWith(GpuSharing.mig({ '1g.10gb': 1 }), { gpu: V100 })], {}, 'fleet/bad-mig'],
    ['a profile of another model', [poolWith(GpuSharing.mig({ '1g.5gb': 1 }))], {}, 'fleet/bad-mig'],
    ['no devices', [poolWith(GpuSharing.mig({}))], {}, 'fleet/bad-mig'],
    ['too many devices', [poolWith(GpuSharing.mig({ '3g.40gb': 2, '1g.10gb': 1 }))], {}, 'fleet/bad-mig'],
    [
      'two kinds under one name',
      [poolWith(GpuSharing.mig({ '3g.40gb': 1, '1g.10gb': 1 }, { strategy: 'single' }))],
      {},
      'fleet/bad-mig',
    ],
    ['slices beside cards', [poolWith(GpuSharing.timeSlices(2)), WHOLE], {}, 'fleet/one-name-two-meanings'],
    ['claims in an old cluster', [poolWith(GpuSharing.dra())], { kubernetes: '1.33' }, 'fleet/dra-too-old'],
    ['virtual GPUs alone', [poolWith(GpuSharing.vgpu())], { engines: { volcano: null } }, 'fleet/vgpu-no-volcano'],
    [
      'two settings of one plugin',
      [poolWith(GpuSharing.vgpu()), poolWith(GpuSharing.vgpu({ slots: 4 }), { name: 'q' })],
      {},
      'fleet/vgpu-settings',
    ],
  ])('%s: a finding', (_, pools, more, id) => {
    expect(idsOf(sharedFleet(pools, more).app)).toEqual([id]);
  });

  test('slices with a name of their own are fine beside cards', () => {
    const { app } = sharedFleet([poolWith(GpuSharing.timeSlices(2, { rename: true })), WHOLE]);
    expect(idsOf(app)).toEqual([]);
  });

  test('a profile that no model has does not compile', () => {
    // @ts-expect-error no card is divided so
    expect(GpuSharing.mig({ '9g.90gb': 1 }).devices).toEqual({ '9g.90gb': 1 });
  });
});

describe('the GPUs of a queue', () => {
  const queueOver = (...sharings: readonly GpuSharing[]) => {
    const app = new FleetApp();
    const members = Object.fromEntries(
      sharings.map((sharing, i) => [`m${i}`, { kubernetes: '1.34', pools: [poolWith(sharing)] }]),
    );
    const fleet = new GpuFleet(app, 'fleet', { volcano: '1.15', members });
    const queue = new TrainingQueue(fleet, 'queue', { capability: { gpus: 8 } });
    return { ids: idsOf(app), queue };
  };

  test('are what the resource counts: slices where cards are sliced', () => {
    const { ids, queue } = queueOver(GpuSharing.timeSlices(8), GpuSharing.timeSlices(8));
    expect(ids).toEqual([]);
    expect(queue.quota.shares.m0?.capability).toEqual({ 'nvidia.com/gpu': 4 });
  });

  test('are not the same where one member slices its cards: a finding', () => {
    expect(queueOver(GpuSharing.timeSlices(8), GpuSharing.whole()).ids).toEqual(['queue/mixed-gpus']);
    expect(queueOver(GpuSharing.timeSlices(8, { rename: true }), GpuSharing.whole()).ids).toEqual([]);
  });
});

describe('MIG profiles', () => {
  test('as many fit as NVIDIA says', () => {
    const most = (model: keyof typeof MIG_PROFILES) =>
      Object.keys(MIG_PROFILES[model]).map((profile) => mostOf(model, profile));
    expect(most('A30')).toEqual([4, 2, 1]);
    expect(most('A100-40GB')).toEqual([7, 4, 3, 2, 1, 1]);
    expect(most('H200')).toEqual([7, 4, 3, 2, 1, 1]);
    // the balanced configuration of the MIG manager
    expect(fitsCard('H100', { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 })).toBe(true);
    expect(fitsCard('H100', { '4g.40gb': 1, '3g.40gb': 1 })).toBe(true);
    expect(fitsCard('H100', { '4g.40gb': 2 })).toBe(false);
  });

  test('what fits still fits when a device is taken away, and never has more than seven of a card’s slices', () => {
    const profiles = Object.keys(MIG_PROFILES.H100);
    const devices = fc.dictionary(fc.constantFrom(...profiles), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(devices, (chosen) => {
        const fits = fitsCard('H100', chosen);
        const slices = Object.entries(chosen).reduce(
          (sum, [name, count]) => sum + Number.parseInt(name, 10) * count,
          0,
        );
        const [first] = Object.keys(chosen);
        const fewer = first === undefined ? chosen : { ...chosen, [first]: (chosen[first] ?? 0) - 1 };
        return !fits || (slices <= 7 && fitsCard('H100', fewer));
      }),
    );
  });
});

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

describe('GpuDevicePlugin', () => {
  function served(
    pools: readonly NodePoolProps[],
    props: GpuDevicePluginProps<'a' | 'b'> = {},
    more: Partial<MemberProps> = {},
  ) {
    const { app, fleet } = sharedFleet(pools, more);
    const plugin = new GpuDevicePlugin(fleet, 'gpus', props);
    return { app, fleet, plugin };
  }
  const inMember = { target: 'fleet/members/a' };

  test('runs on the nodes of a pool, whatever taints they have, and never on the control plane', () => {
    const taints = [{ key: 'team', value: 'ml', effect: 'NoExecute' as const }];
    const { app, plugin } = served([poolWith(GpuSharing.timeSlices(8), { taints })]);
    expect(findingsOf(app)).toEqual([]);
    expect(plugin.members).toEqual(['a']);
    const [daemon] = manifestsOf(app, { kind: 'DaemonSet', ...inMember });
    expect(daemon).toMatchObject({
      metadata: { name: 'gpus-p', namespace: 'kube-system' },
      spec: {
        template: {
          spec: {
            nodeSelector: { 'node.cdk8s-fleet.dev/pool': 'p' },
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'DoesNotExist' }] },
                  ],
                },
              },
            },
            tolerations: [
              { key: 'team', operator: 'Equal', value: 'ml', effect: 'NoExecute' },
              { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
            ],
            volumes: expect.arrayContaining([{ name: 'config', configMap: { name: 'gpus-p' } }]),
          },
        },
      },
    });
  });

  test('MPS has a daemon beside it; whole cards are served where asked', () => {
    const { app } = served([poolWith(GpuSharing.mps(4)), { ...WHOLE, name: 'w' }], { wholeCards: true });
    const names = manifestsOf(app, { kind: 'DaemonSet', ...inMember }).map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual(['gpus-p', 'gpus-p-mps', 'gpus-w']);
    expect(manifestsOf(app, { kind: 'DaemonSet', target: 'fleet/members/b' })).toHaveLength(1);
  });

  test('virtual GPUs share one configuration and one account', () => {
    const { app } = served([poolWith(GpuSharing.vgpu()), poolWith(GpuSharing.vgpu(), { name: 'q' })]);
    // how the scheduler is configured is said elsewhere
    expect(idsOf(app).filter((id) => !id.startsWith('scheduler/'))).toEqual([]);
    expect(
      manifestsOf(app, inMember)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'DaemonSet', 'DaemonSet', 'ServiceAccount']);
  });

  test('a member that has the GPU operator gets configurations and no second plugin', () => {
    const { app } = served([poolWith(GpuSharing.timeSlices(8))], {}, { preinstalled: ['gpuOperator'] });
    expect(findingsOf(app).map(({ id }) => id)).toEqual(['fleet/preinstalled-plugin']);
    expect(manifestsOf(app, inMember)).toMatchObject([
      {
        kind: 'ConfigMap',
        metadata: { name: 'gpus', namespace: 'gpu-operator' },
        data: { 'time-slices-8': expect.any(String) },
      },
    ]);
  });

  test("a member that has Volcano's plugin gets nothing, and a finding says what it must be told", () => {
    const { app, fleet } = served([poolWith(GpuSharing.vgpu())], {}, { preinstalled: ['vgpuDevicePlugin'] });
    expect(manifestsOf(app, inMember)).toEqual([]);
    const [finding] = findingsOf(app).filter(({ id }) => id === 'fleet/preinstalled-plugin');
    expect(finding?.fix).toContain('deviceSplitCount 10 and gpuMemoryFactor 1024');
    Findings.of(fleet).acknowledge('fleet/preinstalled-plugin', 'the platform team looks after it');
  });

  test('a pool has one owner: two are an error, none is a warning', () => {
    const { app, fleet } = served([poolWith(GpuSharing.timeSlices(8))]);
    new GpuDevicePlugin(fleet.member('a'), 'again');
    expect(findingsOf(app).map(({ id }) => id)).toEqual(['fleet/two-device-owners']);
    expect(findingsOf(sharedFleet([poolWith(GpuSharing.timeSlices(8))]).app)).toMatchObject([
      { id: 'fleet/no-device-owner', severity: 'warning', place: 'fleet' },
    ]);
  });

  test('what an add-on installs is an owner, too, where it offers the cards of the pool', () => {
    const withAddOn = (addOns: FleetAddOnsProps<'a' | 'b'>, sharing: GpuSharing = GpuSharing.timeSlices(8)) => {
      const { app, fleet } = served([poolWith(sharing)]);
      new FleetAddOns(fleet, 'add-ons', { to: ['a'], ...addOns });
      return findingsOf(app).filter(({ id }) => id.includes('owner'));
    };
    expect(withAddOn({ also: ['nvidiaDevicePlugin'] })).toMatchObject([
      {
        id: 'fleet/two-device-owners',
        place: expect.stringContaining('/p'),
        value: ['gpus-p', 'nvidiaDevicePlugin'],
        fix: 'Leave one of them out: the add-on, by except, or the device plugin here.',
      },
    ]);
    const [operator] = withAddOn({ also: ['gpuOperator'] });
    expect(operator?.fix).toContain('gpuOperator: { devicePlugin: false }');
    expect(withAddOn({ also: ['gpuOperator'], gpuOperator: { devicePlugin: false } })).toEqual([]);
    // it is kept off such nodes by a label
    expect(withAddOn({ also: ['gpuOperator'] }, GpuSharing.vgpu())).toEqual([]);
    const chartVersions = { vgpuDevicePlugin: '1.0.0' };
    expect(withAddOn({ also: ['vgpuDevicePlugin'], chartVersions }, GpuSharing.vgpu())).toHaveLength(1);
  });

  test('an add-on shares the cards of a pool when its values say how', () => {
    const withValues = (values: FleetAddOnsProps['values']) => {
      const { app, fleet } = sharedFleet([poolWith(GpuSharing.timeSlices(8))]);
      new FleetAddOns(fleet, 'add-ons', { to: ['a'], also: ['nvidiaDevicePlugin'], values });
      return findingsOf(app).map(({ id }) => id);
    };
    expect(withValues({})).toEqual(['fleet/no-device-owner']);
    expect(withValues({ 'nvidia-device-plugin': { config: { name: 'ours' } } })).toEqual([]);
  });

  test.each<[string, GpuDevicePluginProps<'a' | 'b'>, string]>([
    ['a member without such pools', { to: ['b'] }, 'fleet/nothing-to-serve'],
    ['a name that is none', { pluginName: 'GPU plugin' }, 'fleet/bad-name'],
    ['a member that is none', { to: ['c' as 'a'] }, 'fleet/unknown-member'],
  ])('%s: a finding', (_, props, id) => {
    expect(idsOf(served([poolWith(GpuSharing.mps(2))], props).app)).toContain(id);
  });

  test('nothing to serve at all: a finding', () => {
    expect(idsOf(served([WHOLE]).app)).toEqual(['fleet/nothing-to-serve']);
  });
});
