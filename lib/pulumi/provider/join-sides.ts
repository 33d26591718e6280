import type { ApiClient } from '../../twin/client';
import { CLUSTER } from '../../twin/join';
import { otherCluster } from '../failures';
import { memberRenamed } from '../join/failures';
import { clusterIdOf, whereaboutsOf } from './cluster-identity';
import type { JoinProps } from './join-props';

/** Which clusters a join is between, see `clusterIdOf`. Not known in the state of earlier versions. */
export interface Sides {
  readonly memberId?: string;
  readonly controlPlaneId?: string;
}

/** The clusters of an update, and whether they are those of the last one. */
export interface SidesNow extends Sides {
  readonly sameMember: boolean;
  readonly sameControlPlane: boolean;
}

/**
 * Finds out which clusters an update is between.
 * @param remains what the last update made on either side
 * @throws Failure `pulumi/other-cluster` if one is another, and the one before still runs with what was made there
 */
export async function sidesOf(
  clients: { readonly member: ApiClient; readonly controlPlane: ApiClient },
  olds: (JoinProps & Sides) | undefined,
  remains: { readonly member: string; readonly controlPlane: string } | undefined,
): Promise<SidesNow> {
  const memberId = await clusterIdOf(clients.member);
  const controlPlaneId = await clusterIdOf(clients.controlPlane);
  const isSame = async (side: 'member' | 'controlPlane', id: string | undefined): Promise<boolean> => {
    if (!olds || !remains) {
      return false;
    }
    const client = clients[side];
    const known = { ...olds[side], clusterId: side === 'member' ? olds.memberId : olds.controlPlaneId };
    const where = await whereaboutsOf(known, client, id);
    // what is on a cluster of the program goes with that
    if (where.at === 'elsewhere' && !olds.owned?.[side]) {
      throw otherCluster(client.server, where.server, remains[side]);
    }
    return where.at === 'here';
  };
  return {
    ...(memberId === undefined ? {} : { memberId }),
    ...(controlPlaneId === undefined ? {} : { controlPlaneId }),
    sameMember: await isSame('member', memberId),
    sameControlPlane: await isSame('controlPlane', controlPlaneId),
  };
}

/**
 * Refuses a cluster that is a member under another name already, as `karmadactl join` and the agents do (karmada pkg/util/cluster.go).
 * @throws Failure `pulumi/member-renamed`
 */
export async function requireOneName(controlPlane: ApiClient, name: string, { memberId }: Sides): Promise<void> {
  if (memberId === undefined) {
    return;
  }
  for (const { metadata, spec } of await controlPlane.list(CLUSTER)) {
    const { id } = (spec ?? {}) as { readonly id?: string };
    if (id === memberId && metadata.name !== name) {
      throw memberRenamed(name, metadata.name ?? '');
    }
  }
}
