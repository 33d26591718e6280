import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import type { PoolUpgrade } from '../../fleet/pool-upgrade';
import type { ClusterConnection } from '../clusters';
import type { Cloud } from './cloud';
import { cloudPackage } from './cloud-package';
import type { IClusterProvider, ProvisionContext } from './cluster-provider';
import { noAccelerator, unevenZones } from './failures';
import { execKubeconfig } from './kubeconfig';
import { type MachinePool, machinePools, screamed } from './machine-pool';
import { checkNames } from './name-lengths';
import { isProtected } from './protection';
import { type CloudRegion, providersOf, regionOf, versionOf } from './regions';
import { countOf, type Unkept, unkeptNumber } from './upgrade-steps';

/** What the clusters of one region of Google Cloud share. */
export interface GkeRegion extends CloudRegion {
  /** Network of the clusters. @default the project's network `default` */
  readonly network?: pulumi.Input<string>;
  /** Subnetwork of the clusters. @default the network's own for the region */
  readonly subnetwork?: pulumi.Input<string>;
}

/** What GKE needs besides the members. */
export interface GkeProviderArgs {
  /** Project of the clusters. */
  readonly project: pulumi.Input<string>;
  /** By name of the region. */
  readonly regions: Readonly<Record<string, GkeRegion>>;
  /**
   * What GKE calls the Kubernetes versions of the members: `{ '1.34': '1.34.1-gke.1829001' }`. GKE moves control planes on by itself; nodes
   * stay at this version until it changes.
   * @default - nodes follow their control plane: the update after a refresh that has seen it moved replaces them all
   */
  readonly versions?: Readonly<Record<string, string>>;
  /** Service account of the nodes, by e-mail address. @default that of Compute Engine */
  readonly serviceAccount?: pulumi.Input<string>;
  /**
   * Whether clusters cannot be deleted or replaced: not by Pulumi, and not by its provider.
   * @default true, but for sandboxes, which state a `ttl`
   */
  readonly protect?: boolean;
  /** Labels of clusters and machines, for bills. @default none */
  readonly resourceLabels?: Readonly<Record<string, string>>;
}

const CLOUD: Cloud = { name: 'gcp', provider: 'GkeProvider', unkept };

/**
 * Standard clusters of Google's GKE: zonal where the member is in one zone, else regional. Needs `npm install @pulumi/gcp`; whoever
 * uses the kubeconfigs needs `gke-gcloud-auth-plugin`.
 */
export class GkeProvider implements IClusterProvider {
  public constructor(private readonly args: GkeProviderArgs) {}

  /**
   * @throws Failure `pulumi/no-region`, `pulumi/wrong-region`, `pulumi/no-version`, `pulumi/no-instance-type`, `pulumi/wrong-instance-type`,
   * `pulumi/upgrade-setting`, `pulumi/no-accelerator`, `pulumi/uneven-zones`, `pulumi/long-name`, `pulumi/package-missing`
   */
  public provision(members: readonly MemberModel[], context: ProvisionContext): Record<string, ClusterConnection> {
    const { Provider } = cloudPackage(
      '@pulumi/gcp',
      () => require('@pulumi/gcp/provider') as typeof import('@pulumi/gcp/provider'),
    );
    const { args } = this;
    const { name, parent } = context;
    const providerOf = providersOf(
      args.regions,
      (region) => new Provider(`${name}/gcp/${region}`, { project: args.project, region }, { parent }),
    );
    return Object.fromEntries(
      members.map((member) => {
        const { name: region, region: network } = regionOf(member, args.regions, CLOUD);
        checkNames(member, { cluster: 40, pool: 40 });
        const version = args.versions && versionOf(member, args.versions, CLOUD, '.1-gke.1829001');
        const provider = providerOf(region);
        return [member.name, gkeCluster(member, { ...args, region, network, version, provider }, context)];
      }),
    );
  }
}

/** What one cluster is made from, besides its member. */
interface GkeContext extends GkeProviderArgs {
  readonly region: string;
  readonly network: GkeRegion;
  readonly version: string | undefined;
  readonly provider: pulumi.ProviderResource;
}

/** Zones of a regional cluster that states none; GKE chooses them. */
const ZONES_OF_REGION = 3;

