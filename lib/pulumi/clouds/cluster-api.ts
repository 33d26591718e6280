import * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import type { ClusterConnection } from '../clusters';
import { DynamicResource } from '../dynamic-resource';
import { requireSeconds } from '../numbers';
import { asAccess } from '../secrets';
import type { IClusterProvider, ProvisionContext } from './cluster-provider';

/** Seconds: servers test their memory, and are written anew, before they are nodes. */
const MADE_SECONDS = 3600;

/** Where Cluster API runs. */
export interface ClusterApiProviderArgs {
  /** The cluster that runs Cluster API, and has the objects of each `ClusterApiCluster`. */
  readonly host: ClusterConnection;
  /**
   * Seconds in which a cluster must be available after its objects are applied, and in which all of its control plane must have another
   * version of Kubernetes when the program states one.
   * @default 3600
   */
  readonly seconds?: number;
}

/**
 * The clusters of those members that a `ClusterApiCluster` of the program makes: their objects are applied to the host with all others,
 * and this waits until the cluster is available, with the version of Kubernetes that the member states, and takes the kubeconfig that Cluster API
 * writes. Renewed ones are found by every refresh.
 */
export class ClusterApiProvider implements IClusterProvider {
  /** @throws Failure `pulumi/bad-number` */
  public constructor(private readonly args: ClusterApiProviderArgs) {
    requireSeconds('ClusterApiProvider', 'seconds', args.seconds);
  }

  public provision(
    members: readonly MemberModel[],
    { name, parent }: ProvisionContext,
  ): Record<string, ClusterConnection> {
    return Object.fromEntries(
      members.map((member) => {
        const cluster = new WorkloadCluster(`${name}/${member.name}`, member, this.args, { parent });
        const origin = { host: this.args.host, uid: cluster.id };
        return [member.name, { kubeconfig: pulumi.secret(cluster.kubeconfig), cluster, origin }];
      }),
    );
  }
}

/** A cluster that Cluster API makes. */
class WorkloadCluster extends DynamicResource {
  /** A secret. */
  declare public readonly kubeconfig: pulumi.Output<string>;

  public constructor(
    name: string,
    member: MemberModel,
    { host, seconds = MADE_SECONDS }: ClusterApiProviderArgs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const { name: label, kubernetes } = member;
    const timeout = `${seconds + 60}s`;
    super(
      'WorkloadCluster',
      name,
      'workloadCluster',
      { host: asAccess(host), member: label, kubernetes, seconds, kubeconfig: undefined, gone: undefined },
      { ...opts, additionalSecretOutputs: ['kubeconfig'], customTimeouts: { create: timeout, update: timeout } },
    );
  }
}
