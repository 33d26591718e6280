import { Provider } from '@pulumi/aws/provider';
import { GpuSharing, type MemberProps, type NodePoolProps } from '../lib';
import { EksProvider, type EksProviderArgs, ProvisionedClusters } from '../lib/pulumi';
import { controlPlane, fleetOf, kubeconfigOf, LABELS, POOL, provision, UNKEPT } from './clouds-support';
import { type Answers, registered, settled } from './pulumi-mocks';

describe('EKS', () => {
  const aws: MemberProps = {
    provider: 'aws',
    region: 'us-east-1',
    kubernetes: '1.34',
    pools: [
      { ...POOL, instanceType: 'p4d.24xlarge', autoscaling: { min: 1, max: 9 }, spot: true, diskGiB: 500 },
      { name: 'system', nodes: 3, instanceType: 'm7i.2xlarge' },
    ],
  };
  const eks = (more: Partial<EksProviderArgs> = {}) =>
    new EksProvider({ regions: { 'us-east-1': { subnetIds: ['subnet-a', 'subnet-b'] } }, ...more });
  const answers: Answers = {
    'aws:eks/cluster:Cluster': { endpoint: 'https://eks', certificateAuthority: { data: 'Q0E=' } },
    'aws:iam/role:Role': { arn: 'arn:of:a:role' },
  };

  test('a cluster of the version, protected, in the region, with roles of its own', async () => {
    const { of } = await provision({ a: aws }, { aws: eks() }, { answers });
    expect(of('pulumi:providers:aws')).toMatchObject([
      { name: 'clusters/aws/us-east-1', inputs: { region: 'us-east-1' } },
    ]);
    const [cluster] = of('aws:eks/cluster:Cluster');
    expect(cluster).toMatchObject({
      name: 'clusters/a',
      options: { protect: true },
      inputs: {
        name: 'a',
        version: '1.34',
        roleArn: 'arn:of:a:role',
        deletionProtection: true,
        vpcConfig: { subnetIds: ['subnet-a', 'subnet-b'], endpointPublicAccess: true },
      },
    });
    expect(cluster!.provider).toContain('clusters/aws/us-east-1');
    expect(of('aws:iam/rolePolicyAttachment:RolePolicyAttachment').map(({ inputs }) => inputs.policyArn)).toEqual([
      'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
      'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy',
      'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
      'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
    ]);
    expect(String(cluster!.dependsOn)).toContain('AmazonEKSClusterPolicy');
  });

  test('a node group for each pool: machine, size, labels, taints, the image with the driver', async () => {
    const { of } = await provision({ a: aws }, { aws: eks() }, { answers });
    const [gpu, system] = of('aws:eks/nodeGroup:NodeGroup');
    expect(gpu).toMatchObject({
      name: 'clusters/a/a100',
      options: { ignoreChanges: ['scalingConfig.desiredSize'] },
    });
    expect(gpu!.inputs).toEqual({
      clusterName: 'a',
      nodeGroupNamePrefix: 'a100-',
      nodeRoleArn: 'arn:of:a:role',
      subnetIds: ['subnet-a', 'subnet-b'],
      version: '1.34',
      instanceTypes: ['p4d.24xlarge'],
      amiType: 'AL2023_x86_64_NVIDIA',
      capacityType: 'SPOT',
      diskSize: 500,
      scalingConfig: { desiredSize: 4, minSize: 1, maxSize: 9 },
      labels: LABELS,
      taints: [
        { key: 'gpu', value: 'yes', effect: 'NO_SCHEDULE' },
        { key: 'old', effect: 'PREFER_NO_SCHEDULE' },
      ],
      tags: {},
    });
    expect(system).toMatchObject({
      inputs: {
        amiType: 'AL2023_x86_64_STANDARD',
        capacityType: 'ON_DEMAND',
        diskSize: 100,
        scalingConfig: { desiredSize: 3, minSize: 3, maxSize: 3 },
      },
    });
    expect(system!.inputs).not.toHaveProperty('updateConfig');
  });

  test.each<[string, NodePoolProps['sharing']]>([
    ['time slices', GpuSharing.timeSlices(8)],
    ['time slices of their own name', GpuSharing.timeSlices(8, { rename: true })],
    ['MPS', GpuSharing.mps(4)],
    ['MPS of its own name', GpuSharing.mps(4, { rename: true })],
    ['MIG of one profile', GpuSharing.mig({ '1g.5gb': 7 }, { strategy: 'single' })],
    ['MIG of several', GpuSharing.mig({ '3g.20gb': 1, '1g.5gb': 4 })],
    ['virtual GPUs', GpuSharing.vgpu()],
    ['claims', GpuSharing.dra()],
  ])('cards that are shared need the driver as whole ones do: %s', async (_, sharing) => {
    const engines = { volcano: '1.15' };
    const pools = [{ ...POOL, instanceType: 'p4d.24xlarge', sharing }];
    const { of } = await provision({ a: { ...aws, engines, pools } }, { aws: eks() }, { answers });
    expect(of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs.amiType).toBe('AL2023_x86_64_NVIDIA');
  });

  test.each<[NodePoolProps['upgrade'], object]>([
    [{}, { updateConfig: { updateStrategy: 'DEFAULT', maxUnavailable: 1 }, forceUpdateVersion: false }],
    [
      { maxSurge: '50%' },
      { updateConfig: { updateStrategy: 'DEFAULT', maxUnavailable: 2 }, forceUpdateVersion: false },
    ],
    [
      { maxUnavailable: 3 },
      { updateConfig: { updateStrategy: 'DEFAULT', maxUnavailable: 3 }, forceUpdateVersion: false },
    ],
    [
      { maxSurge: 0, maxUnavailable: '10%', drainTimeoutSeconds: 900 },
      { updateConfig: { updateStrategy: 'MINIMAL', maxUnavailable: 1 }, forceUpdateVersion: true },
    ],
  ])('an upgrade with %j', async (upgrade, expected) => {
    const pools = [{ name: 'p', nodes: 4, instanceType: 'm7i.large', upgrade }];
    const { of } = await provision({ a: { ...aws, pools } }, { aws: eks() }, { answers });
    expect(of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs).toMatchObject(expected);
  });

  test.each<[NodePoolProps['upgrade'], number]>([
    [{ maxSurge: 100 }, 100],
    [{ maxUnavailable: 100 }, 100],
    [{ maxSurge: '60%' }, 100],
    [{ maxSurge: 0, maxUnavailable: '60%' }, 100],
  ])('an upgrade of two hundred nodes with %j: a percentage is cut to a hundred', async (upgrade, maxUnavailable) => {
    const pools = [{ name: 'p', nodes: 200, instanceType: 'm7i.large', upgrade }];
    const { of } = await provision({ a: { ...aws, pools } }, { aws: eks() }, { answers });
    expect(of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs.updateConfig).toMatchObject({ maxUnavailable });
  });

  test.each<[NodePoolProps['upgrade'], string]>([
    [
      { maxSurge: 1, maxUnavailable: 2 },
      'maxUnavailable: 2, and EKS starts new nodes first or drains first, not both.',
    ],
    [{ maxSurge: 101 }, 'maxSurge: 101, and EKS replaces 100 nodes at a time at most.'],
    [{ maxSurge: 0, maxUnavailable: 150 }, 'maxUnavailable: 150, and EKS replaces 100 nodes at a time at most.'],
    [{ drainTimeoutSeconds: 3600 }, 'drainTimeoutSeconds: 3600, and EKS waits 900 seconds for the pods of a node.'],
  ])('no upgrade with %j: it is not as EKS does it', async (upgrade, message) => {
    const pools = [{ name: 'p', nodes: 4, instanceType: 'm7i.large', upgrade }];
    const made = provision({ a: { ...aws, pools } }, { aws: eks() }, { answers });
    await expect(made).rejects.toThrow(`${UNKEPT} ${message}`);
  });

  test('an image of the release that the program states for a Kubernetes version', async () => {
    const releaseVersions = { '1.34': '1.34.1-20251112', '1.33': '1.33.5-20251112' };
    const members = { a: aws, b: { ...aws, kubernetes: '1.33' }, c: { ...aws, kubernetes: '1.35' } };
    const { of } = await provision(members, { aws: eks({ releaseVersions }) }, { answers });
    const releases = of('aws:eks/nodeGroup:NodeGroup').map(({ inputs }) => inputs.releaseVersion);
    expect(releases).toEqual([
      ...['1.34.1-20251112', '1.34.1-20251112'],
      ...['1.33.5-20251112', '1.33.5-20251112'],
      ...[undefined, undefined],
    ]);
  });

  test.each(['1.33.5-20251112', '1.3.4-20251112', '1.34.1', '1.34-20251112', 'latest'])(
    'a release of another Kubernetes version, or none: %s',
    (release) => {
      expect(() => eks({ releaseVersions: { '1.34': release } })).toThrow(
        `pulumi/wrong-release at EksProvider: releaseVersions has "${release}" for Kubernetes 1.34. Fix: `,
      );
    },
  );

  test('an ARM image, a pool of no nodes', async () => {
    const pools = [{ name: 'p', nodes: 0, instanceType: 'm7g.large', labels: { 'kubernetes.io/arch': 'arm64' } }];
    const { of } = await provision({ a: { ...aws, pools } }, { aws: eks() }, { answers });
    expect(of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs).toMatchObject({
      amiType: 'AL2023_ARM_64_STANDARD',
      scalingConfig: { desiredSize: 0, minSize: 0, maxSize: 1 },
    });
  });

  test('the kubeconfig asks the AWS CLI for a token, holds none, and is a secret', async () => {
    const regions = { 'us-east-1': { subnetIds: [], tokenArgs: ['--profile', 'prod'] } };
    const { made } = await provision({ a: aws }, { aws: eks({ regions }) }, { answers });
    const { value, known, secret } = await kubeconfigOf(made, 'a');
    expect({ known, secret }).toEqual({ known: true, secret: true });
    const config = JSON.parse(value);
    expect(config.clusters).toEqual([
      { name: 'a', cluster: { server: 'https://eks', 'certificate-authority-data': 'Q0E=' } },
    ]);
    expect(config.users[0].user.exec).toMatchObject({
      command: 'aws',
      args: 'eks get-token --output json --cluster-name a --region us-east-1 --profile prod'.split(' '),
      interactiveMode: 'Never',
    });
    expect(config['current-context']).toBe('a');
    expect(await settled(made.kubeconfigs)).toMatchObject({ value: { a: value }, secret: true });
  });

  test('before the cluster is there its kubeconfig is unknown, and still a secret', async () => {
    const { made, of } = await provision({ a: aws }, { aws: eks() }, { preview: true });
    expect(await kubeconfigOf(made, 'a')).toMatchObject({ known: false, secret: true });
    expect(of('aws:eks/nodeGroup:NodeGroup')).toHaveLength(2);
  });

  test('regions and their roles are made once; what is given is not made', async () => {
    const regions = { 'us-east-1': { subnetIds: ['x'] }, 'cn-north-1': { subnetIds: ['y'] } };
    const members = { a: aws, b: aws, c: { ...aws, region: 'cn-north-1' } };
    const { of } = await provision(members, { aws: eks({ regions }) }, { answers });
    expect(of('pulumi:providers:aws').map(({ inputs }) => inputs.region)).toEqual(['us-east-1', 'cn-north-1']);
    expect(of('aws:iam/role:Role')).toHaveLength(4);
    expect(of('aws:eks/cluster:Cluster').map(({ inputs }) => inputs.name)).toEqual(['a', 'b', 'c']);
    const china = of('aws:iam/rolePolicyAttachment:RolePolicyAttachment').filter(({ name }) =>
      name.includes('cn-north-1'),
    );
    expect(china.every(({ inputs }) => String(inputs.policyArn).startsWith('arn:aws-cn:'))).toBe(true);

    const given = { clusterRoleArn: 'arn:c', nodeRoleArn: 'arn:n', protect: false, publicEndpoint: false };
    const own = await registered((opts) => {
      const provider = new Provider('mine', { region: 'us-east-1', profile: 'prod' }, opts);
      const providers = { aws: eks({ ...given, regions: { 'us-east-1': { subnetIds: ['x'], provider } } }) };
      return new ProvisionedClusters('clusters', { program: fleetOf({ a: aws }), controlPlane, providers }, opts);
    });
    expect(own.of('aws:iam/role:Role')).toEqual([]);
    expect(own.of('pulumi:providers:aws')).toHaveLength(1);
    expect(own.of('aws:eks/cluster:Cluster')).toMatchObject([
      {
        options: { protect: false },
        inputs: { roleArn: 'arn:c', deletionProtection: false, vpcConfig: { endpointPublicAccess: false } },
      },
    ]);
    expect(own.of('aws:eks/cluster:Cluster')[0]!.provider).toMatch(/::mine$/);
    expect(own.of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs.nodeRoleArn).toBe('arn:n');
  });
});
