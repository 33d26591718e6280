import type { MemberProps, PoolUpgrade } from '../lib';
import { TkeProvider, type TkeProviderArgs } from '../lib/pulumi';
import { kubeconfigOf, LABELS, POOL, provision, UNKEPT } from './clouds-support';

describe('TKE', () => {
  const tencent: MemberProps = {
    provider: 'tencent',
    region: 'ap-beijing',
    kubernetes: '1.33',
    pools: [
      { ...POOL, instanceType: 'GT4.41XLARGE948', spot: true },
      { name: 'system', nodes: 3, instanceType: 'S5.2XLARGE16', autoscaling: { min: 2, max: 6 } },
    ],
  };
  const region = { vpcId: 'vpc', subnetIds: ['subnet-n'], podSubnetIds: ['subnet-p'] };
  const tke = (publicEndpointSecurityGroupId?: string) =>
    new TkeProvider({
      regions: { 'ap-beijing': { ...region, publicEndpointSecurityGroupId } },
      versions: { '1.33': '1.33.2' },
    });
  const answers = {
    'tencentcloud:Kubernetes/clusterEndpoint:ClusterEndpoint': { kubeConfig: 'public', kubeConfigIntranet: 'inside' },
  };

  test('a managed cluster and its node pools, through the plugin of Tencent', async () => {
    const { of } = await provision({ b: tencent }, { tencent: tke() }, { answers });
    expect(of('pulumi:providers:tencentcloud')).toMatchObject([{ inputs: { region: 'ap-beijing' } }]);
    expect(of('tencentcloud:Kubernetes/cluster:Cluster')).toMatchObject([
      {
        options: { protect: true, ignoreChanges: ['clusterOs'] },
        inputs: {
          clusterName: 'b',
          clusterVersion: '1.33.2',
          containerRuntime: 'containerd',
          eniSubnetIds: ['subnet-p'],
          deletionProtection: true,
        },
      },
    ]);
    const [gpu, system] = of('tencentcloud:Kubernetes/nodePool:NodePool');
    expect(gpu!.inputs).toMatchObject({
      clusterId: 'id-of-clusters/b',
      minSize: 4,
      maxSize: 4,
      desiredCapacity: 4,
      enableAutoScale: false,
      autoScalingConfig: { instanceType: 'GT4.41XLARGE948', instanceChargeType: 'SPOTPAID', systemDiskSize: 100 },
      labels: LABELS,
      taints: [
        { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
        { key: 'old', value: '', effect: 'PreferNoSchedule' },
      ],
      deleteKeepInstance: false,
    });
    expect(system).toMatchObject({
      options: { ignoreChanges: ['desiredCapacity'] },
      inputs: {
        minSize: 2,
        maxSize: 6,
        enableAutoScale: true,
        autoScalingConfig: { instanceChargeType: 'POSTPAID_BY_HOUR' },
      },
    });
    const types = ['cluster:Cluster', 'nodePool:NodePool', 'clusterEndpoint:ClusterEndpoint'];
    const ours = types.flatMap((type) => of(`tencentcloud:Kubernetes/${type}`));
    expect(ours).toHaveLength(4);
    for (const { options } of [...ours, ...of('pulumi:providers:tencentcloud')]) {
      expect(options.pluginDownloadURL).toBe('github://api.github.com/tencentcloudstack');
    }
  });

  test('pools of ARM machines have an image of their own', async () => {
    const arm = { name: 'arm', nodes: 1, instanceType: 'SR1.LARGE8', labels: { 'kubernetes.io/arch': 'arm64' } };
    const pools = [{ name: 'p', nodes: 1, instanceType: 'S5.2XLARGE16' }, arm];
    const made = (more: Partial<TkeProviderArgs>) =>
      new TkeProvider({ regions: { 'ap-beijing': region }, versions: { '1.33': '1.33.2' }, ...more });
    const { of } = await provision(
      { a: { ...tencent, pools } },
      { tencent: made({ nodeOsArm64: 'img-arm' }) },
      { answers },
    );
    expect(of('tencentcloud:Kubernetes/nodePool:NodePool').map(({ inputs }) => inputs.nodeOs)).toEqual([
      'tlinux3.1x86_64',
      'img-arm',
    ]);
    const refused = provision({ a: { ...tencent, pools } }, { tencent: made({ nodeOs: 'img-x86' }) }, { answers });
    await expect(refused).rejects.toThrow(
      'pulumi/no-node-os at members/a: its node pool arm has ARM processors, and nodeOs of TkeProvider is an image for others. Fix: give TkeProvider nodeOsArm64',
    );
  });

  test.each<PoolUpgrade>([{}, { maxSurge: 0 }, { maxSurge: '0%', maxUnavailable: 1 }])(
    'an upgrade with %j is what TKE does',
    async (upgrade) => {
      const pools = [{ name: 'p', nodes: 4, instanceType: 'S5.2XLARGE16', upgrade }];
      const { of } = await provision({ a: { ...tencent, pools } }, { tencent: tke() }, { answers });
      expect(of('tencentcloud:Kubernetes/nodePool:NodePool')).toHaveLength(1);
    },
  );

  test.each<[PoolUpgrade, string]>([
    [{ maxSurge: 1 }, 'maxSurge: 1, and TKE upgrades nodes in their place: none is added. Fix: leave maxSurge out'],
    [{ maxSurge: 0, maxUnavailable: '50%' }, 'maxUnavailable: "50%", and TKE upgrades one node at a time. Fix: '],
    [{ drainTimeoutSeconds: 900 }, 'drainTimeoutSeconds: 900, and TKE has no such limit. Fix: leave it out.'],
  ])('no upgrade with %j: TKE does not do that', async (upgrade, message) => {
    const pools = [{ name: 'p', nodes: 4, instanceType: 'S5.2XLARGE16', upgrade }];
    const made = provision({ a: { ...tencent, pools } }, { tencent: tke() }, { answers });
    await expect(made).rejects.toThrow(`${UNKEPT} ${message}`);
  });

  test('an API server that is reached in its network, or from outside; TKE opens it when there are nodes', async () => {
    const inside = await provision({ b: tencent }, { tencent: tke() }, { answers });
    const [endpoint] = inside.of('tencentcloud:Kubernetes/clusterEndpoint:ClusterEndpoint');
    expect(endpoint!.inputs).toMatchObject({ clusterIntranet: true, clusterIntranetSubnetId: 'subnet-n' });
    expect(String(endpoint!.dependsOn)).toContain('clusters/b/system');
    expect(await kubeconfigOf(inside.made, 'b')).toEqual({ value: 'inside', known: true, secret: true });

    const open = await provision({ b: tencent }, { tencent: tke('sg') }, { answers });
    expect(open.of('tencentcloud:Kubernetes/clusterEndpoint:ClusterEndpoint')[0]!.inputs).toMatchObject({
      clusterInternet: true,
      clusterInternetSecurityGroup: 'sg',
    });
    expect(await kubeconfigOf(open.made, 'b')).toMatchObject({ value: 'public', secret: true });
  });
});

test.each(['', '0', '-1', 'free', 'Infinity'])('a spot machine has a price: not %j', (spotMaxPrice) => {
  expect(() => new TkeProvider({ regions: {}, versions: {}, spotMaxPrice })).toThrow(
    `pulumi/bad-number at TkeProvider: spotMaxPrice is "${spotMaxPrice}".`,
  );
});
