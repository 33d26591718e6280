import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { reasonOf } from '../../core/failure';
import { listAt, objectAt, textAt } from '../../core/fields';
import type { Manifest } from '../../core/manifest';
import { compareVersions, minorOf } from '../../core/versions';
import { MEMBER_LABEL } from '../../provisioning/labels';
import type { ApiClient } from '../../twin/client';
import { NotYet, waitFor } from '../../twin/wait';
import { type Access, connected, isForbidden, isUnreadable } from './connect';
import { clustersOf } from './origin';
import { withProgress } from './progress';
import { warn } from './warn';

/** The inputs of a cluster that Cluster API makes. */
export interface WorkloadClusterProps {
  /** The cluster that runs Cluster API. */
  readonly host: Access;
  /** Name of the member. */
  readonly member: string;
  /** Minor version of Kubernetes that all of its control plane shall run. Not known in the state of earlier versions. */
  readonly kubernetes?: string;
  /** Seconds until the cluster must be there. */
  readonly seconds: number;
}

interface WorkloadClusterOuts extends WorkloadClusterProps {
  /** Of its administrator. */
  readonly kubeconfig: string;
  /** Whether a refresh has not found it on its host any more. */
  readonly gone?: boolean;
}

/** What the host knows of the cluster of a member. */
interface Seen {
  readonly uid: string;
  readonly kubeconfig: string;
}

/**
 * Waits for a cluster of Cluster API, until all of its control plane has the wanted version, and fetches its kubeconfig, at every refresh too,
 * since Cluster API renews it. Making and deleting the cluster is the business of its objects on the host.
 */
export const workloadCluster: pulumi.dynamic.ResourceProvider = {
  async create(inputs: WorkloadClusterProps) {
    const { uid, kubeconfig } = await available(inputs);
    return { id: uid, outs: { ...inputs, kubeconfig } };
  },

  async diff(_id: string, olds: WorkloadClusterOuts, news: WorkloadClusterProps) {
    const changes =
      olds.seconds !== news.seconds || olds.kubernetes !== news.kubernetes || !isDeepStrictEqual(olds.host, news.host);
    return olds.gone ? { changes: true, replaces: ['member'] } : { changes };
  },

  async update(id: string, { kubeconfig, ...olds }: WorkloadClusterOuts, news: WorkloadClusterProps) {
    if (olds.kubernetes === news.kubernetes) {
      return { outs: { ...news, kubeconfig } };
    }
    const seen = await available(news);
    return { outs: { ...news, kubeconfig: seen.kubeconfig, ...(seen.uid === id ? {} : { gone: true }) } };
  },

  async read(id: string, props: WorkloadClusterOuts) {
    try {
      return { id, props: await connected(props.host, (client) => refreshed(client, id, props)) };
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

/**
 * What a refresh finds. One that is gone stays in the state as that: what was on it went with it, and Pulumi would try to delete all of it one by one if
 * it knew no cluster any more.
 */
async function refreshed(
  client: ApiClient,
  id: string,
  { gone: _, ...props }: WorkloadClusterOuts,
): Promise<WorkloadClusterOuts> {
  const cluster = (await clustersOf(client, props.member)).find(({ metadata }) => metadata.uid === id);
  if (!cluster) {
    return { ...props, gone: true };
  }
  const kubeconfig = await kubeconfigOf(client, cluster);
  return { ...props, ...(kubeconfig === undefined ? {} : { kubeconfig }) };
}

/** @throws Error that says what is missing when time is up */
async function available(props: WorkloadClusterProps): Promise<Seen> {
  const { host, member, seconds } = props;
  const seen = () => connected(host, (client) => look(client, props));
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

async function look(client: ApiClient, { member, kubernetes }: WorkloadClusterProps): Promise<Seen | NotYet> {
  const [cluster] = await clustersOf(client, member);
  if (!cluster) {
    return new NotYet(`the host has no Cluster with the label ${MEMBER_LABEL}: ${member}`);
  }
  const { name = '', uid } = cluster.metadata;
  const status = listAt(objectAt(cluster, 'status'), 'conditions').find(({ type }) => type === 'Available');
  if (status?.status !== 'True') {
    return new NotYet(textAt(status ?? {}, 'message') || `Cluster ${name} is not Available`);
  }
  const version = minorOf((await controlPlaneVersion(client, cluster)) ?? '');
  if (kubernetes !== undefined && version !== undefined && compareVersions(version, kubernetes) < 0) {
    return new NotYet(`its control plane runs Kubernetes ${version}, and ${kubernetes} is on its way`);
  }
  const kubeconfig = await kubeconfigOf(client, cluster);
  return kubeconfig === undefined
    ? new NotYet(`Secret ${name}-kubeconfig has no kubeconfig`)
    : { uid: uid as string, kubeconfig };
}

/**
 * The lowest version in a control plane, as its provider reports it (https://cluster-api.sigs.k8s.io/developer/providers/contracts/control-plane,
 * "version"). Undefined of those that have none.
 */
async function controlPlaneVersion(client: ApiClient, cluster: Manifest): Promise<string | undefined> {
  const { apiGroup, kind, name } = objectAt(objectAt(cluster, 'spec'), 'controlPlaneRef');
  if (typeof apiGroup !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    return undefined;
  }
  const group = await client.json<{ readonly preferredVersion: { readonly groupVersion: string } }>(
    'GET',
    `/apis/${apiGroup}`,
  );
  const { namespace } = cluster.metadata;
  const controlPlane = await client.read({ apiVersion: group.preferredVersion.groupVersion, kind, name, namespace });
  return textAt(objectAt(controlPlane ?? {}, 'status'), 'version');
}

async function kubeconfigOf(client: ApiClient, { metadata }: Manifest): Promise<string | undefined> {
  const { name, namespace } = metadata;
  const secret = await client.read({ apiVersion: 'v1', kind: 'Secret', name: `${name}-kubeconfig`, namespace });
  const kubeconfig = secret && textAt(objectAt(secret, 'data'), 'value');
  return kubeconfig === undefined ? undefined : Buffer.from(kubeconfig, 'base64').toString();
}
