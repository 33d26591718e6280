import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import type { Target } from '../../core/target';
import { AttachedClusters, type AttachedClustersArgs } from '../attached-clusters';
import type { ClusterConnection, IFleetClusters } from '../clusters';
import { compiled, type FleetProgram, fleetOf } from '../program';
import type { IClusterProvider } from './cluster-provider';
import { noProvider } from './failures';

/**
 * Who makes the clusters of a fleet. Control plane and host exist already, and so do members that are given a kubeconfig, whatever
 * their provider.
 */
export interface ProvisionedClustersArgs extends AttachedClustersArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. @default the only one */
  readonly fleet?: string;
  /** Who makes clusters, by what the property `provider` of the members says: `aws`, `alicloud`, ... */
  readonly providers: Readonly<Record<string, IClusterProvider>>;
}

/**
 * The clusters of a fleet, made as its members state them: Kubernetes version, region and zones, and a node group for each pool with
 * machine type, size and limits, labels, taints, image, disk. Members are joined by whoever owns the control plane.
 */
export class ProvisionedClusters extends pulumi.ComponentResource implements IFleetClusters {
  public readonly joinMembers = false;
  /** Content of a kubeconfig for each cluster that is made here, by member; a secret. */
  public readonly kubeconfigs: pulumi.Output<Readonly<Record<string, string>>>;

  private readonly connections: AttachedClusters;

  /**
   * @throws FindingsError if the program has errors
   * @throws Failure `pulumi/which-fleet`, `pulumi/no-provider`, and what the providers throw about a member
   */
  public constructor(name: string, args: ProvisionedClustersArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cdk8s-fleet:index:ProvisionedClusters', name, {}, opts);
    const { members: attached = {}, providers, controlPlane, host } = args;
    const fleet = fleetOf(compiled(args.program), args.fleet, name);
    const missing = fleet.members.filter((member) => !Object.hasOwn(attached, member.name));
    const made: Record<string, ClusterConnection> = {};
    for (const [provider, members] of byProvider(missing, providers)) {
      Object.assign(made, provider.provision(members, { name, parent: this }));
    }
    this.connections = new AttachedClusters({ controlPlane, host, members: { ...made, ...attached } });
    this.kubeconfigs = pulumi.secret(
      pulumi.all(Object.fromEntries(Object.entries(made).map(([member, { kubeconfig }]) => [member, kubeconfig]))),
    );
    this.registerOutputs({ kubeconfigs: this.kubeconfigs });
  }

  /** @throws Failure `pulumi/no-connection` */
  public connectionTo(target: Target): ClusterConnection {
    return this.connections.connectionTo(target);
  }
}

/** The members that each provider makes, in the order of the program. @throws Failure `pulumi/no-provider` */
function byProvider(
  members: readonly MemberModel[],
  providers: Readonly<Record<string, IClusterProvider>>,
): Map<IClusterProvider, MemberModel[]> {
  const groups = new Map<IClusterProvider, MemberModel[]>();
  for (const member of members) {
    const name = member.provider ?? '';
    const provider = Object.hasOwn(providers, name) ? providers[name] : undefined;
    if (!provider) {
      throw noProvider(member, Object.keys(providers));
    }
    groups.set(provider, [...(groups.get(provider) ?? []), member]);
  }
  return groups;
}
