import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../core/manifest';
import type { Engine } from '../engines';
import type { ApiClient } from './client';
import type { Layout } from './layout';
import { NotYet } from './wait';

/** Namespace of Karmada's own objects. */
const SYSTEM = 'karmada-system';
/** Namespace of the secrets with which Karmada reaches the members. */
export const CLUSTER_SECRETS = 'karmada-cluster';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const CLUSTER_API = '/apis/cluster.karmada.io/v1alpha1';
/** The address under which the asset calls the webhook. */
const WEBHOOK_IN_CLUSTER = 'https://karmada-webhook.karmada-system.svc:443';

/** A kind that the control plane is to serve: the path of its version, and its plural. */
export interface ServedKind {
  readonly path: string;
  readonly plural: string;
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** Creates Karmada's custom resource definitions, all at once, and tells what they will serve. */
export async function createCrds(client: ApiClient, engine: Engine, signal?: AbortSignal): Promise<ServedKind[]> {
  const folder = join(engine.assets, 'crds');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const created = await Promise.all(
    files.map((file) =>
      // As text: reading them here would cost more than all the rest of this function.
      client.json<Crd>('POST', CRDS, {
        body: readFileSync(join(folder, file), 'utf8'),
        contentType: 'application/yaml',
        signal,
      }),
    ),
  );
  return created.flatMap(({ spec }) =>
    spec.versions
      .filter(({ served }) => served)
      .map(({ name }) => ({ path: `/apis/${spec.group}/${name}`, plural: spec.names.plural })),
  );
}

/** Looks whether these kinds are served. */
export async function lookForKinds(client: ApiClient, kinds: readonly ServedKind[]): Promise<true | NotYet> {
  for (const path of new Set(kinds.map((kind) => kind.path))) {
    const { resources } = await client.json<{ resources: { name: string }[] }>('GET', path);
    const missing = kinds.find((kind) => kind.path === path && !resources.some(({ name }) => name === kind.plural));
    if (missing) {
      return new NotYet(`${missing.plural} are not served at ${path}`);
    }
  }
  return true;
}

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