function gkeCluster(member: MemberModel, context: GkeContext, { name, parent }: ProvisionContext): ClusterConnection {
  const container = cloudPackage(
    '@pulumi/gcp',
    () => require('@pulumi/gcp/container') as typeof import('@pulumi/gcp/container'),
  );
  const { region, network, version, provider, project, resourceLabels = {} } = context;
  const protect = isProtected(member, context.protect);
  const { zones } = member;
  const pools = machinePools(member, CLOUD).map((pool) => ({
    pool,
    size: sizeOf(member.name, pool, zones.length || ZONES_OF_REGION),
    accelerators: acceleratorsOf(member.name, pool),
  }));
  const path = `${name}/${member.name}`;
  const component = new pulumi.ComponentResource('cdk8s-fleet:index:GkeCluster', path, {}, { parent });
  const options = { parent: component, provider };
  const location = zones.length === 1 ? zones[0]! : region;
  const cluster = new container.Cluster(
    path,
    {
      name: member.name,
      project,
      location,
      ...(zones.length > 1 ? { nodeLocations: [...zones] } : {}),
      // no channel moves versions on, though GKE moves that of the control plane all the same
      minMasterVersion: version ?? member.kubernetes,
      releaseChannel: { channel: 'UNSPECIFIED' },
      // GKE makes no cluster without nodes; those it starts with are replaced by the pools
      initialNodeCount: 1,
      removeDefaultNodePool: true,
      network: network.network,
      subnetwork: network.subnetwork,
      deletionProtection: protect,
      resourceLabels,
    },
    { ...options, protect },
  );
  const nodePools = pools.map(
    ({ pool, size, accelerators }) =>
      new container.NodePool(
        `${path}/${pool.name}`,
        {
          name: pool.name,
          project,
          location,
          cluster: cluster.name,
          // one that is not complete would differ from the nodes' own for ever
          version: version ?? cluster.masterVersion,
          management: { autoRepair: true, autoUpgrade: false },
          ...size,
          ...upgradeOf(pool),
          nodeConfig: {
            machineType: pool.instanceType,
            imageType: 'COS_CONTAINERD',
            diskSizeGb: pool.diskGiB,
            spot: pool.spot,
            labels: pool.labels,
            taints: pool.taints.map(({ key, value = '', effect }) => ({ key, value, effect: screamed(effect) })),
            guestAccelerators: accelerators,
            oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
            serviceAccount: context.serviceAccount,
            resourceLabels,
          },
        },
        // a pool that is scaled down to nothing is still the pool that was made with so many nodes
        { ...options, ...(pool.scaled ? { ignoreChanges: ['initialNodeCount'] } : {}) },
      ),
  );
  const kubeconfig = execKubeconfig({
    name: member.name,
    server: pulumi.interpolate`https://${cluster.endpoint}`,
    certificate: cluster.masterAuth.clusterCaCertificate,
    command: 'gke-gcloud-auth-plugin',
    installHint: 'install it: gcloud components install gke-gcloud-auth-plugin',
    provideClusterInfo: true,
  });
  return { kubeconfig, cluster, dependsOn: nodePools };
}

/** GKE counts the nodes of one zone, and limits those of all. @throws Failure `pulumi/uneven-zones` */
function sizeOf(member: string, { name, nodes, scaled, min, max }: MachinePool, zones: number) {
  if (nodes % zones !== 0) {
    throw unevenZones(member, name, nodes, zones);
  }
  return scaled
    ? { initialNodeCount: nodes / zones, autoscaling: { totalMinNodeCount: min, totalMaxNodeCount: max } }
    : { nodeCount: nodes / zones };
}

/** What GKE calls GPUs, by their name in the catalogue (cloud.google.com/kubernetes-engine/docs/how-to/gpus). */
const ACCELERATORS: Readonly<Record<string, string>> = {
  P100: 'nvidia-tesla-p100',
  V100: 'nvidia-tesla-v100',
  T4: 'nvidia-tesla-t4',
  L4: 'nvidia-l4',
  'A100-40GB': 'nvidia-tesla-a100',
  'A100-80GB': 'nvidia-a100-80gb',
  H100: 'nvidia-h100-80gb',
  H200: 'nvidia-h200-141gb',
  B200: 'nvidia-b200',
};

/** GPUs of a node, with GKE's own driver. @throws Failure `pulumi/no-accelerator` */
function acceleratorsOf(member: string, { name, instanceType, gpu }: MachinePool) {
  if (!gpu) {
    return [];
  }
  const isMega = typeof instanceType === 'string' && instanceType.startsWith('a3-megagpu-');
  const type = isMega ? 'nvidia-h100-mega-80gb' : ACCELERATORS[gpu.model];
  if (type === undefined) {
    throw noAccelerator(member, name, gpu.model, Object.keys(ACCELERATORS));
  }
  return [{ type, count: gpu.count, gpuDriverInstallationConfig: { gpuDriverVersion: 'DEFAULT' } }];
}

/** Nodes that GKE replaces at the same time, new ones and missing ones together (`upgradeSettings` of a node pool, in @pulumi/gcp). */
const MOST_AT_ONCE = 20;

function unkept(stated: PoolUpgrade): Unkept | undefined {
  const [surge, unavailable] = [countOf(stated.maxSurge), countOf(stated.maxUnavailable)];
  const unkept = unkeptNumber(stated, MOST_AT_ONCE, 'GKE');
  return unkept || surge + unavailable <= MOST_AT_ONCE
    ? unkept
    : {
        setting: 'maxUnavailable',
        because: `GKE replaces ${MOST_AT_ONCE} nodes at a time at most, the ${surge} of maxSurge among them`,
        fix: `set it to ${MOST_AT_ONCE - surge} or less, or maxSurge to ${MOST_AT_ONCE - unavailable} or less.`,
      };
}

function upgradeOf({ upgrade }: MachinePool) {
  if (!upgrade) {
    return {};
  }
  const { surge, unavailable, exactUnavailable, drainTimeoutSeconds } = upgrade;
  const maxSurge = Math.min(MOST_AT_ONCE - (exactUnavailable ? unavailable : 0), surge);
  const maxUnavailable = Math.min(MOST_AT_ONCE - maxSurge, unavailable);
  return {
    upgradeSettings: { strategy: 'SURGE', maxSurge, maxUnavailable },
    ...(drainTimeoutSeconds === undefined
      ? {}
      : { nodeDrainConfigs: [{ pdbTimeoutDuration: `${drainTimeoutSeconds}s` }] }),
  };
}
