import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../core/manifest';
import type { Engine } from '../engines';
import type { ApiClient } from './client';
import type { Layout } from './layout';

/** Namespace of Karmada's own objects. */
const SYSTEM = 'karmada-system';
/** Namespace of the secrets with which Karmada reaches the members. */
export const CLUSTER_SECRETS = 'karmada-cluster';
const CLUSTER_API = '/apis/cluster.karmada.io/v1alpha1';
/** The address under which the asset calls the webhook. */
const WEBHOOK_IN_CLUSTER = 'https://karmada-webhook.karmada-system.svc:443';

/** Creates the namespaces that Karmada expects. */
export async function createNamespaces(client: ApiClient, signal?: AbortSignal): Promise<void> {
  await Promise.all(
    [SYSTEM, CLUSTER_SECRETS].map((name) =>
      client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, signal),
    ),
  );
}

/** Puts the aggregated API server behind the API server. */
export async function registerClusterApi(
  client: ApiClient,
  layout: Layout,
  ca: string,
  signal?: AbortSignal,
): Promise<void> {
  const name = 'karmada-aggregated-apiserver';
  await client.create(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: SYSTEM },
      spec: { type: 'ExternalName', externalName: 'localhost' },
    },
    signal,
  );
  await client.create(
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1alpha1.cluster.karmada.io', labels: { app: name, apiserver: 'true' } },
      spec: {
        group: 'cluster.karmada.io',
        version: 'v1alpha1',
        groupPriorityMinimum: 2000,
        versionPriority: 10,
        caBundle: base64(ca),
        service: { name, namespace: SYSTEM, port: layout.shared.aggregated },
      },
    },
    signal,
  );
}

/** Looks whether the Cluster API answers through the API server. */
export async function lookForClusterApi(client: ApiClient): Promise<true> {
  await client.text('GET', `${CLUSTER_API}/clusters`);
  return true;
}

/** Has the API server call the webhook, on loopback instead of in a cluster. */
export async function registerWebhooks(
  client: ApiClient,
  engine: Engine,
  layout: Layout,
  ca: string,
  signal?: AbortSignal,
): Promise<void> {
  const asset = readFileSync(join(engine.assets, 'webhook-configuration.yaml'), 'utf8')
    .replaceAll('{{caBundle}}', base64(ca))
    .replaceAll(WEBHOOK_IN_CLUSTER, `https://127.0.0.1:${layout.shared.webhook}`);
  const configurations = parseAllDocuments(asset).map((document) => document.toJS() as Manifest);
  await Promise.all(configurations.map((configuration) => client.create(configuration, signal)));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
