import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import { isNone, type PoolUpgrade } from '../../fleet/pool-upgrade';
import type { ClusterConnection } from '../clusters';
import type { Cloud } from './cloud';
import { cloudPackage } from './cloud-package';
import type { IClusterProvider, ProvisionContext } from './cluster-provider';
import { type MachinePool, machinePools } from './machine-pool';
import { isProtected } from './protection';
import { type CloudRegion, providersOf, regionOf, versionOf } from './regions';
import { allSubnets, nodeSubnets, type ZonedSubnets } from './subnets';
import { type Unkept, unkeptSurge } from './upgrade-steps';

/** What the clusters of one region of Alibaba Cloud share. */
export interface AckRegion extends CloudRegion {
  /** vSwitches of control planes and nodes; by zone where members state `zones`, which are those of their nodes only. */
  readonly vswitchIds: ZonedSubnets;
  /** vSwitches of the pods, one in each zone of the nodes: pods have addresses of the VPC (Terway), so that clusters can meet. */
  readonly podVswitchIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** Images of ACK's nodes, by the architecture of their machines. */
export interface AckImages {
  /** Identifier of an image of AliyunLinux 3: `aliyun_3_x64_20G_alibase_20250629.vhd`. @default ACK's own at that time */
  readonly amd64?: string;
  /** The same for machines with ARM processors. @default ACK's own at that time */
  readonly arm64?: string;
  /**
   * Whether nodes that exist get the image, too: ACK drains them and replaces their system disks, as many at a time as `upgrade` of
   * their pool says. Set it for one update only: Alibaba's provider asks for it in every update of a pool, whatever has changed there.
   * @default false: only new nodes have it
   */
  readonly onExistingNodes?: boolean;
}

/** What ACK needs besides the members. */
export interface AckProviderArgs {
  /** By name of the region. */
  readonly regions: Readonly<Record<string, AckRegion>>;
  /**
   * What ACK calls the Kubernetes versions of the members: `{ '1.34': '1.34.1-aliyun.1' }`. ACK wants to know the patch version; a
   * cluster is upgraded when it changes, and not when ACK has a new one.
   */
  readonly versions: Readonly<Record<string, string>>;
  /** Images of the nodes. @default ACK's own at the time when a pool is made */
  readonly images?: AckImages;
  /** Edition of the control planes. @default 'ack.pro.small': Pro, which GPU sharing and scheduling need */
  readonly clusterSpec?: string;
  /** Addresses of services. @default '172.21.0.0/20' */
  readonly serviceCidr?: string;
  /** Whether the API servers are reached from outside their network; Pulumi must reach them. @default true */
  readonly publicEndpoint?: boolean;
  /** Key pair with which people log into nodes. @default none */
  readonly keyName?: pulumi.Input<string>;
  /**
   * Whether clusters cannot be deleted or replaced: not by Pulumi, and not in the console.
   * @default true, but for sandboxes, which state a `ttl`
   */
  readonly protect?: boolean;
  /** Tags of clusters and node pools. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

const CLOUD: Cloud = { name: 'alicloud', provider: 'AckProvider', unkept };

/** Managed clusters of Alibaba Cloud's ACK. Needs `npm install @pulumi/alicloud`. */
export class AckProvider implements IClusterProvider {
  public constructor(private readonly args: AckProviderArgs) {}

