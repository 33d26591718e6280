import * as pulumi from '@pulumi/pulumi';
import type { MemberProps } from '../lib';
import { Failure } from '../lib/core/failure';
import {
  AckProvider,
  EksProvider,
  FleetDeployment,
  GkeProvider,
  type IClusterProvider,
  late,
  ProvisionedClusters,
  TkeProvider,
} from '../lib/pulumi';
import { controlPlane, fleetOf, member, provision } from './clouds-support';
import { registered } from './pulumi-mocks';

describe('ProvisionedClusters', () => {
  const pools = [{ name: 'p', nodes: 1, instanceType: 'm7i.large' }];
  const aws: MemberProps = { provider: 'aws', region: 'us-east-1', kubernetes: '1.34', pools };
  const eks = new EksProvider({ regions: { 'us-east-1': { subnetIds: ['x'] } } });
  const ack = new AckProvider({ regions: { 'cn-shanghai': { vswitchIds: [], podVswitchIds: [] } }, versions: {} });

  test('members that exist are attached, whatever their provider; the others are made', async () => {
    const { made, of } = await provision(
      { a: aws, b: aws, edge: { kubernetes: '1.34' } },
      { aws: eks },
      {
        args: {
          host: { kubeconfig: 'of the host' },
          members: { b: { kubeconfig: 'of b' }, edge: { kubeconfig: 'of edge' } },
        },
      },
    );
    expect(of('aws:eks/cluster:Cluster').map(({ inputs }) => inputs.name)).toEqual(['a']);
    expect(made.connectionTo(member('b'))).toEqual({ kubeconfig: 'of b' });
    expect(made.connectionTo(member('edge'))).toEqual({ kubeconfig: 'of edge' });
    expect(made.connectionTo({ kind: 'host', folder: '' })).toEqual({ kubeconfig: 'of the host' });
    expect(made.connectionTo({ kind: 'control-plane', folder: '' })).toBe(controlPlane);
    expect(made.joinMembers).toBe(false);
  });

  test('objects are applied when the nodes are there, and go with their cluster', async () => {
    const { of } = await registered((opts) => {
      const program = fleetOf({ a: aws });
      const clusters = new ProvisionedClusters('clusters', { program, controlPlane, providers: { aws: eks } }, opts);
      return new FleetDeployment('prod', { program, clusters }, opts);
    });
    const targets = of('pulumi-nodejs:dynamic/cdk8s-fleet:Target');
    const target = targets.find(({ name }) => name === 'prod/members/a');
    expect(target?.inputs).toMatchObject({ ownedCluster: true, stages: [['apps/Deployment default/local']] });
    expect(String(target?.dependsOn)).toContain('clusters/a/p');
    expect(targets.find(({ name }) => name === 'prod/control-plane')?.inputs.ownedCluster).toBe(false);
  });

  test("a provider of one's own", async () => {
    const own: IClusterProvider = {
      provision: (members, { name }) =>
        Object.fromEntries(members.map((each) => [each.name, { kubeconfig: `${name} of ${each.name}` }])),
    };
    const { made } = await provision({ a: { ...aws, provider: 'our-cloud' } }, { 'our-cloud': own });
    expect(made.connectionTo(member('a'))).toEqual({ kubeconfig: 'clusters of a' });
  });

  test.each<[string, Partial<MemberProps>, Readonly<Record<string, IClusterProvider>>]>([
    [
      'pulumi/no-provider at members/a: nobody makes clusters of the provider "aws". ' +
        "Fix: give the clusters providers: { aws: ... }, or members: { 'a': { kubeconfig } } where it exists.",
      {},
      {},
    ],
    ['nobody makes clusters of the provider "awss"; did you mean "aws"?', { provider: 'awss' }, { aws: eks }],
    ['pulumi/no-provider at members/a: it states no provider', { provider: undefined }, { aws: eks }],
    ['pulumi/no-region at members/a: it states no region', { region: undefined }, { aws: eks }],
    [
      'pulumi/no-region at members/a: it is in eu-west-1; EksProvider has a network in us-east-1. ' +
        "Fix: give EksProvider regions: { 'eu-west-1': { ... } }.",
      { region: 'eu-west-1' },
      { aws: eks },
    ],
    [
      "pulumi/no-version at members/a: it wants Kubernetes 1.34, and the cloud asks for a patch version, of which there may be several. Fix: give AckProvider versions: { '1.34': '1.34.1-aliyun.1' }",
      { provider: 'alicloud', region: 'cn-shanghai', pools: [] },
      { alicloud: ack },
    ],
    [
      'pulumi/no-instance-type at members/a: its node pool p states no machine type.',
      { pools: [{ name: 'p', nodes: 1 }] },
      { aws: eks },
    ],
  ])('%s', async (message, more, providers) => {
    await registered(() => {
      const program = fleetOf({ a: { ...aws, ...more } });
      const make = () => new ProvisionedClusters('clusters', { program, controlPlane, providers });
      expect(make).toThrow(Failure);
      expect(make).toThrow(message);
    });
  });

  const versions = { '1.34': '1.34.1' };
  const tke = new TkeProvider({ regions: { 'ap-beijing': { vpcId: 'v', subnetIds: [], podSubnetIds: [] } }, versions });
  const gke = new GkeProvider({ project: 'p', regions: { 'us-central1': {} } });
  const ackIn = new AckProvider({ regions: { 'us-east-1': { vswitchIds: [], podVswitchIds: [] } }, versions });

  test.each<[string, IClusterProvider, string, string]>([
    ['AWS but of Alibaba Cloud; EksProvider', eks, 'us-east-1', 'ecs.gn6v-c8g1.2xlarge'],
    ['Alibaba Cloud but of AWS; AckProvider', ackIn, 'us-east-1', 'p4d.24xlarge'],
    ['Tencent Cloud; TkeProvider', tke, 'ap-beijing', 's5'],
    ['Google Cloud; GkeProvider', gke, 'us-central1', 'big'],
  ])('whatever members call it, a machine type is none of %s', async (message, provider, region, instanceType) => {
    const machines = [{ name: 'p', nodes: 3, instanceType }];
    const made = provision(
      { a: { kubernetes: '1.34', provider: 'prod', region, pools: machines } },
      { prod: provider },
    );
    await expect(made).rejects.toMatchObject({ id: 'pulumi/wrong-instance-type', place: 'members/a' });
    await expect(made).rejects.toThrow(
      `the machine type of its node pool p is "${instanceType}", which is none of ${message} is to make it.`,
    );
  });

  test.each<[string, IClusterProvider, string]>([
    ['AWS but of Alibaba Cloud; EksProvider', eks, 'cn-shanghai'],
    ['Alibaba Cloud but of AWS; AckProvider', ackIn, 'cn-north-1'],
    ['Tencent Cloud but of AWS and Alibaba Cloud; TkeProvider', tke, 'us-east-1'],
    ['Google Cloud; GkeProvider', gke, 'hall-3'],
  ])('whatever members call it, a region is none of %s', async (message, provider, region) => {
    const made = provision({ a: { kubernetes: '1.34', provider: 'prod', region } }, { prod: provider });
    await expect(made).rejects.toMatchObject({ id: 'pulumi/wrong-region', place: 'members/a' });
    await expect(made).rejects.toThrow(
      `its region is "${region}", which is none of ${message} is to make its cluster.`,
    );
  });

  test('a machine type that is known late is not judged, and reaches the cloud', async () => {
    const machines = [{ name: 'p', nodes: 1, instanceType: late(pulumi.output('p4d.24xlarge')) }];
    const { of } = await provision({ a: { ...aws, provider: 'prod', pools: machines } }, { prod: eks });
    expect(of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs.instanceTypes).toEqual(['p4d.24xlarge']);
  });

  test.each([
    ['@pulumi/aws', 'aws', eks, aws],
    ['@pulumi/alicloud', 'alicloud', ack, { ...aws, provider: 'alicloud', region: 'cn-shanghai', pools: [] }],
  ] as const)('%s is not installed', async (name, provider, implementation, props) => {
    jest.doMock(`${name}/provider`, () => {
      throw Object.assign(new Error('not found'), { code: 'MODULE_NOT_FOUND' });
    });
    try {
      jest.resetModules();
      await registered(() => {
        const program = fleetOf({ a: props });
        const make = () =>
          new ProvisionedClusters('clusters', { program, controlPlane, providers: { [provider]: implementation } });
        expect(make).toThrow(`pulumi/package-missing at ${name}: it makes the clusters of this program`);
        expect(make).toThrow(`npm install ${name}`);
      });
    } finally {
      jest.dontMock(`${name}/provider`);
    }
  });
});
