import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import type { PoolUpgrade } from '../../fleet/pool-upgrade';
import type { ClusterConnection } from '../clusters';
import { requirePrice } from '../numbers';
import type { Cloud } from './cloud';
import type { IClusterProvider, ProvisionContext } from './cluster-provider';
import { noNodeOs } from './failures';
import { type MachinePool, machinePools } from './machine-pool';
import { checkNames } from './name-lengths';
import { isProtected } from './protection';
import { type CloudRegion, providersOf, regionOf, versionOf } from './regions';
import { nodeSubnets, type ZonedSubnets } from './subnets';
import { TencentCluster, TencentClusterEndpoint, TencentNodePool, TencentProvider } from './tencent';
import { type Unkept, unkeptSurge } from './upgrade-steps';

/** What the clusters of one region of Tencent Cloud share. */
export interface TkeRegion extends CloudRegion {
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the nodes; by zone where members state `zones`. */
  readonly subnetIds: ZonedSubnets;
  /** Subnets of the pods, one in each zone of the nodes: pods have addresses of the VPC, so that clusters can meet. */
  readonly podSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the nodes. @default those that TKE chooses */
  readonly nodeSecurityGroupIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Security group of the API servers' public addresses. @default none: they are reached in the first subnet of the nodes only */
  readonly publicEndpointSecurityGroupId?: pulumi.Input<string>;
}

/** What TKE needs besides the members. */
export interface TkeProviderArgs {
  /** By name of the region. */
  readonly regions: Readonly<Record<string, TkeRegion>>;
  /** What TKE calls the Kubernetes versions of the members: `{ '1.34': '1.34.1' }`. A cluster is upgraded when it changes. */
  readonly versions: Readonly<Record<string, string>>;
  /**
   * Image of the nodes, as TKE calls it; a public one comes with the driver of the GPU. Another one is for new nodes: those that
   * exist keep theirs.
   * @default 'tlinux3.1x86_64'
   */
  readonly nodeOs?: string;
  /** The same for machines with ARM processors. @default none: no image is known here that serves them, and such pools are refused */
  readonly nodeOsArm64?: string;
  /** Addresses of services. @default '172.21.0.0/20' */
  readonly serviceCidr?: string;
  /** Key pairs with which people log into nodes. @default none */
  readonly keyIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Highest price of one spot machine for an hour, in the currency of the account. @default '1000': no limit in practice */
  readonly spotMaxPrice?: string;
  /**
   * Whether clusters cannot be deleted or replaced: not by Pulumi, and not in the console.
   * @default true, but for sandboxes, which state a `ttl`
   */
  readonly protect?: boolean;
  /** Tags of clusters and node pools. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

const CLOUD: Cloud = { name: 'tencent', provider: 'TkeProvider', unkept };

/** Nodes are upgraded with their cluster: in their place, one by one (upgradeClusterInstances of terraform-provider-tencentcloud). */
function unkept(stated: PoolUpgrade): Unkept | undefined {
  const { maxUnavailable = 1, drainTimeoutSeconds } = stated;
  if (maxUnavailable !== 1) {
    return {
      setting: 'maxUnavailable',
      because: 'TKE upgrades one node at a time',
      fix: 'set maxUnavailable to 1, or leave it out.',
    };
  }
  if (drainTimeoutSeconds !== undefined) {
    return { setting: 'drainTimeoutSeconds', because: 'TKE has no such limit', fix: 'leave it out.' };
  }
  return unkeptSurge(stated, 'TKE');
}

/**
 * Managed clusters of Tencent Cloud's TKE. Needs no package, but Pulumi's plugin:
 * `pulumi plugin install resource tencentcloud --server github://api.github.com/tencentcloudstack`.
 */
export class TkeProvider implements IClusterProvider {
  /** @throws Failure `pulumi/bad-number` */
  public constructor(private readonly args: TkeProviderArgs) {
    requirePrice('TkeProvider', 'spotMaxPrice', args.spotMaxPrice);
  }

