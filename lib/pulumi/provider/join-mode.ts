import type { ApiClient } from '../../twin/client';
import type { Generation } from './generation';
import type { JoinProps } from './join-props';
import type { PolicyRule } from './rights';
import type { ServiceAccount } from './service-account';

/** A member, and which of its credentials are meant. */
export type Joining = JoinProps & Generation;

/** How a member belongs to a control plane: who calls whom decides what there is on either side, and how it goes. */
export interface JoinMode {
  /** Where to look when Karmada does not find the member ready. */
  readonly hint: string;
  /** Whom Karmada is in the member: it, or its agent, has what it carries made there as this account. */
  accountIn(props: JoinProps): ServiceAccount;
  /** The newest of the tokens that are there, whoever has joined the member; undefined: there is none. */
  latestToken(controlPlane: ApiClient, member: ApiClient, props: JoinProps): Promise<Generation | undefined>;
  /** Makes what is needed on both sides, and the Cluster object; of what is there already, renews what differs. */
  join(controlPlane: ApiClient, member: ApiClient, props: Joining, rights: readonly PolicyRule[]): Promise<void>;
  /** Removes from the control plane what the last `join` has made there under a name that it does not have any more. */
  removeFormer(controlPlane: ApiClient, olds: JoinProps, props: JoinProps): Promise<void>;
  /** What is to be done, again and again, while the Cluster object goes. */
  whileLeaving(controlPlane: ApiClient, props: JoinProps): Promise<void>;
  /** Removes what `join` makes on the control plane, and with it what others could do there. */
  removeFromControlPlane(controlPlane: ApiClient, props: JoinProps): Promise<void>;
  /** Removes what `join` makes in the member. */
  removeFromMember(member: ApiClient, props: JoinProps): Promise<void>;
  /** What these two remove, as people look for it. */
  remains(props: JoinProps): { readonly controlPlane: string; readonly member: string };
}
