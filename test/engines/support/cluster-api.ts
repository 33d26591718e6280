import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import type { ApiClient } from '../../../lib/twin';
import { createCrds, lookForKinds } from '../../../lib/twin/crds';
import { type Definition, definitionsOf } from '../../../lib/twin/definitions';
import { createPki } from '../../../lib/twin/pki';
import { waitFor } from '../../../lib/twin/wait';
import { temporary } from './folders';
import { freePorts } from './ports';
import { Servers } from './servers';

/** Kinds that the controllers read or make. */
const KINDS = [
  'Cluster',
  'Machine',
  'MachineSet',
  'MachineDeployment',
  'MachineDrainRule',
  'MachineHealthCheck',
  'MachinePool',
  'KubeadmConfig',
  'KubeadmConfigTemplate',
  'KubeadmControlPlane',
  'DevCluster',
  'DevMachine',
  'DevMachineTemplate',
];
/** Says which version of a kind keeps to which version of Cluster API's contract; added when Cluster API is installed. */
const CONTRACT = { 'cluster.x-k8s.io/v1beta2': 'v1beta2' };
/** Clusters that can be made. */
const CLUSTERS = 8;

/**
 * Starts Cluster API beside an API server: the controllers of its core, of kubeadm and of machines in memory, and its webhooks.
 * @param kubeconfig of an administrator
 */
export async function startClusterApi(client: ApiClient, kubeconfig: string): Promise<Servers> {
  const engines = await ensureEngines(['cluster-api-controllers'], { cacheRoot: defaultCacheRoot() });
  await defineKinds(client, KINDS);

  const folder = temporary('cluster-api');
  mkdirSync(folder);
  const { ca, server } = await createPki();
  writeFileSync(join(folder, 'tls.crt'), server.certificate);
  writeFileSync(join(folder, 'tls.key'), server.key, { mode: 0o600 });
  const [webhooks, health, debug, ...workloads] = await freePorts(3 + CLUSTERS);
  const args = [
    `--kubeconfig=${kubeconfig}`,
    `--webhook-port=${webhooks}`,
    `--webhook-cert-dir=${folder}`,
    `--health-port=${health}`,
    `--debug-port=${debug}`,
    `--first-workload-port=${workloads[0]}`,
    `--last-workload-port=${workloads.at(-1)}`,
  ];
  const servers = new Servers();
  const { binary, assets } = engines['cluster-api-controllers'];
  await servers.start(binary, args, join(folder, 'log'), `http://127.0.0.1:${health}/readyz`);
  for (const configuration of configurations(join(assets, 'webhooks'), `https://127.0.0.1:${webhooks}`, ca)) {
    await client.apply(configuration, 'test');
  }
  return servers;
}

/** Creates kinds of Cluster API. */
export async function defineKinds(client: ApiClient, names: readonly string[]): Promise<void> {
  const engines = await ensureEngines(['cluster-api-crds'], { cacheRoot: defaultCacheRoot() });
  const definitions = definitionsOf(engines['cluster-api-crds']).filter(({ kind }) => names.includes(kind));
  const kinds = await createCrds(client, definitions.map(underContract));
  await waitFor('the kinds of Cluster API', () => lookForKinds(client, kinds), { seconds: 60 });
}

function underContract(definition: Definition): Definition {
  const crd = JSON.parse(definition.text) as Manifest;
  const metadata = { ...crd.metadata, labels: { ...crd.metadata.labels, ...CONTRACT } };
  return { ...definition, text: JSON.stringify({ ...crd, metadata }) };
}

/** A configuration of webhooks, as far as it is read here. */
interface Configuration extends Manifest {
  readonly webhooks: readonly { readonly clientConfig: { readonly service: { readonly path: string } } }[];
}

/** The configurations that Cluster API brings, for webhooks that are no Service but lie on this machine. */
function configurations(folder: string, server: string, ca: string): Manifest[] {
  const caBundle = Buffer.from(ca).toString('base64');
  return readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => {
      const { webhooks, ...rest } = document.toJS() as Configuration;
      const metadata = { name: `${basename(file, '.yaml')}-${rest.kind.toLowerCase()}` };
      return {
        ...rest,
        metadata,
        webhooks: webhooks.map(({ clientConfig, ...webhook }) => ({
          ...webhook,
          clientConfig: { url: `${server}${clientConfig.service.path}`, caBundle },
        })),
      } as unknown as Manifest;
    }),
  );
}