  /**
   * @throws Failure `pulumi/no-region`, `pulumi/wrong-region`, `pulumi/no-zone`, `pulumi/no-version`, `pulumi/no-instance-type`, `pulumi/wrong-instance-type`,
   * `pulumi/no-node-os`, `pulumi/upgrade-setting`, `pulumi/long-name`
   */
  public provision(members: readonly MemberModel[], context: ProvisionContext): Record<string, ClusterConnection> {
    const { args } = this;
    const { name, parent } = context;
    const providerOf = providersOf(
      args.regions,
      (region) => new TencentProvider(`${name}/tencent/${region}`, { region }, { parent }),
    );
    return Object.fromEntries(
      members.map((member) => {
        const { name: region, region: network } = regionOf(member, args.regions, CLOUD);
        checkNames(member, { cluster: 60, pool: 25 });
        const version = versionOf(member, args.versions, CLOUD, '.1');
        return [member.name, tkeCluster(member, { ...args, network, version, provider: providerOf(region) }, context)];
      }),
    );
  }
}

/** What one cluster is made from, besides its member. */
interface TkeContext extends TkeProviderArgs {
  readonly network: TkeRegion;
  readonly version: string;
  readonly provider: pulumi.ProviderResource;
}

/** A public image of TencentOS for x86. */
const NODE_OS = 'tlinux3.1x86_64';

/** @throws Failure `pulumi/no-node-os` */
function nodeOsOf(
  member: string,
  { name, arm }: MachinePool,
  { nodeOs = NODE_OS, nodeOsArm64 }: TkeProviderArgs,
): string {
  if (!arm) {
    return nodeOs;
  }
  if (nodeOsArm64 === undefined) {
    throw noNodeOs(member, name, CLOUD.provider);
  }
  return nodeOsArm64;
}

function tkeCluster(member: MemberModel, context: TkeContext, { name, parent }: ProvisionContext): ClusterConnection {
  const { network, version, provider, tags = {} } = context;
  const { vpcId } = network;
  const subnetIds = nodeSubnets(member, network.subnetIds, 'subnetIds', CLOUD);
  const pools = machinePools(member, CLOUD).map((pool) => ({ ...pool, nodeOs: nodeOsOf(member.name, pool, context) }));
  const protect = isProtected(member, context.protect);
  const path = `${name}/${member.name}`;
  const component = new pulumi.ComponentResource('cdk8s-fleet:index:TkeCluster', path, {}, { parent });
  const options = { parent: component, provider };
  const cluster = new TencentCluster(
    path,
    {
      clusterName: member.name,
      clusterVersion: version,
      clusterDeployType: 'MANAGED_CLUSTER',
      clusterOs: context.nodeOs ?? NODE_OS,
      containerRuntime: 'containerd',
      vpcId,
      networkType: 'VPC-CNI',
      vpcCniType: 'tke-route-eni',
      eniSubnetIds: network.podSubnetIds,
      serviceCidr: context.serviceCidr ?? '172.21.0.0/20',
      clusterMaxServiceNum: 1024,
      // nodes are upgraded with their cluster
      upgradeInstancesFollowCluster: true,
      deletionProtection: protect,
      tags,
    },
    // only pools without an image of their own have the cluster's, and some versions of the plugin replace a cluster for another
    { ...options, protect, ignoreChanges: ['clusterOs'] },
  );
  const nodePools = pools.map(
    (pool) =>
      new TencentNodePool(
        `${path}/${pool.name}`,
        {
          clusterId: cluster.id,
          name: pool.name,
          vpcId,
          subnetIds,
          minSize: pool.min,
          maxSize: pool.max,
          desiredCapacity: pool.nodes,
          enableAutoScale: pool.scaled,
          autoScalingConfig: {
            instanceType: pool.instanceType,
            systemDiskType: 'CLOUD_PREMIUM',
            systemDiskSize: pool.diskGiB,
            ...(pool.spot
              ? {
                  instanceChargeType: 'SPOTPAID',
                  spotInstanceType: 'one-time',
                  spotMaxPrice: context.spotMaxPrice ?? '1000',
                }
              : { instanceChargeType: 'POSTPAID_BY_HOUR' }),
            ...(network.nodeSecurityGroupIds === undefined
              ? {}
              : { orderlySecurityGroupIds: network.nodeSecurityGroupIds }),
            ...(context.keyIds === undefined ? {} : { keyIds: context.keyIds }),
          },
          labels: pool.labels,
          taints: pool.taints.map(({ key, value = '', effect }) => ({ key, value, effect })),
          nodeOs: pool.nodeOs,
          deleteKeepInstance: false,
          deletionProtection: false,
          tags,
        },
        { ...options, ...(pool.scaled ? { ignoreChanges: ['desiredCapacity'] } : {}) },
      ),
  );
  const open = network.publicEndpointSecurityGroupId !== undefined;
  const endpoint = new TencentClusterEndpoint(
    path,
    {
      clusterId: cluster.id,
      ...(open
        ? { clusterInternet: true, clusterInternetSecurityGroup: network.publicEndpointSecurityGroupId }
        : { clusterIntranet: true, clusterIntranetSubnetId: pulumi.output(subnetIds).apply(([first = '']) => first) }),
    },
    { ...options, dependsOn: nodePools },
  );
  const kubeconfig = pulumi.secret(open ? endpoint.kubeConfig : endpoint.kubeConfigIntranet);
  return { kubeconfig, cluster, dependsOn: nodePools };
}
