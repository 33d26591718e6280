import type { MemberProps } from '../lib';
import { Failure } from '../lib/core/failure';
import { AckProvider, EksProvider, FleetDeployment, type IClusterProvider, ProvisionedClusters } from '../lib/pulumi';
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
