import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import { isNone, type PoolUpgrade } from '../../fleet/pool-upgrade';
import type { ClusterConnection } from '../clusters';
import type { Cloud } from './cloud';
import { cloudPackage } from './cloud-package';
import type { IClusterProvider, ProvisionContext } from './cluster-provider';
import { clusterRole, type EksRole, nodeRole } from './eks-roles';
import { wrongRelease } from './failures';
import { execKubeconfig } from './kubeconfig';
import { type MachinePool, machinePools, screamed } from './machine-pool';
import { isProtected } from './protection';
import { type CloudRegion, onceForEach, regionOf } from './regions';
import { allSubnets, nodeSubnets, type ZonedSubnets } from './subnets';
import { type Unkept, unkeptNumber } from './upgrade-steps';

/** What the clusters of one AWS region share. */
export interface EksRegion extends CloudRegion {
  /** Subnets of control planes and nodes, in two zones at least; by zone where members state `zones`, which are those of their nodes only. */
  readonly subnetIds: ZonedSubnets;
  /**
   * Further arguments of `aws eks get-token` in the kubeconfigs: `['--profile', 'prod']`, where `provider` has credentials other than
   * those of the environment.
   * @default none
   */
  readonly tokenArgs?: readonly string[];
}

/** What EKS needs besides the members. */
export interface EksProviderArgs {
  /** By name of the region. */
  readonly regions: Readonly<Record<string, EksRegion>>;
  /**
   * Releases of Amazon's images that nodes run, by Kubernetes version: `{ '1.34': '1.34.1-20251112' }`. One release has all images
   * that are used here (standard, ARM, NVIDIA). Another one replaces the nodes, as `upgrade` of their pools says; EKS
   * does not go back to an earlier one.
   * @default - the newest at the time when a node group is made, or gets another Kubernetes version
   */
  readonly releaseVersions?: Readonly<Record<string, string>>;
  /** Role of the control planes. @default one is made for each region */
  readonly clusterRoleArn?: pulumi.Input<string>;
  /** Role of the nodes. @default one is made for each region */
  readonly nodeRoleArn?: pulumi.Input<string>;
  /** Whether the API servers are reached from outside their network; Pulumi must reach them. @default true */
  readonly publicEndpoint?: boolean;
  /**
   * Whether clusters cannot be deleted or replaced: not by Pulumi, and not in the console.
   * @default true, but for sandboxes, which state a `ttl`
   */
  readonly protect?: boolean;
  /** Tags of clusters and node groups. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}

const CLOUD: Cloud = { name: 'aws', provider: 'EksProvider', unkept };

/** `1.34.1-20251112`: the version of the kubelet, and the day. */
const RELEASE = /^\d+\.\d+\.\d+-\d{8}$/;

/** Clusters of Amazon EKS with managed node groups. Needs `npm install @pulumi/aws`; whoever uses the kubeconfigs needs the AWS CLI. */
export class EksProvider implements IClusterProvider {
  /** @throws Failure `pulumi/wrong-release` */
  public constructor(private readonly args: EksProviderArgs) {
    for (const [kubernetes, release] of Object.entries(args.releaseVersions ?? {})) {
      if (!(release.startsWith(`${kubernetes}.`) && RELEASE.test(release))) {
        throw wrongRelease(kubernetes, release);
      }
    }
  }

