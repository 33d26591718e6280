import { Provider } from '@pulumi/aws/provider';
import type * as pulumi from '@pulumi/pulumi';
import { FleetApp, Gpu, GpuFleet, type MemberProps, type NodePoolProps } from '../lib';
import { Failure } from '../lib/core/failure';
import type { Target } from '../lib/core/target';
import {
  AckProvider,
  EksProvider,
  type EksProviderArgs,
  FleetDeployment,
  GkeProvider,
  type IClusterProvider,
  ProvisionedClusters,
  type ProvisionedClustersArgs,
  TkeProvider,
} from '../lib/pulumi';
import { type Answers, registered, settled } from './pulumi-mocks';
import { deployment } from './support';

const POOL: NodePoolProps = {
  name: 'a100',
  gpu: Gpu.nvidia('A100-40GB'),
  nodes: 4,
  gpusPerNode: 8,
  labels: { disk: 'nvme' },
  taints: [
    { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
    { key: 'old', effect: 'PreferNoSchedule' },
  ],
};
/** The labels of the pool that are a cloud's business: not those that it, or the kubelet, gives by itself. */
const LABELS = { 'node.cdk8s-fleet.dev/pool': 'a100', 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB', disk: 'nvme' };

const controlPlane = { kubeconfig: 'of Karmada' };

function fleetOf(members: Readonly<Record<string, MemberProps>>): FleetApp {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', { members });
  for (const name of Object.keys(members)) {
    deployment(fleet.member(name), 'local', 1);
  }
  return app;
}

function provision(
  members: Readonly<Record<string, MemberProps>>,
  providers: Readonly<Record<string, IClusterProvider>>,
  { args = {}, ...options }: { args?: Partial<ProvisionedClustersArgs>; answers?: Answers; preview?: boolean } = {},
) {
  return registered(
    (opts) =>
      new ProvisionedClusters('clusters', { program: fleetOf(members), controlPlane, providers, ...args }, opts),
    options,
  );
}

const member = (name: string): Target => ({ kind: 'member', member: name, folder: '' });

/** The kubeconfig of a member as whoever applies objects gets it. */
async function kubeconfigOf(clusters: ProvisionedClusters, name: string) {
  return settled(clusters.connectionTo(member(name)).kubeconfig as pulumi.Output<string>);
}

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

  test.each<[NodePoolProps['upgrade'], object]>([
    [{}, { updateConfig: { updateStrategy: 'DEFAULT', maxUnavailable: 1 }, forceUpdateVersion: false }],
    [
      { maxSurge: '50%' },
      { updateConfig: { updateStrategy: 'DEFAULT', maxUnavailable: 2 }, forceUpdateVersion: false },
    ],
    [
      { maxSurge: 0, maxUnavailable: '10%', drainTimeoutSeconds: 600 },
      { updateConfig: { updateStrategy: 'MINIMAL', maxUnavailable: 1 }, forceUpdateVersion: true },
    ],
  ])('an upgrade with %j', async (upgrade, expected) => {
    const pools = [{ name: 'p', nodes: 4, instanceType: 'm7i.large', upgrade }];
    const { of } = await provision({ a: { ...aws, pools } }, { aws: eks() }, { answers });
    expect(of('aws:eks/nodeGroup:NodeGroup')[0]!.inputs).toMatchObject(expected);
  });

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
        options: { protect: true },
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
    expect(target?.inputs).toMatchObject({ ownedCluster: true, order: ['apps/Deployment default/local'] });
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
