import type { MemberProps, PoolUpgrade } from '../lib';
import { AckProvider, type AckProviderArgs } from '../lib/pulumi';
import { kubeconfigOf, LABELS, POOL, provision, UNKEPT } from './clouds-support';

describe('ACK', () => {
  const ali: MemberProps = {
    provider: 'alicloud',
    region: 'cn-shanghai',
    kubernetes: '1.34',
    pools: [
      { ...POOL, instanceType: 'ecs.gn7-c13g1.26xlarge', upgrade: { maxUnavailable: 2 }, spot: true },
      { name: 'system', nodes: 3, instanceType: 'ecs.g7.2xlarge', autoscaling: { min: 3, max: 6 } },
    ],
  };
  const ackWith = (more: Partial<AckProviderArgs> = {}) =>
    new AckProvider({
      regions: { 'cn-shanghai': { vswitchIds: ['vsw-n'], podVswitchIds: ['vsw-p'] } },
      versions: { '1.34': '1.34.1-aliyun.1' },
      keyName: 'key',
      ...more,
    });
  const ack = ackWith();
  const answers = { 'alicloud:cs/getClusterCredential:getClusterCredential': { kubeConfig: 'of ACK' } };

  test('a managed cluster of the version that ACK has, with pods in the VPC', async () => {
    const { of } = await provision({ a: ali }, { alicloud: ack }, { answers });
    expect(of('pulumi:providers:alicloud')).toMatchObject([{ inputs: { region: 'cn-shanghai' } }]);
    expect(of('alicloud:cs/managedKubernetes:ManagedKubernetes')).toMatchObject([
      {
        options: { protect: true },
        inputs: {
          name: 'a',
          version: '1.34.1-aliyun.1',
          clusterSpec: 'ack.pro.small',
          vswitchIds: ['vsw-n'],
          podVswitchIds: ['vsw-p'],
          slbInternetEnabled: true,
          deletionProtection: true,
        },
      },
    ]);
  });

  test('node pools: containerd, sizes or limits, labels, taints, steps of an upgrade', async () => {
    const { of } = await provision({ a: ali }, { alicloud: ack }, { answers });
    const [gpu, system] = of('alicloud:cs/nodePool:NodePool');
    expect(gpu!.inputs).toEqual({
      nodePoolName: 'a100',
      clusterId: 'id-of-clusters/a',
      vswitchIds: ['vsw-n'],
      instanceTypes: ['ecs.gn7-c13g1.26xlarge'],
      imageType: 'AliyunLinux3',
      runtimeName: 'containerd',
      systemDiskCategory: 'cloud_essd',
      systemDiskSize: 100,
      spotStrategy: 'SpotAsPriceGo',
      labels: Object.entries(LABELS).map(([key, value]) => ({ key, value })),
      taints: [
        { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
        { key: 'old', effect: 'PreferNoSchedule' },
      ],
      updateNodes: true,
      desiredSize: '4',
      upgradePolicy: { kubernetesVersion: '1.34.1-aliyun.1' },
      rollingPolicy: { maxParallelism: 2 },
      keyName: 'key',
      tags: {},
    });
    expect(system!.inputs).toMatchObject({
      spotStrategy: 'NoSpot',
      scalingConfig: { enable: true, minSize: 3, maxSize: 6, type: 'cpu' },
    });
    expect(system!.inputs).not.toHaveProperty('desiredSize');
    // who scales the pools is there before them, and only where one is scaled
    expect(String(system!.dependsOn)).toContain('alicloud:cs/autoscalingConfig:AutoscalingConfig');
    const fixed = await provision({ a: { ...ali, pools: ali.pools!.slice(0, 1) } }, { alicloud: ack }, { answers });
    expect(fixed.of('alicloud:cs/autoscalingConfig:AutoscalingConfig')).toEqual([]);
  });

  test.each<[PoolUpgrade, number]>([
    [{}, 1],
    [{ maxSurge: 0 }, 1],
    [{ maxUnavailable: '50%' }, 5],
    [{ maxSurge: 0, maxUnavailable: '5%' }, 1],
    [{ maxUnavailable: '5%' }, 1],
  ])('an upgrade with %j of ten nodes: %i at a time', async (upgrade, maxParallelism) => {
    const pools = [{ name: 'p', nodes: 10, instanceType: 'ecs.g7.2xlarge', upgrade }];
    const { of } = await provision({ a: { ...ali, pools } }, { alicloud: ack }, { answers });
    expect(of('alicloud:cs/nodePool:NodePool')[0]!.inputs.rollingPolicy).toEqual({ maxParallelism });
  });

  test.each<[PoolUpgrade, string]>([
    [{ maxSurge: 2 }, 'maxSurge: 2, and ACK upgrades nodes in their place: none is added. Fix: leave maxSurge out'],
    [{ maxSurge: '10%', maxUnavailable: 1 }, 'maxSurge: "10%", and'],
    [{ maxUnavailable: 0 }, 'maxUnavailable: 0, and ACK upgrades nodes in their place: one is missing meanwhile.'],
    [
      { drainTimeoutSeconds: 900 },
      'drainTimeoutSeconds: 900, and ACK waits half an hour for the pods of a node, and then',
    ],
  ])('no upgrade with %j: ACK does not do that', async (upgrade, message) => {
    const pools = [{ name: 'p', nodes: 10, instanceType: 'ecs.g7.2xlarge', upgrade }];
    const made = provision({ a: { ...ali, pools } }, { alicloud: ack }, { answers });
    await expect(made).rejects.toThrow(`${UNKEPT} ${message}`);
  });

  test('an image for each architecture: of new nodes, and of those that exist where the program says so', async () => {
    const pools = [
      { name: 'x86', nodes: 1, instanceType: 'ecs.g7.2xlarge' },
      { name: 'arm', nodes: 1, instanceType: 'ecs.g8y.2xlarge', labels: { 'kubernetes.io/arch': 'arm64' } },
    ];
    const policies = async (images: AckProviderArgs['images']) => {
      const { of } = await provision({ a: { ...ali, pools } }, { alicloud: ackWith({ images }) }, { answers });
      return of('alicloud:cs/nodePool:NodePool').map(({ inputs: { imageId, upgradePolicy } }) => ({
        imageId,
        upgradePolicy,
      }));
    };
    const kubernetesVersion = '1.34.1-aliyun.1';
    expect(await policies({ amd64: 'x.vhd', arm64: 'a.vhd' })).toEqual([
      { imageId: 'x.vhd', upgradePolicy: { kubernetesVersion } },
      { imageId: 'a.vhd', upgradePolicy: { kubernetesVersion } },
    ]);
    expect(await policies({ amd64: 'x.vhd', onExistingNodes: true })).toEqual([
      { imageId: 'x.vhd', upgradePolicy: { kubernetesVersion, imageId: 'x.vhd', useReplace: true } },
      { imageId: undefined, upgradePolicy: { kubernetesVersion } },
    ]);
  });

  test('the kubeconfig is the one that ACK gives, as a secret', async () => {
    const { made } = await provision({ a: ali }, { alicloud: ack }, { answers });
    expect(await kubeconfigOf(made, 'a')).toEqual({ value: 'of ACK', known: true, secret: true });
    const preview = await provision({ a: ali }, { alicloud: ack }, { answers, preview: true });
    expect(await kubeconfigOf(preview.made, 'a')).toMatchObject({ known: false, secret: true });
  });
});