  /**
   * @throws Failure `pulumi/no-region`, `pulumi/wrong-region`, `pulumi/no-zone`, `pulumi/no-instance-type`, `pulumi/wrong-instance-type`,
   * `pulumi/upgrade-setting`, `pulumi/package-missing`
   */
  public provision(members: readonly MemberModel[], context: ProvisionContext): Record<string, ClusterConnection> {
    const { Provider } = cloudPackage(
      '@pulumi/aws',
      () => require('@pulumi/aws/provider') as typeof import('@pulumi/aws/provider'),
    );
    const { args } = this;
    const { name, parent } = context;
    const shared = onceForEach((region): EksShared => {
      const provider = args.regions[region]?.provider ?? new Provider(`${name}/aws/${region}`, { region }, { parent });
      const given = (arn: pulumi.Input<string> | undefined) => (arn === undefined ? undefined : { arn, rights: [] });
      return {
        provider,
        controlPlane: given(args.clusterRoleArn) ?? clusterRole(`${name}/${region}`, region, { parent, provider }),
        nodes: given(args.nodeRoleArn) ?? nodeRole(`${name}/${region}`, region, { parent, provider }),
      };
    });
    return Object.fromEntries(
      members.map((member) => {
        const { name: region, region: network } = regionOf(member, args.regions, CLOUD);
        return [member.name, eksCluster(member, { ...args, ...shared(region), region, network }, context)];
      }),
    );
  }
}

/** What is made once for all clusters of a region. */
interface EksShared {
  readonly provider: pulumi.ProviderResource;
  readonly controlPlane: EksRole;
  readonly nodes: EksRole;
}

/** What one cluster is made from, besides its member. */
interface EksContext extends EksProviderArgs, EksShared {
  readonly region: string;
  readonly network: EksRegion;
}

function eksCluster(member: MemberModel, context: EksContext, { name, parent }: ProvisionContext): ClusterConnection {
  const eks = cloudPackage('@pulumi/aws', () => require('@pulumi/aws/eks') as typeof import('@pulumi/aws/eks'));
  const { region, network, provider, controlPlane, nodes, publicEndpoint = true, tags = {} } = context;
  const subnetIds = nodeSubnets(member, network.subnetIds, 'subnetIds', CLOUD);
  const pools = machinePools(member, CLOUD);
  const releaseVersion = context.releaseVersions?.[member.kubernetes];
  const protect = isProtected(member, context.protect);
  const path = `${name}/${member.name}`;
  const component = new pulumi.ComponentResource('cdk8s-fleet:index:EksCluster', path, {}, { parent });
  const options = { parent: component, provider };
  const cluster = new eks.Cluster(
    path,
    {
      name: member.name,
      version: member.kubernetes,
      roleArn: controlPlane.arn,
      vpcConfig: {
        subnetIds: allSubnets(network.subnetIds),
        endpointPrivateAccess: true,
        endpointPublicAccess: publicEndpoint,
      },
      // whoever makes the cluster administers it; further people are access entries
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
      deletionProtection: protect,
      tags,
    },
    // rights go after whoever needs them
    { ...options, protect, dependsOn: [...controlPlane.rights] },
  );
  const groups = pools.map(
    (pool) =>
      new eks.NodeGroup(
        `${path}/${pool.name}`,
        {
          clusterName: cluster.name,
          // a group that is replaced is there beside the new one
          nodeGroupNamePrefix: `${pool.name.slice(0, MOST_OF_NAME)}-`,
          nodeRoleArn: nodes.arn,
          subnetIds,
          version: member.kubernetes,
          ...(releaseVersion === undefined ? {} : { releaseVersion }),
          instanceTypes: [pool.instanceType],
          amiType: amiTypeOf(pool),
          capacityType: pool.spot ? 'SPOT' : 'ON_DEMAND',
          diskSize: pool.diskGiB,
          scalingConfig: { desiredSize: pool.nodes, minSize: pool.min, maxSize: Math.max(1, pool.max) },
          labels: pool.labels,
          taints: pool.taints.map(({ key, value, effect }) => ({ key, value, effect: screamed(effect) })),
          ...updateOf(pool),
          tags,
        },
        {
          ...options,
          dependsOn: [...nodes.rights],
          ...(pool.scaled ? { ignoreChanges: ['scalingConfig.desiredSize'] } : {}),
        },
      ),
  );
  const kubeconfig = execKubeconfig({
    name: member.name,
    server: cluster.endpoint,
    certificate: cluster.certificateAuthority.data,
    command: 'aws',
    args: [...GET_TOKEN, '--cluster-name', cluster.name, '--region', region, ...(network.tokenArgs ?? [])],
    installHint: 'install the AWS CLI: https://docs.aws.amazon.com/cli',
  });
  // its id is its name, which the next one may have, too; AWS puts a part of its own into each address
  return { kubeconfig, cluster, identity: cluster.endpoint, dependsOn: groups };
}

const GET_TOKEN = ['eks', 'get-token', '--output', 'json'];

/** Characters of a node group's name that are left beside what AWS adds to a prefix. */
const MOST_OF_NAME = 36;

/** Amazon Linux 2023: with NVIDIA's driver and container toolkit, but without the device plugin. */
function amiTypeOf({ arm, gpu }: MachinePool): string {
  const architecture = arm ? 'ARM_64' : 'x86_64';
  return `AL2023_${architecture}_${gpu?.nvidia ? 'NVIDIA' : 'STANDARD'}`;
}

/**
 * Nodes that EKS replaces at the same time: it takes no larger number, and cuts percentages
 * (docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html).
 */
const MOST_AT_ONCE = 100;

/** How long EKS waits for the pods of a node. */
const DRAIN_SECONDS = 900;

function unkept(stated: PoolUpgrade): Unkept | undefined {
  const { maxSurge, maxUnavailable, drainTimeoutSeconds } = stated;
  const [adds, lacks] = [maxSurge, maxUnavailable].map((share) => share !== undefined && !isNone(share));
  if (adds && lacks) {
    return {
      setting: 'maxUnavailable',
      because: 'EKS starts new nodes first or drains first, not both',
      fix: 'leave maxUnavailable out, or set maxSurge to 0.',
    };
  }
  return drainTimeoutSeconds === undefined || drainTimeoutSeconds === DRAIN_SECONDS
    ? unkeptNumber(stated, MOST_AT_ONCE, 'EKS')
    : {
        setting: 'drainTimeoutSeconds',
        because: `EKS waits ${DRAIN_SECONDS} seconds for the pods of a node`,
        fix: `set it to ${DRAIN_SECONDS}, and the upgrade then goes on by force, or leave it out, and it then fails.`,
      };
}

/**
 * EKS starts new nodes before it drains old ones, up to two in each zone, or drains first, so many at a time; a node waits fifteen
 * minutes for its pods, and then the update fails, or goes on by force
 * (docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html).
 */
function updateOf({ upgrade }: MachinePool) {
  return upgrade
    ? {
        updateConfig: {
          updateStrategy: upgrade.surge > 0 ? 'DEFAULT' : 'MINIMAL',
          maxUnavailable: Math.min(MOST_AT_ONCE, Math.max(upgrade.surge, upgrade.unavailable)),
        },
        forceUpdateVersion: upgrade.drainTimeoutSeconds !== undefined,
      }
    : {};
}
