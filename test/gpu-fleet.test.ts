import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { FleetApp, Gpu, GpuFleet, type GpuFleetProps, type MemberProps, type NodePoolProps } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, twoMembers } from './support';

describe('GpuFleet', () => {
  test('every member becomes a Cluster that refers to its secrets and holds none', () => {
    const { app } = twoMembers({
      members: {
        a: gpuMember(4, 8, {
          provider: 'alicloud',
          region: 'cn-shanghai',
          zones: ['cn-shanghai-b'],
          labels: { 'gpu-tier': 'fast' },
          taints: [{ key: 'reserved', effect: 'NoSchedule' }],
        }),
        b: gpuMember(1, 1, { syncMode: 'Pull' }),
      },
      groups: { train: ['a'] },
    });
    const [a, b] = manifestsOf(app, { kind: 'Cluster' });
    expect(a).toEqual({
      apiVersion: 'cluster.karmada.io/v1alpha1',
      kind: 'Cluster',
      metadata: { name: 'a', labels: { 'group.cdk8s-fleet.dev/train': 'true', 'gpu-tier': 'fast' } },
      spec: {
        syncMode: 'Push',
        secretRef: { namespace: 'karmada-cluster', name: 'a' },
        impersonatorSecretRef: { namespace: 'karmada-cluster', name: 'a-impersonator' },
        provider: 'alicloud',
        region: 'cn-shanghai',
        zones: ['cn-shanghai-b'],
        taints: [{ key: 'reserved', effect: 'NoSchedule' }],
      },
    });
    expect(b).toMatchObject({ metadata: { name: 'b' }, spec: { syncMode: 'Pull' } });
    expect(manifestsOf(app, { kind: 'Secret' })).toEqual([]);
    expect(findingsOf(app)).toEqual([]);
  });

  test('scope decides the target', () => {
    const { app, fleet } = twoMembers();
    const config = { apiVersion: 'v1', kind: 'ConfigMap' };
    new ApiObject(fleet, 'everywhere', { ...config, metadata: { name: 'on-karmada' } });
    new ApiObject(fleet.host, 'here', { ...config, metadata: { name: 'on-host' } });
    new ApiObject(fleet.member('b'), 'there', { ...config, metadata: { name: 'on-b' } });
    new ApiObject(new Chart(fleet.member('b'), 'nested'), 'deep', { ...config, metadata: { name: 'on-b-too' } });
    new ApiObject(new Chart(app, 'loose'), 'config', { ...config, metadata: { name: 'loose' } });
    const names = (target: string) => manifestsOf(app, { kind: 'ConfigMap', target }).map((m) => m.metadata.name);
    expect(names('fleet/control-plane')).toEqual(['on-karmada']);
    expect(names('fleet/host')).toEqual(['on-host']);
    expect(names('fleet/members/b')).toEqual(['on-b', 'on-b-too']);
    expect(names('')).toEqual(['loose']);
    expect(manifestsOf(app, { target: 'fleet/members/a' })).toEqual([]);
  });

  test('model: capacity of a pool, defaults by GPU, and what follows from the GPU model', () => {
    const { fleet } = twoMembers({
      members: {
        a: {
          kubernetes: '1.34',
          region: 'r1',
          pools: [
            { name: 'gpu', gpu: Gpu.nvidia('A100-80GB'), nodes: 2, gpusPerNode: 8, hourly: 30 },
            { name: 'cpu', nodes: 1, cpu: 4, memory: '8Gi', labels: { disk: 'ssd' } },
          ],
        },
        b: gpuMember(),
      },
    });
    const [gpu, cpu] = fleet.model.members[0]!.pools;
    expect(gpu).toMatchObject({ nodes: 2, gpusPerNode: 8, gpu: 'A100-80GB', hourly: 30 });
    expect(gpu!.perNode).toEqual({ cpu: 64, memory: 512 * 2 ** 30, pods: 110, 'nvidia.com/gpu': 8 });
    expect(gpu!.labels).toEqual({
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/region': 'r1',
      'node.cdk8s-fleet.dev/pool': 'gpu',
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
    });
    expect(cpu!.perNode).toEqual({ cpu: 4, memory: 8 * 2 ** 30, pods: 110 });
    expect(cpu!.labels.disk).toBe('ssd');
  });

  test("the product label is that of the model's usual board, unless the pool states another", () => {
    const pool = { gpu: Gpu.amd('MI300X'), nodes: 1, gpusPerNode: 8 };
    const key = 'amd.com/gpu.product-name';
    const virtual = { ...pool, name: 'virtual', labels: { [key]: 'AMD_Instinct_MI300X_VF' } };
    const members = { a: { kubernetes: '1.34', pools: [{ ...pool, name: 'usual' }, virtual] } };
    const { pools } = new GpuFleet(new FleetApp(), 'fleet', { members }).model.members[0]!;
    expect(pools.map(({ labels }) => labels[key])).toEqual(['AMD_Instinct_MI300X_OAM', 'AMD_Instinct_MI300X_VF']);
  });

  test('engines: the fleet states versions, a member may differ or lack one', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', {
      volcano: '1.15',
      istio: '1.30',
      prometheusOperator: '0.93',
      members: {
        a: gpuMember(),
        b: gpuMember(1, 1, { engines: { volcano: '1.14', istio: null, prometheusOperator: null } }),
      },
    });
    expect(fleet.model.members.map((member) => member.engines)).toEqual([
      { volcano: '1.15', istio: '1.30', prometheusOperator: '0.93' },
      { volcano: '1.14' },
    ]);
  });

  test('the control plane is as Karmada brings it, the host is what is stated', () => {
    const modelOf = (props: Partial<GpuFleetProps>) =>
      new GpuFleet(new FleetApp(), 'fleet', { members: { m: gpuMember() }, ...props }).model;
    expect(modelOf({})).toMatchObject({ karmada: '1.18', controlPlane: { kubernetes: '1.35', engines: {} } });
    expect(modelOf({})).not.toHaveProperty('host');
    expect(modelOf({ karmada: '1.16' }).controlPlane).toEqual({ kubernetes: '1.34', engines: {} });
    expect(modelOf({ karmada: '1.99' }).controlPlane).toEqual({ engines: {} });
    const stated = { kubernetes: '1.33', engines: { kyverno: '1.19' } };
    expect(modelOf({ controlPlane: stated, host: stated })).toMatchObject({ controlPlane: stated, host: stated });
  });

  test('works under a plain cdk8s App, which refuses what is wrong', () => {
    const app = new App({ outdir: Testing.app().outdir });
    const fleet = new GpuFleet(app, 'fleet', { members: { a: gpuMember() } });
    expect(fleet.toJson().map((manifest: { kind: string }) => manifest.kind)).toEqual(['Cluster']);
    expect(() => app.synth()).not.toThrow();

    const wrong = new App({ outdir: Testing.app().outdir });
    new GpuFleet(wrong, 'fleet', { members: {} });
    expect(() => wrong.synth()).toThrow(/fleet\/no-members/);
    const fleetInFleetApp = new GpuFleet(new FleetApp(), 'fleet', { members: {} });
    expect(() => fleetInFleetApp.toJson()).toThrow(/fleet\/no-members/);
  });

  test('escape hatch: the Cluster objects can be patched', () => {
    const { app, fleet } = twoMembers();
    const cluster = fleet.node.findChild('Members').node.findChild('a');
    ApiObject.of(cluster).addJsonPatch(JsonPatch.add('/spec/proxyURL', 'socks5://10.0.0.1:1080'));
    expect(manifestsOf(app, { kind: 'Cluster', name: 'a' })[0]).toMatchObject({
      spec: { proxyURL: 'socks5://10.0.0.1:1080' },
    });
  });

  test('a namespace for the fleet is none for its Cluster objects', () => {
    const { app, fleet } = twoMembers({ namespace: 'ml' });
    new ApiObject(fleet, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } });
    expect(manifestsOf(app, { kind: 'Cluster' }).map(({ metadata }) => metadata.namespace)).toEqual([
      undefined,
      undefined,
    ]);
    expect(manifestsOf(app, { kind: 'ConfigMap', namespace: 'ml' })).toHaveLength(1);
    expect(findingsOf(app)).toEqual([]);
  });

  test('a member may be named host', () => {
    const app = new FleetApp();
    const fleet = new GpuFleet(app, 'fleet', { members: { host: gpuMember() } });
    expect(fleet.member('host')).not.toBe(fleet.host);
    expect(findingsOf(app)).toEqual([]);
  });

  test('a member or group that does not exist', () => {
    const { fleet } = twoMembers();
    expect(() => fleet.member('bb' as 'b')).toThrow(/fleet\/unknown-member.*Did you mean 'b'/s);
    expect(() => fleet.group('train')).toThrow(/fleet\/unknown-group/);
  });
});

