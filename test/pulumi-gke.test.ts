import { Gpu, type MemberProps, type PoolUpgrade } from '../lib';
import { GkeProvider, ProvisionedClusters } from '../lib/pulumi';
import { controlPlane, fleetOf, kubeconfigOf, LABELS, POOL, provision, UNKEPT } from './clouds-support';
import { registered } from './pulumi-mocks';

describe('GKE', () => {
  const gcp: MemberProps = {
    provider: 'gcp',
    region: 'us-central1',
    zones: ['us-central1-a', 'us-central1-b'],
    kubernetes: '1.34',
    pools: [
      { ...POOL, instanceType: 'a2-highgpu-8g', upgrade: { maxSurge: 0, drainTimeoutSeconds: 600 } },
      { name: 'system', nodes: 2, instanceType: 'e2-standard-8', autoscaling: { min: 2, max: 6 } },
    ],
  };
  const gke = new GkeProvider({ project: 'project', regions: { 'us-central1': { network: 'net' } } });
  const answers = {
    'gcp:container/cluster:Cluster': {
      endpoint: '10.0.0.1',
      masterAuth: { clusterCaCertificate: 'Q0E=' },
      masterVersion: '1.34.2-gke.1',
    },
  };

  test('a cluster of the version, on no channel, in the zones', async () => {
    const { of } = await provision({ a: gcp, z: { ...gcp, zones: ['us-central1-c'] } }, { gcp: gke }, { answers });
    expect(of('pulumi:providers:gcp')).toMatchObject([{ inputs: { project: 'project', region: 'us-central1' } }]);
    const [regional, zonal] = of('gcp:container/cluster:Cluster');
    expect(regional).toMatchObject({
      options: { protect: true },
      inputs: {
        name: 'a',
        location: 'us-central1',
        nodeLocations: ['us-central1-a', 'us-central1-b'],
        minMasterVersion: '1.34',
        releaseChannel: { channel: 'UNSPECIFIED' },
        removeDefaultNodePool: true,
        network: 'net',
        deletionProtection: true,
      },
    });
    expect(zonal!.inputs.location).toBe('us-central1-c');
    expect(zonal!.inputs).not.toHaveProperty('nodeLocations');
  });

  test('node pools: so many in each zone, accelerators with their driver, steps of an upgrade', async () => {
    const { of } = await provision({ a: gcp }, { gcp: gke }, { answers });
    const [gpu, system] = of('gcp:container/nodePool:NodePool');
    expect(gpu!.inputs).toMatchObject({
      name: 'a100',
      cluster: 'a',
      version: '1.34.2-gke.1',
      nodeCount: 2,
      management: { autoUpgrade: false },
      upgradeSettings: { maxSurge: 0, maxUnavailable: 1 },
      nodeDrainConfigs: [{ pdbTimeoutDuration: '600s' }],
      nodeConfig: {
        machineType: 'a2-highgpu-8g',
        diskSizeGb: 100,
        labels: LABELS,
        taints: [
          { key: 'gpu', value: 'yes', effect: 'NO_SCHEDULE' },
          { key: 'old', value: '', effect: 'PREFER_NO_SCHEDULE' },
        ],
        guestAccelerators: [
          { type: 'nvidia-tesla-a100', count: 8, gpuDriverInstallationConfig: { gpuDriverVersion: 'DEFAULT' } },
        ],
      },
    });
    expect(system).toMatchObject({
      options: { ignoreChanges: ['initialNodeCount'] },
      inputs: {
        initialNodeCount: 1,
        autoscaling: { totalMinNodeCount: 2, totalMaxNodeCount: 6 },
        nodeConfig: { guestAccelerators: [] },
      },
    });
    expect(system!.inputs).not.toHaveProperty('nodeCount');
  });

  test('nodes have the version that the program states, wherever GKE moves the control plane', async () => {
    const regions = { 'us-central1': {} };
    const stated = new GkeProvider({ project: 'project', regions, versions: { '1.34': '1.34.1-gke.2' } });
    const { of } = await provision({ a: gcp }, { gcp: stated }, { answers });
    expect(of('gcp:container/cluster:Cluster')[0]!.inputs.minMasterVersion).toBe('1.34.1-gke.2');
    expect(of('gcp:container/nodePool:NodePool').map(({ inputs }) => inputs.version)).toEqual([
      '1.34.1-gke.2',
      '1.34.1-gke.2',
    ]);
    const others = new GkeProvider({ project: 'project', regions, versions: { '1.33': '1.33.5-gke.1' } });
    await expect(provision({ a: gcp }, { gcp: others })).rejects.toMatchObject({ id: 'pulumi/no-version' });
  });

  const sixtyNodes = (upgrade: PoolUpgrade) => [{ name: 'p', nodes: 60, instanceType: 'e2-standard-8', upgrade }];

  test.each<[PoolUpgrade, object]>([
    [{ maxSurge: 20 }, { maxSurge: 20, maxUnavailable: 0 }],
    [
      { maxSurge: 15, maxUnavailable: 5 },
      { maxSurge: 15, maxUnavailable: 5 },
    ],
    // a surge that is not stated gives way
    [{ maxUnavailable: 20 }, { maxSurge: 0, maxUnavailable: 20 }],
    // percentages are cut, and give way to numbers
    [{ maxSurge: '50%' }, { maxSurge: 20, maxUnavailable: 0 }],
    [
      { maxSurge: 0, maxUnavailable: '100%' },
      { maxSurge: 0, maxUnavailable: 20 },
    ],
    [
      { maxSurge: '50%', maxUnavailable: 5 },
      { maxSurge: 15, maxUnavailable: 5 },
    ],
    [
      { maxSurge: 15, maxUnavailable: '50%' },
      { maxSurge: 15, maxUnavailable: 5 },
    ],
    [
      { maxSurge: '50%', maxUnavailable: '50%' },
      { maxSurge: 20, maxUnavailable: 0 },
    ],
  ])('an upgrade with %j, of twenty nodes at a time at most', async (upgrade, steps) => {
    const { of } = await provision({ a: { ...gcp, pools: sixtyNodes(upgrade) } }, { gcp: gke }, { answers });
    expect(of('gcp:container/nodePool:NodePool')[0]!.inputs.upgradeSettings).toMatchObject(steps);
  });

  test.each<[PoolUpgrade, string]>([
    [
      { maxSurge: 21 },
      'maxSurge: 21, and GKE replaces 20 nodes at a time at most. Fix: set it to 20 or less, or to a percentage, which is cut to that.',
    ],
    [
      { maxSurge: '10%', maxUnavailable: 30 },
      'maxUnavailable: 30, and GKE replaces 20 nodes at a time at most. Fix: set it to 20 or less, or to a percentage, which is cut to that.',
    ],
    [
      { maxSurge: 15, maxUnavailable: 15 },
      'maxUnavailable: 15, and GKE replaces 20 nodes at a time at most, the 15 of maxSurge among them. Fix: set it to 5 or less, or maxSurge to 5 or less.',
    ],
  ])('no upgrade with %j: it is not as GKE does it', async (upgrade, message) => {
    const made = provision({ a: { ...gcp, pools: sixtyNodes(upgrade) } }, { gcp: gke }, { answers });
    await expect(made).rejects.toThrow(`${UNKEPT} ${message}`);
  });

  test("the kubeconfig asks Google's plugin for a token", async () => {
    const { made } = await provision({ a: gcp }, { gcp: gke }, { answers });
    const { value, secret } = await kubeconfigOf(made, 'a');
    expect(secret).toBe(true);
    expect(JSON.parse(value)).toMatchObject({
      clusters: [{ cluster: { server: 'https://10.0.0.1' } }],
      users: [{ user: { exec: { command: 'gke-gcloud-auth-plugin', provideClusterInfo: true } } }],
    });
  });

  test.each<[string, Partial<MemberProps>]>([
    ['pulumi/uneven-zones at members/a: its node pool system has 2 nodes for 3 zones', { zones: [] }],
    [
      'pulumi/no-accelerator at members/a: its node pool p has GPUs of RTX4090',
      { pools: [{ name: 'p', gpu: Gpu.nvidia('RTX4090'), nodes: 2, gpusPerNode: 1, instanceType: 'n1-standard-8' }] },
    ],
    [
      'pulumi/long-name at members/a: the name of its node pool',
      { pools: [{ name: 'p'.repeat(41), nodes: 2, instanceType: 'e2-medium' }] },
    ],
  ])('%s', async (message, more) => {
    const pools = gcp.pools!.slice(1);
    await registered(() => {
      const program = fleetOf({ a: { ...gcp, pools, ...more } });
      expect(() => new ProvisionedClusters('clusters', { program, controlPlane, providers: { gcp: gke } })).toThrow(
        message,
      );
    });
  });
});
