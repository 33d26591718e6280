import * as pulumi from '@pulumi/pulumi';

/**
 * The resources of Tencent Cloud that TKE needs, as Pulumi's provider for it knows them
 * (github.com/tencentcloudstack/pulumi-tencentcloud). Its package for Node.js is on no registry; programs need only the plugin.
 */
const PLUGIN = { pluginDownloadURL: 'github://api.github.com/tencentcloudstack' };

/** The provider of one region, with the credentials of the environment. */
export class TencentProvider extends pulumi.ProviderResource {
  public constructor(name: string, args: { readonly region: string }, opts?: pulumi.ResourceOptions) {
    super('tencentcloud', name, { ...args }, { ...opts, ...PLUGIN });
  }
}

/** A cluster without nodes. */
export interface TencentClusterArgs {
  readonly clusterName: string;
  readonly clusterVersion: string;
  readonly clusterDeployType: 'MANAGED_CLUSTER';
  readonly clusterOs: string;
  readonly containerRuntime: 'containerd';
  readonly vpcId: pulumi.Input<string>;
  readonly networkType: 'VPC-CNI';
  readonly vpcCniType: 'tke-route-eni';
  readonly eniSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly serviceCidr: string;
  readonly clusterMaxServiceNum: number;
  readonly upgradeInstancesFollowCluster: boolean;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export class TencentCluster extends pulumi.CustomResource {
  public constructor(name: string, args: TencentClusterArgs, opts?: pulumi.CustomResourceOptions) {
    super('tencentcloud:Kubernetes/cluster:Cluster', name, { ...args }, { ...opts, ...PLUGIN });
  }
}

/** Nodes of one shape. */
export interface TencentNodePoolArgs {
  readonly clusterId: pulumi.Input<string>;
  /** At most 25 characters. */
  readonly name: string;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly enableAutoScale: boolean;
  readonly autoScalingConfig: TencentMachineArgs;
  readonly labels: Readonly<Record<string, pulumi.Input<string>>>;
  readonly taints: readonly {
    readonly key: pulumi.Input<string>;
    readonly value: pulumi.Input<string>;
    readonly effect: string;
  }[];
  readonly nodeOs: string;
  /** Whether machines outlive their pool. */
  readonly deleteKeepInstance: boolean;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the machines of a node pool are. */
export interface TencentMachineArgs {
  readonly instanceType: pulumi.Input<string>;
  readonly systemDiskType: string;
  readonly systemDiskSize: number;
  readonly instanceChargeType: 'POSTPAID_BY_HOUR' | 'SPOTPAID';
  readonly spotInstanceType?: 'one-time';
  /** In the currency of the account, for one hour. */
  readonly spotMaxPrice?: string;
  readonly orderlySecurityGroupIds?: pulumi.Input<pulumi.Input<string>[]>;
  readonly keyIds?: pulumi.Input<pulumi.Input<string>[]>;
}

export class TencentNodePool extends pulumi.CustomResource {
  public constructor(name: string, args: TencentNodePoolArgs, opts?: pulumi.CustomResourceOptions) {
    super('tencentcloud:Kubernetes/nodePool:NodePool', name, { ...args }, { ...opts, ...PLUGIN });
  }
}

/** How the API server of a cluster is reached. TKE opens it when the cluster has nodes. */
export interface TencentClusterEndpointArgs {
  readonly clusterId: pulumi.Input<string>;
  readonly clusterInternet?: boolean;
  readonly clusterInternetSecurityGroup?: pulumi.Input<string>;
  readonly clusterIntranet?: boolean;
  readonly clusterIntranetSubnetId?: pulumi.Input<string>;
}

export class TencentClusterEndpoint extends pulumi.CustomResource {
  /** Content of a kubeconfig for the public address. */
  declare public readonly kubeConfig: pulumi.Output<string>;
  /** Content of a kubeconfig for the address in the network. */
  declare public readonly kubeConfigIntranet: pulumi.Output<string>;

  public constructor(name: string, args: TencentClusterEndpointArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { kubeConfig: undefined, kubeConfigIntranet: undefined };
    super(
      'tencentcloud:Kubernetes/clusterEndpoint:ClusterEndpoint',
      name,
      { ...args, ...outputs },
      { ...opts, ...PLUGIN, additionalSecretOutputs: Object.keys(outputs) },
    );
  }
}
