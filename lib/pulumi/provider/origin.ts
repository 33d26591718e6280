import type { Manifest } from '../../core/manifest';
import { CLUSTER_API, MEMBER_LABEL } from '../../provisioning/labels';
import type { ApiClient } from '../../twin/client';
import { type Access, connected } from './connect';

/** Who can tell of a cluster that does not answer whether it is gone: the host that Cluster API has made it on. */
export interface Origin {
  readonly host: Access;
  /** Name of the member. */
  readonly member: string;
  /** UID of its Cluster on the host. */
  readonly uid: string;
}

/** The objects that Cluster API makes the cluster of a member of. */
export async function clustersOf(host: ApiClient, member: string): Promise<Manifest[]> {
  return host.list(
    { apiVersion: `${CLUSTER_API}/v1beta2`, kind: 'Cluster' },
    { labelSelector: `${MEMBER_LABEL}=${member}` },
  );
}

/** Whether a cluster is gone, or going, for good. False where nobody can tell. */
export async function isGone(origin: Origin | undefined): Promise<boolean> {
  if (!origin) {
    return false;
  }
  try {
    const clusters = await connected(origin.host, (client) => clustersOf(client, origin.member));
    return !clusters.some(({ metadata }) => metadata.uid === origin.uid && metadata.deletionTimestamp === undefined);
  } catch {
    // then nobody knows, and the member's own silence is what is told
    return false;
  }
}
