import type { Manifest } from '../../core/manifest';
import { type ApiClient, refOf } from '../../twin/client';
import { isReady } from '../../twin/join';
import { memberInOtherMode, nameOfAnother } from '../join/failures';
import { isAnothers } from './join-owner';
import { type JoinProps, memberOf, syncModeOf } from './join-props';

/** The Cluster object that is there under the name of a member, and stays: nobody is deleting it. */
async function predecessorOf(controlPlane: ApiClient, { cluster }: JoinProps): Promise<Manifest | undefined> {
  const there = await controlPlane.read(refOf(cluster));
  return there && !isGoing(there) ? there : undefined;
}

/** The Cluster object of a member that is in the fleet in the other mode: what that needs would be left behind. */
export async function inOtherMode(controlPlane: ApiClient, props: JoinProps): Promise<Manifest | undefined> {
  const there = await predecessorOf(controlPlane, props);
  return there && syncModeOf({ cluster: there }) !== syncModeOf(props) ? there : undefined;
}

/** @throws Failure `pulumi/member-rejoins` if a member is in the fleet in the other mode */
export async function requireSameMode(controlPlane: ApiClient, props: JoinProps): Promise<void> {
  const there = await inOtherMode(controlPlane, props);
  if (there) {
    throw memberInOtherMode(memberOf(props), syncModeOf({ cluster: there }), syncModeOf(props));
  }
}

/**
 * Refuses to join a cluster under the name of another one that is in the fleet: that keeps the account, or the agent, which it has. One that
 * Karmada does not reach any more, and that no other resource has joined, is not asked for.
 * @param known the cluster of the last update, of which is known what has become of it
 * @throws Failure `pulumi/other-cluster`
 */
export async function requireSameCluster(
  controlPlane: ApiClient,
  props: JoinProps,
  memberId: string | undefined,
  known?: string,
): Promise<void> {
  const there = await predecessorOf(controlPlane, props);
  const isKnown = known !== undefined && there !== undefined && idOf(there) === known;
  if (there && !isKnown && isOfAnother(there, memberId) && (isAnothers(there, props.owner) || isReady(there))) {
    throw nameOfAnother(memberOf(props), addressOf(there));
  }
}

/** Whether a Cluster object is certainly that of another cluster. */
export function isOfAnother(cluster: Manifest, memberId: string | undefined): boolean {
  const id = idOf(cluster);
  return id !== undefined && memberId !== undefined && id !== memberId;
}

/** Whether somebody is deleting an object. */
export function isGoing({ metadata }: Manifest): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** What is read of a Cluster object. */
interface ClusterSpec {
  /** UID of the namespace kube-system. */
  readonly id?: string;
  readonly apiEndpoint?: string;
}

function idOf({ spec }: Manifest): string | undefined {
  return ((spec ?? {}) as ClusterSpec).id;
}

function addressOf({ spec }: Manifest): string | undefined {
  return ((spec ?? {}) as ClusterSpec).apiEndpoint;
}
