import { closest } from '../core/errors';
import type { Target } from '../core/target';
import { type ClusterConnection, type IFleetClusters, labelOf } from './clusters';
import { noConnection } from './failures';

/** Connections to clusters that exist. */
export interface AttachedClustersArgs {
  /** The Karmada API server. */
  readonly controlPlane: ClusterConnection;
  /** The cluster that runs the control plane. @default none; needed where the program has objects for it */
  readonly host?: ClusterConnection;
  /** The members by name. @default none; needed for those that the program has objects for */
  readonly members?: Readonly<Record<string, ClusterConnection>>;
}

/** Clusters that exist and are owned elsewhere: each is reached by a kubeconfig. Members are joined by whoever owns them. */
export class AttachedClusters implements IFleetClusters {
  public readonly joinMembers = false;

  public constructor(private readonly connections: AttachedClustersArgs) {}

  /** @throws Failure `pulumi/no-connection` */
  public connectionTo(target: Target): ClusterConnection {
    const { controlPlane, host, members = {} } = this.connections;
    const found =
      target.kind === 'control-plane' ? controlPlane : target.kind === 'host' ? host : members[target.member ?? ''];
    if (!found) {
      const like = target.member === undefined ? undefined : closest(target.member, Object.keys(members));
      const fix = target.kind === 'host' ? 'a host' : `members: { '${target.member}': { kubeconfig } }`;
      throw noConnection(labelOf(target), like, `give the clusters ${fix}.`);
    }
    return found;
  }
}
