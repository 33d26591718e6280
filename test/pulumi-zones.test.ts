import * as pulumi from '@pulumi/pulumi';
import type { MemberProps } from '../lib';
import { AckProvider, EksProvider, type IClusterProvider, TkeProvider, type ZonedSubnets } from '../lib/pulumi';
import { provision } from './clouds-support';
import type { Answers } from './pulumi-mocks';

/** A cloud whose networks are in zones: a member there, what makes it of such subnets, and what of it bears subnets. */
interface Zoned {
  readonly place: Pick<MemberProps, 'provider' | 'region'>;
  readonly instanceType: string;
  readonly property: string;
  readonly made: (subnets: ZonedSubnets) => IClusterProvider;
  readonly pool: string;
  readonly cluster: string;
  readonly answers?: Answers;
}

const versions = { '1.34': '1.34.1' };
const CLOUDS: Readonly<Record<string, Zoned>> = {
  EKS: {
    place: { provider: 'aws', region: 'us-east-1' },
    instanceType: 'm7i.large',
    property: 'subnetIds',
    made: (subnetIds) => new EksProvider({ regions: { 'us-east-1': { subnetIds } } }),
    pool: 'aws:eks/nodeGroup:NodeGroup',
    cluster: 'aws:eks/cluster:Cluster',
    answers: {
      'aws:eks/cluster:Cluster': { endpoint: 'https://eks', certificateAuthority: { data: 'Q0E=' } },
      'aws:iam/role:Role': { arn: 'arn:of:a:role' },
    },
  },
  ACK: {
    place: { provider: 'alicloud', region: 'cn-shanghai' },
    instanceType: 'ecs.g7.2xlarge',
    property: 'vswitchIds',
    made: (vswitchIds) =>
      new AckProvider({ regions: { 'cn-shanghai': { vswitchIds, podVswitchIds: ['p'] } }, versions }),
    pool: 'alicloud:cs/nodePool:NodePool',
    cluster: 'alicloud:cs/managedKubernetes:ManagedKubernetes',
  },
  TKE: {
    place: { provider: 'tencent', region: 'ap-beijing' },
    instanceType: 'S5.2XLARGE16',
    property: 'subnetIds',
    made: (subnetIds) =>
      new TkeProvider({ regions: { 'ap-beijing': { vpcId: 'vpc', subnetIds, podSubnetIds: ['p'] } }, versions }),
    pool: 'tencentcloud:Kubernetes/nodePool:NodePool',
    cluster: 'tencentcloud:Kubernetes/clusterEndpoint:ClusterEndpoint',
  },
};

describe.each(Object.entries(CLOUDS))('zones of members that %s makes', (cloud, zoned) => {
  const { place, instanceType, property, made, pool, cluster, answers = {} } = zoned;
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => `${place.region}${cloud === 'EKS' ? '' : '-'}${letter}`) as [
    string,
    string,
    string,
  ];
  const byZone: ZonedSubnets = { [a]: ['in-a'], [b]: pulumi.output(['in-b', 'too']), [c]: ['in-c'] };

  const seen = async (subnets: ZonedSubnets, zones?: readonly string[]) => {
    const member = {
      ...place,
      kubernetes: '1.34',
      pools: [{ name: 'p', nodes: 1, instanceType }],
      ...(zones ? { zones } : {}),
    };
    const { of } = await provision({ a: member }, { [place.provider!]: made(subnets) }, { answers });
    return { nodes: of(pool)[0]!.inputs[property], cluster: of(cluster)[0]!.inputs };
  };

  test('nodes are in the subnets of these zones alone', async () => {
    expect((await seen(byZone, [b])).nodes).toEqual(['in-b', 'too']);
    expect((await seen(byZone, [a, c])).nodes).toEqual(['in-a', 'in-c']);
  });

  test('without zones they are in all subnets of the region', async () => {
    expect((await seen(byZone)).nodes).toEqual(['in-a', 'in-b', 'too', 'in-c']);
    expect((await seen(['x', 'y'])).nodes).toEqual(['x', 'y']);
    expect((await seen(Promise.resolve(['x']))).nodes).toEqual(['x']);
    expect((await seen(pulumi.output(['x']))).nodes).toEqual(['x']);
  });

  test('the control plane is reached', async () => {
    const all = ['in-a', 'in-b', 'too', 'in-c'];
    const expected = {
      EKS: { vpcConfig: { subnetIds: all } },
      ACK: { vswitchIds: all, podVswitchIds: ['p'] },
      TKE: { clusterIntranetSubnetId: 'in-b' },
    };
    expect((await seen(byZone, [b])).cluster).toMatchObject(expected[cloud as keyof typeof expected]);
  });

  test('a zone without subnets is told', async () => {
    const zones = [`${a}`, `${b.slice(0, -1)}f`];
    await expect(seen(byZone, zones)).rejects.toThrow(
      `pulumi/no-zone at members/a: it is in the zone ${zones[1]}; ${provider(cloud)} has ${property} of ${place.region} in ${a}, ${b} and ${c}.`,
    );
  });

  test('so are subnets of which nobody says in which zone they are: nodes would be in any', async () => {
    await expect(seen(['x', 'y'], [a])).rejects.toThrow(
      `pulumi/no-zone at members/a: its zones are ${a}, and ${provider(cloud)} has ${property} of ${place.region} without zones: its nodes would be in any. ` +
        `Fix: state them by zone, ${property}: { '${a}': [...] }, or leave zones out.`,
    );
  });
});

function provider(cloud: string): string {
  return `${cloud[0]}${cloud.slice(1).toLowerCase()}Provider`;
}
