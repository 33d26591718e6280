import type { MemberProps } from '../lib';
import { AckProvider } from '../lib/pulumi';
import { kubeconfigOf, LABELS, POOL, provision } from './clouds-support';

describe('ACK', () => {
  const ali: MemberProps = {
    provider: 'alicloud',
    region: 'cn-shanghai',
    kubernetes: '1.34',
    pools: [
      { ...POOL, instanceType: 'ecs.gn7-c13g1.26xlarge', upgrade: { maxSurge: 2 }, spot: true },
      { name: 'system', nodes: 3, instanceType: 'ecs.g7.2xlarge', autoscaling: { min: 3, max: 6 } },
    ],
  };
  const ack = new AckProvider({
    regions: { 'cn-shanghai': { vswitchIds: ['vsw-n'], podVswitchIds: ['vsw-p'] } },
    versions: { '1.34': '1.34.1-aliyun.1' },
    keyName: 'key',
  });
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

  test('the kubeconfig is the one that ACK gives, as a secret', async () => {
    const { made } = await provision({ a: ali }, { alicloud: ack }, { answers });
    expect(await kubeconfigOf(made, 'a')).toEqual({ value: 'of ACK', known: true, secret: true });
    const preview = await provision({ a: ali }, { alicloud: ack }, { answers, preview: true });
    expect(await kubeconfigOf(preview.made, 'a')).toMatchObject({ known: false, secret: true });
  });
});
