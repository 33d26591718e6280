import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { reasonOf } from '../../core/failure';
import { listAt, objectAt, textAt } from '../../core/fields';
import type { Manifest } from '../../core/manifest';
import { CLUSTER_API, MEMBER_LABEL } from '../../provisioning/labels';
import type { ApiClient } from '../../twin/client';
import { NotYet, waitFor } from '../../twin/wait';
import { type Access, connected, isForbidden, isUnreadable } from './connect';
import { withProgress } from './progress';
import { warn } from './warn';

/** The inputs of a cluster that Cluster API makes. */
export interface WorkloadClusterProps {
  /** The cluster that runs Cluster API. */
  readonly host: Access;
  /** Name of the member. */
  readonly member: string;
  /** Seconds until the cluster must be there. */
  readonly seconds: number;
}

interface WorkloadClusterOuts extends WorkloadClusterProps {
  /** Of its administrator. */
  readonly kubeconfig: string;
}

/** What the host knows of the cluster of a member. */
interface Seen {
  readonly uid: string;
  readonly kubeconfig: string;
}

/**
 * Waits for a cluster of Cluster API and fetches its kubeconfig, at every refresh too, since Cluster API renews it. Making and deleting
 * the cluster is the business of its objects on the host.
 */
export const workloadCluster: pulumi.dynamic.ResourceProvider = {
  async create(inputs: WorkloadClusterProps) {
    const { uid, kubeconfig } = await available(inputs);
    return { id: uid, outs: { ...inputs, kubeconfig } };
  },

  async diff(_id: string, olds: WorkloadClusterOuts, news: WorkloadClusterProps) {
    return { changes: olds.seconds !== news.seconds || !isDeepStrictEqual(olds.host, news.host) };
  },

  async update(_id: string, olds: WorkloadClusterOuts, news: WorkloadClusterProps) {
    return { outs: { ...olds, ...news } };
  },

  async read(id: string, props: WorkloadClusterOuts) {
    try {
      const seen = await connected(props.host, (client) => look(client, props.member));
      if (seen instanceof NotYet) {
        // one that is being repaired keeps its kubeconfig; one that is gone is made anew with its objects
        return (await connected(props.host, (client) => clusterOf(client, props.member)))?.metadata.uid === id
          ? { id, props }
          : {};
      }
      return seen.uid === id ? { id, props: { ...props, kubeconfig: seen.kubeconfig } } : {};
    } catch (error) {
      if (!isUnreadable(error)) {
        throw error;
      }
      // of a host that is gone its own resource tells
      if (isForbidden(error)) {
        warn(`members/${props.member}: its kubeconfig stays that of the last update: ${error.message}`);
      }
      return { id, props };
    }
  },
};

/** @throws Error that says what is missing when time is up */
async function available({ host, member, seconds }: WorkloadClusterProps): Promise<Seen> {
  const seen = () => connected(host, (client) => look(client, member));
  let reason = '';
  const noted = async () => {
    const found = await seen().catch((error: unknown) => new NotYet(reasonOf(error)));
    reason = found instanceof NotYet ? found.reason : '';
    return found;
  };
  return withProgress(`members/${member}`, (tell) => {
    tell(() => `waits for its cluster${reason === '' ? '' : `: ${reason}`}`);
    return waitFor(`the cluster of ${member}`, noted, { seconds, everyMs: 5000 });
  }).catch(() => {
    throw new Error(`the cluster of member ${member} is not there after ${seconds} s: ${reason}`);
  });
}

async function look(client: ApiClient, member: string): Promise<Seen | NotYet> {
  const cluster = await clusterOf(client, member);
  if (!cluster) {
    return new NotYet(`the host has no Cluster with the label ${MEMBER_LABEL}: ${member}`);
  }
  const { name = '', namespace, uid } = cluster.metadata as Manifest['metadata'] & { readonly uid: string };
  const status = listAt(objectAt(cluster, 'status'), 'conditions').find(({ type }) => type === 'Available');
  if (status?.status !== 'True') {
    return new NotYet(textAt(status ?? {}, 'message') || `Cluster ${name} is not Available`);
  }
  const secret = await client.read({ apiVersion: 'v1', kind: 'Secret', name: `${name}-kubeconfig`, namespace });
  const kubeconfig = secret && textAt(objectAt(secret, 'data'), 'value');
  return kubeconfig
    ? { uid, kubeconfig: Buffer.from(kubeconfig, 'base64').toString() }
    : new NotYet(`Secret ${name}-kubeconfig has no kubeconfig`);
}

async function clusterOf(client: ApiClient, member: string): Promise<Manifest | undefined> {
  const clusters = await client.list(
    { apiVersion: `${CLUSTER_API}/v1beta2`, kind: 'Cluster' },
    { labelSelector: `${MEMBER_LABEL}=${member}` },
  );
  return clusters[0];
}
