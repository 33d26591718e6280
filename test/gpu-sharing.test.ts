import fc from 'fast-check';
import { FleetApp, Gpu, GpuFleet, GpuSharing, type MemberProps, type NodePoolProps, TrainingQueue } from '../lib';
import { fitsCard, MIG_PROFILES, mostOf } from '../lib/fleet/mig-profiles';
import { nodesOf } from '../lib/twin/nodes';
import { idsOf, poolWith, sharedFleet, V100, WHOLE } from './gpu-support';

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