  /**
   * @throws Failure `pulumi/no-region`, `pulumi/wrong-region`, `pulumi/no-zone`, `pulumi/no-version`, `pulumi/no-instance-type`, `pulumi/wrong-instance-type`,
   * `pulumi/upgrade-setting`, `pulumi/package-missing`
   */
  public provision(members: readonly MemberModel[], context: ProvisionContext): Record<string, ClusterConnection> {
    const { Provider } = cloudPackage(
      '@pulumi/alicloud',
      () => require('@pulumi/alicloud/provider') as typeof import('@pulumi/alicloud/provider'),
    );
    const { args } = this;
    const { name, parent } = context;
    const providerOf = providersOf(
      args.regions,
      (region) => new Provider(`${name}/alicloud/${region}`, { region }, { parent }),
    );
    return Object.fromEntries(
      members.map((member) => {
        const { name: region, region: network } = regionOf(member, args.regions, CLOUD);
        const version = versionOf(member, args.versions, CLOUD, '.1-aliyun.1');
        return [member.name, ackCluster(member, { ...args, network, version, provider: providerOf(region) }, context)];
      }),
    );
  }
}

/** What one cluster is made from, besides its member. */
interface AckContext extends AckProviderArgs {
  readonly network: AckRegion;
  readonly version: string;
  readonly provider: pulumi.ProviderResource;
}

function ackCluster(member: MemberModel, context: AckContext, { name, parent }: ProvisionContext): ClusterConnection {
  const cs = cloudPackage(
    '@pulumi/alicloud',
    () => require('@pulumi/alicloud/cs') as typeof import('@pulumi/alicloud/cs'),
  );
  const { network, version, provider, publicEndpoint = true, tags = {} } = context;
  const vswitchIds = nodeSubnets(member, network.vswitchIds, 'vswitchIds', CLOUD);
  const pools = machinePools(member, CLOUD);
  const protect = isProtected(member, context.protect);
  const path = `${name}/${member.name}`;
  const component = new pulumi.ComponentResource('cdk8s-fleet:index:AckCluster', path, {}, { parent });
  const options = { parent: component, provider };
  const cluster = new cs.ManagedKubernetes(
    path,
    {
      name: member.name,
      version,
      clusterSpec: context.clusterSpec ?? 'ack.pro.small',
      vswitchIds: allSubnets(network.vswitchIds),
      podVswitchIds: network.podVswitchIds,
      serviceCidr: context.serviceCidr ?? '172.21.0.0/20',
      addons: ['terway-eniip', 'csi-plugin', 'csi-provisioner'].map((addon) => ({ name: addon })),
      slbInternetEnabled: publicEndpoint,
      deletionProtection: protect,
      tags,
    },
    { ...options, protect },
  );
  // without it limits are kept, and nothing is ever scaled
  const autoscaler = pools.some(({ scaled }) => scaled)
    ? [new cs.AutoscalingConfig(path, { clusterId: cluster.id, scalerType: 'cluster-autoscaler' }, options)]
    : [];
  const nodePools = pools.map(
    (pool) =>
      new cs.NodePool(
        `${path}/${pool.name}`,
        {
          nodePoolName: pool.name,
          clusterId: cluster.id,
          vswitchIds,
          instanceTypes: [pool.instanceType],
          imageType: pool.arm ? 'AliyunLinux3Arm64' : 'AliyunLinux3',
          runtimeName: 'containerd',
          systemDiskCategory: 'cloud_essd',
          systemDiskSize: pool.diskGiB,
          spotStrategy: pool.spot ? 'SpotAsPriceGo' : 'NoSpot',
          labels: Object.entries(pool.labels).map(([key, value]) => ({ key, value })),
          taints: pool.taints.map(({ key, value, effect }) => ({ key, value, effect })),
          // labels and taints that change come to the nodes that are there, too
          updateNodes: true,
          ...sizeOf(pool),
          ...imageOf(pool, context),
          ...(pool.upgrade ? { rollingPolicy: { maxParallelism: Math.max(1, pool.upgrade.unavailable) } } : {}),
          ...(context.keyName === undefined ? {} : { keyName: context.keyName }),
          tags,
        },
        { ...options, dependsOn: pool.scaled ? autoscaler : [] },
      ),
  );
  const credential = cs.getClusterCredentialOutput({ clusterId: cluster.id }, options);
  return { kubeconfig: pulumi.secret(credential.kubeConfig), cluster, dependsOn: nodePools };
}

/**
 * The image of a pool, and what is upgraded on nodes that exist. Alibaba's provider asks for that in every update of the pool, and
 * refuses another image there than that of the pool (`upgradeNodePool` in alicloud/resource_alicloud_cs_kubernetes_node_pool.go of
 * terraform-provider-alicloud).
 */
function imageOf({ arm }: MachinePool, { images = {}, version }: AckContext) {
  const imageId = arm ? images.arm64 : images.amd64;
  const upgradePolicy = { kubernetesVersion: version };
  if (imageId === undefined) {
    return { upgradePolicy };
  }
  return {
    imageId,
    upgradePolicy: images.onExistingNodes ? { ...upgradePolicy, imageId, useReplace: true } : upgradePolicy,
  };
}

/**
 * ACK upgrades a node as it is, or drains it and replaces its system disk; it drains for half an hour, and then ends the upgrade
 * (alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/replace-the-operating-system).
 */
function unkept(stated: PoolUpgrade): Unkept | undefined {
  if (isNone(stated.maxUnavailable)) {
    return {
      setting: 'maxUnavailable',
      because: 'ACK upgrades nodes in their place: one is missing meanwhile',
      fix: 'set maxUnavailable to 1 or more, or leave it out.',
    };
  }
  if (stated.drainTimeoutSeconds !== undefined) {
    return {
      setting: 'drainTimeoutSeconds',
      because: 'ACK waits half an hour for the pods of a node, and then ends the upgrade',
      fix: 'leave it out.',
    };
  }
  return unkeptSurge(stated, 'ACK');
}

/** ACK takes a number of nodes, or limits, and finds the driver by the machine type, but wants to hear of GPUs with the limits. */
function sizeOf({ scaled, nodes, min, max, gpu }: MachinePool) {
  return scaled
    ? { scalingConfig: { enable: true, minSize: min, maxSize: max, type: gpu ? 'gpu' : 'cpu' } }
    : { desiredSize: String(nodes) };
}
