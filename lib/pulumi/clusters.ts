import type * as pulumi from '@pulumi/pulumi';
import type { Target } from '../core/target';

/** How to reach the API server of a target. */
export interface ClusterConnection {
  /** Content of a kubeconfig. Kept as a secret in the state. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Which of its contexts. @default the current one */
  readonly context?: string;
  /** Whether pods run there; elsewhere no rollout is waited for. @default true, but for the control plane */
  readonly runsPods?: boolean;
  /**
   * The resource of the same program that is the cluster: when it goes, its objects are not deleted one by one, and a cluster that
   * does not answer is its business. @default none: the cluster is owned elsewhere
   */
  readonly cluster?: pulumi.Resource;
  /**
   * What tells the cluster from another one that takes its place; the same after credentials, certificates or addresses have changed. In the mode
   * `objects` all objects are applied anew where it changes, and deleted from the old cluster.
   * @default - the id of `cluster`; without one, every kubeconfig is taken for one of the same cluster
   */
  readonly identity?: pulumi.Input<string>;
  /**
   * Where Cluster API makes the cluster. A member that does not answer when it leaves is asked for there: it can leave without an answer once its Cluster is
   * gone.
   * @default none: a member that leaves must answer
   */
  readonly origin?: ClusterOrigin;
  /** Resources of the same program that must be there before anything is applied: nodes, the join of the member. @default none */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/** A cluster that Cluster API makes. */
export interface ClusterOrigin {
  /** The cluster that runs Cluster API. */
  readonly host: ClusterConnection;
  /** UID of the Cluster there, which has the member's name as the label `cluster.cdk8s-fleet.dev/member`. */
  readonly uid: pulumi.Input<string>;
}

/** The clusters of a fleet, wherever they come from. */
export interface IFleetClusters {
  /** How to reach a target; undefined: there is no such cluster here, and its objects are left out. */
  connectionTo(target: Target): ClusterConnection | undefined;
  /**
   * Whether these clusters tell Karmada about themselves: the program's Cluster objects are theirs then, and nobody else
   * applies them.
   */
  readonly joinMembers: boolean;
  /** Whether these clusters bring the engines of the fleet: no add-ons are installed. @default false */
  readonly haveEngines?: boolean;
}

/** What a target is called in names of resources, and in messages: `control-plane`, `host`, `members/edge-01`. */
export function labelOf({ kind, member }: Target): string {
  return kind === 'member' ? `members/${member}` : kind;
}
