import * as pulumi from '@pulumi/pulumi';
import type { MemberProps } from '../lib';
import { AckProvider, EksProvider, GkeProvider, type IClusterProvider, late, TkeProvider } from '../lib/pulumi';
import { provision } from './clouds-support';

const KUBERNETES = { '1.34': '1.34.1' };

test.each<[string, Omit<MemberProps, 'kubernetes'>, string, IClusterProvider, string]>([
  [
    'aws',
    { region: 'us-east-1' },
    'm7i.large',
    new EksProvider({ regions: { 'us-east-1': { subnetIds: [] } } }),
    'aws:eks/nodeGroup:NodeGroup',
  ],
  [
    'alicloud',
    { region: 'cn-shanghai' },
    'ecs.g7.2xlarge',
    new AckProvider({ regions: { 'cn-shanghai': { vswitchIds: [], podVswitchIds: [] } }, versions: KUBERNETES }),
    'alicloud:cs/nodePool:NodePool',
  ],
  [
    'tencent',
    { region: 'ap-beijing' },
    'S5.2XLARGE16',
    new TkeProvider({
      regions: { 'ap-beijing': { vpcId: 'vpc', subnetIds: [], podSubnetIds: [] } },
      versions: KUBERNETES,
    }),
    'tencentcloud:Kubernetes/nodePool:NodePool',
  ],
  [
    'gcp',
    { region: 'us-central1', zones: ['us-central1-a'] },
    'e2-standard-8',
    new GkeProvider({ project: 'project', regions: { 'us-central1': {} } }),
    'gcp:container/nodePool:NodePool',
  ],
])(
  'late values of labels and taints of node pools reach the nodes that %s makes',
  async (provider, place, instanceType, made, kind) => {
    const team = late(pulumi.output('research'));
    const pool = {
      name: 'p',
      nodes: 1,
      instanceType,
      labels: { team },
      taints: [{ key: 'team', value: `${team}-only`, effect: 'NoSchedule' }],
    } as const;
    const { of } = await provision(
      { a: { ...place, provider, kubernetes: '1.34', pools: [pool] } },
      { [provider]: made },
    );
    const inputs = JSON.stringify(of(kind)[0]!.inputs);
    expect(inputs).toMatch(/"team":"research"|"key":"team","value":"research"/);
    expect(inputs).toContain('"value":"research-only"');
    expect(inputs).not.toContain('late-value');
  },
);
