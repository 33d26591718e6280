import { type ApiClient, ApiError } from '../../twin/client';
import { type Access, connected, isUnanswered } from './connect';

const SYSTEM = { apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' };

/** What no two clusters share: the UID of the namespace kube-system. Undefined to those who may not read it. */
export async function clusterIdOf(client: ApiClient): Promise<string | undefined> {
  try {
    return (await client.read(SYSTEM))?.metadata.uid as string | undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) {
      return undefined;
    }
    throw error;
  }
}

/** Whether a cluster is not the one that is known by its id: one that was made in its place has nothing of what was made there. */
export async function isAnother(client: ApiClient, known: string | undefined): Promise<boolean> {
  const id = known === undefined ? undefined : await clusterIdOf(client);
  return id !== undefined && id !== known;
}

/** A cluster as a resource remembers it. */
export interface KnownCluster extends Access {
  /** See `clusterIdOf`. Not known in the state of earlier versions, and to those who may not read it. */
  readonly clusterId?: string;
}

/** Where the objects of the last update are: on this cluster, on another one, or nowhere any more. */
export type Whereabouts = { readonly at: 'here' | 'gone' } | { readonly at: 'elsewhere'; readonly server: string };

/**
 * Finds out where the objects of the last update are. A kubeconfig tells little: it is renewed, and clusters move behind their
 * addresses; the address counts only where nobody may read what the cluster is.
 * @param client of the cluster of this update
 * @param clusterId of the same
 */
export async function whereaboutsOf(
  olds: KnownCluster,
  client: ApiClient,
  clusterId: string | undefined,
): Promise<Whereabouts> {
  const known = olds.clusterId;
  if (known !== undefined && known === clusterId) {
    return { at: 'here' };
  }
  const found = await lookFor(olds);
  const elsewhere = { at: 'elsewhere', server: found.server } as const;
  const sameServer = found.server === client.server;
  if (clusterId !== undefined && known !== undefined) {
    // what answers there may be a cluster that was made in place of the old one
    const isThere = found.answers && (found.id === undefined ? !sameServer : found.id === known);
    return isThere ? elsewhere : { at: 'gone' };
  }
  if (clusterId !== undefined && found.id !== undefined) {
    return found.id === clusterId ? { at: 'here' } : elsewhere;
  }
  if (sameServer) {
    return { at: 'here' };
  }
  return found.answers ? elsewhere : { at: 'gone' };
}

/** What can be found out of the cluster of the last update. */
interface Found {
  readonly server: string;
  readonly answers: boolean;
  readonly id: string | undefined;
}

async function lookFor(olds: KnownCluster): Promise<Found> {
  try {
    return await connected(olds, async (former) => {
      const { server } = former;
      try {
        return { server, answers: true, id: await clusterIdOf(former) };
      } catch (error) {
        // one that does not take these credentials any more is still there
        return { server, answers: error instanceof ApiError && error.status !== 0, id: undefined };
      }
    });
  } catch (error) {
    if (isUnanswered(error)) {
      return { server: error.server, answers: false, id: undefined };
    }
    throw error;
  }
}
