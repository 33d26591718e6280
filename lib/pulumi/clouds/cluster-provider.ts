import type * as pulumi from '@pulumi/pulumi';
import type { MemberModel } from '../../core/model';
import type { ClusterConnection } from '../clusters';

/** Makes the clusters of those members that one provider runs. */
export interface IClusterProvider {
  /**
   * Makes a cluster for each of these members, with its node pools.
   * @returns how to reach them, by the name of the member
   * @throws Failure where something is missing that the provider cannot make by itself
   */
  provision(members: readonly MemberModel[], context: ProvisionContext): Readonly<Record<string, ClusterConnection>>;
}

/** Where clusters are made. */
export interface ProvisionContext {
  /** Beginning of the names of all resources, so that they are unique in the program. */
  readonly name: string;
  readonly parent: pulumi.Resource;
}