describe('bad input', () => {
  const fleetWith = (props: Partial<GpuFleetProps>, id = 'fleet') => {
    const app = new FleetApp();
    new GpuFleet(app, id, { members: { a: gpuMember() }, ...props });
    return app;
  };
  const memberWith = (props: Partial<MemberProps>) => fleetWith({ members: { a: { ...gpuMember(), ...props } } });
  const poolWith = (props: object) => memberWith({ pools: [{ name: 'p', nodes: 1, ...props }] });
  const V100 = Gpu.nvidia('V100');

  test.each<[string, string, () => FleetApp]>([
    ['no members', 'fleet/no-members', () => fleetWith({ members: {} })],
    ['no members for a twin', 'fleet/no-members', () => fleetWith({ twinMembers: [] })],
    ['an unknown member for a twin', 'fleet/unknown-member', () => fleetWith({ twinMembers: ['nope'] })],
    ['a member name with capitals', 'fleet/bad-member-name', () => fleetWith({ members: { ACK: gpuMember() } })],
    ['an empty member name', 'fleet/bad-member-name', () => fleetWith({ members: { '': gpuMember() } })],
    [
      'a member name of 49 characters',
      'fleet/bad-member-name',
      () => fleetWith({ members: { ['a'.repeat(49)]: gpuMember() } }),
    ],
    ['a fleet name with a dot', 'fleet/bad-name', () => fleetWith({}, 'my.fleet')],
    ['a group of an unknown member', 'fleet/unknown-member', () => fleetWith({ groups: { g: ['b'] } as never })],
    ['a group name with a slash', 'fleet/bad-name', () => fleetWith({ groups: { 'a/b': ['a'] } as never })],
    [
      'two pools of one name',
      'fleet/duplicate-name',
      () => memberWith({ pools: [1, 2].map((nodes) => ({ name: 'p', nodes })) }),
    ],
    ['a negative node count', 'fleet/bad-count', () => poolWith({ nodes: -1 })],
    ['a fractional node count', 'fleet/bad-count', () => poolWith({ nodes: 1.5 })],
    ['a fractional GPU count', 'fleet/bad-count', () => poolWith({ gpu: V100, gpusPerNode: 0.5 })],
    ['a node count that is not a number', 'fleet/bad-count', () => poolWith({ nodes: Number.NaN })],
    ['negative cores', 'fleet/bad-count', () => poolWith({ cpu: -4 })],
    ['memory that is no quantity', 'fleet/bad-count', () => poolWith({ memory: '64 GB' })],
    ['GPUs of no model', 'fleet/gpu-count-mismatch', () => poolWith({ gpusPerNode: 8 })],
    ['a GPU model without a count', 'fleet/gpu-count-mismatch', () => poolWith({ gpu: V100 })],
    ['a label value with a space', 'fleet/bad-label', () => memberWith({ labels: { tier: 'very fast' } })],
    ['a region with a space', 'fleet/bad-label', () => memberWith({ region: 'cn shanghai' })],
    [
      'a taint that only prefers, which Karmada refuses on a Cluster',
      'fleet/bad-taint',
      () => memberWith({ taints: [{ key: 'spot', effect: 'PreferNoSchedule' }] }),
    ],
    [
      'an unknown taint effect',
      'fleet/bad-taint',
      () => memberWith({ taints: [{ key: 'a', effect: 'Never' as never }] }),
    ],
    ['a member without a version', 'fleet/bad-version', () => memberWith({ kubernetes: undefined as never })],
    ['a pool without a name', 'fleet/bad-name', () => poolWith({ name: undefined })],
    ['a version as a number', 'fleet/bad-version', () => memberWith({ kubernetes: 1.34 as never })],
    ['a version with a patch', 'fleet/bad-version', () => memberWith({ kubernetes: '1.34.1' })],
    ['a host with a patch', 'fleet/bad-version', () => fleetWith({ host: { kubernetes: '1.34.1' } })],
    ['an engine of the host', 'fleet/bad-version', () => fleetWith({ host: { engines: { clusterApi: 'v1.14' } } })],
    ['an API server with a patch', 'fleet/bad-version', () => fleetWith({ controlPlane: { kubernetes: '1.35.2' } })],
  ])('%s: %s', (_, id, make) => {
    const app = make();
    const found = findingsOf(app, id);
    expect(found).not.toEqual([]);
    expect(found[0]).toMatchObject({
      id,
      severity: 'error',
      place: expect.any(String),
      message: expect.any(String),
      fix: expect.any(String),
    });
    expect(found[0]).toHaveProperty('value');
    expect(() => app.synth()).toThrow(id);
  });

  test('warnings: versions that this release does not know', () => {
    expect(findingsOf(memberWith({ kubernetes: '1.20' }), 'fleet/untested-version')).toHaveLength(1);
    expect(findingsOf(fleetWith({ karmada: '1.15' })).map((f) => f.id)).toEqual([
      'fleet/untested-version',
      'fleet/old-division',
    ]);
    const known = { kubernetes: '1.34', engines: { flux: '2.9' } };
    const found = findingsOf(fleetWith({ host: { ...known, engines: { flux: '2.0' } }, controlPlane: known }));
    expect(found.map((f) => [f.id, f.message])).toEqual([
      ['fleet/untested-version', 'the version of flux of the host is 2.0; this release knows 2.6, 2.7, 2.8 and 2.9.'],
    ]);
  });

  test('two fleets of one name, in different charts', () => {
    const app = new FleetApp();
    for (const parent of ['x', 'y']) {
      new GpuFleet(new Chart(app, parent), 'fleet', { members: { [parent]: gpuMember() } });
    }
    expect(findingsOf(app, 'fleet/duplicate-name')).toMatchObject([{ severity: 'error', value: 'fleet' }]);
  });

  test('all of them are reported together', () => {
    const app = fleetWith({ members: { A: { kubernetes: 'new', pools: [{ name: 'P', nodes: -1 }] } } });
    const ids = findingsOf(app).map((f) => f.id);
    expect(ids).toEqual(
      expect.arrayContaining(['fleet/bad-member-name', 'fleet/bad-version', 'fleet/bad-name', 'fleet/bad-count']),
    );
  });

  test('a GPU that the catalogue does not have', () => {
    expect(() => Gpu.nvidia('RTX4080' as 'RTX4090')).toThrow(/fleet\/unknown-gpu.*Did you mean 'RTX4090'/s);
    expect(() => Gpu.nvidia('toString' as 'V100')).toThrow(/fleet\/unknown-gpu/);
  });

  test('fleets whose charts would have the same name', () => {
    const member = { m: gpuMember() };
    for (const ids of [
      ['a', 'a-host'],
      ['a-host', 'a'],
      ['a', 'a-member-m'],
      ['a', 'a'],
    ] as const) {
      const app = new FleetApp();
      new GpuFleet(app, ids[0], { members: member });
      expect(() => new GpuFleet(app, ids[1], { members: member })).toThrow('fleet/duplicate-name');
    }
  });

  test('a member without properties', () => {
    const members = { a: undefined as unknown as MemberProps };
    expect(() => new GpuFleet(new FleetApp(), 'fleet', { members })).toThrow('fleet/bad-member at fleet');
  });

  test.each<[string, Partial<GpuFleetProps>, string]>([
    [
      'pools that have none',
      { members: { a: gpuMember(1, 1, { pools: [null as unknown as NodePoolProps] }) } },
      'pool 0 of member "a" is null',
    ],
    ['pools that are no list', { members: { a: gpuMember(1, 1, { pools: {} as [] }) } }, 'pools of member "a" are {}'],
    [
      'zones that are no list',
      { members: { a: gpuMember(1, 1, { zones: 'z' as unknown as [] }) } },
      'zones of member "a" are "z"',
    ],
    ['a group that is no list', { groups: { g: 'a' as unknown as [] } }, 'the members of group "g" are "a"'],
  ])('%s', (_, props, message) => {
    const all = { members: { a: gpuMember() }, ...props };
    expect(() => new GpuFleet(new FleetApp(), 'fleet', all)).toThrow(`fleet/bad-member at fleet: ${message}`);
  });

  test('what an inventory leaves empty', () => {
    const empty = { engines: null, zones: null, labels: null } as unknown as Partial<MemberProps>;
    const members = { a: gpuMember(1, 1, { provider: 'aws', region: 'us-east-1', ...empty }) };
    expect(findingsOf(fleetWith({ members, groups: null as never }))).toEqual([]);
  });

  test('a currency that is none', () => {
    expect(findingsOf(twoMembers({ currency: 'euro' }).app)).toMatchObject([
      { id: 'fleet/bad-currency', value: 'euro' },
    ]);
    expect(findingsOf(twoMembers({ currency: 'CNY' }).app)).toEqual([]);
  });

  test('labels that pass for those of a group', () => {
    const labelled = (labels: Record<string, string>) =>
      findingsOf(
        twoMembers({ members: { a: gpuMember(4, 8, { labels }), b: gpuMember() }, groups: { train: ['a'] } }).app,
      );
    expect(labelled({ 'group.cdk8s-fleet.dev/train': 'true' })).toEqual([]);
    expect(labelled({ 'group.cdk8s-fleet.dev/train': 'no' })).toMatchObject([{ id: 'fleet/group-label', value: 'no' }]);
    expect(labelled({ 'group.cdk8s-fleet.dev/serve': 'true' })).toMatchObject([{ id: 'fleet/group-label' }]);
  });

  test('other resources of a pool that are no quantities, or stated elsewhere', () => {
    const resources = {
      cpu: 4,
      'nvidia.com/gpu': 8,
      'rdma/hca': 1.5,
      'ephemeral-storage': 'much',
      'hugepages-2Mi': '1Gi',
    };
    const pool = gpuMember().pools![0]!;
    const found = findingsOf(
      twoMembers({ members: { a: { kubernetes: '1.34', pools: [{ ...pool, resources }] }, b: gpuMember() } }).app,
    );
    expect(found.map(({ id, value }) => [id, value])).toEqual([
      ['fleet/bad-resource', 'cpu'],
      ['fleet/bad-resource', 'nvidia.com/gpu'],
      ['fleet/bad-resource', 1.5],
      ['fleet/bad-resource', 'much'],
    ]);
  });
});
