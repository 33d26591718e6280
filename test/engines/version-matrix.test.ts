import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { ENGINE_REMOVALS } from '../../lib/checks/known-removals';
import { apiGroupOf, kindKey } from '../../lib/core/manifest';
import { compareVersions, KNOWN_VERSIONS } from '../../lib/core/versions';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { introducedIn, isOffByDefault } from '../../lib/l1/introduced';
import { kubeconfigOf } from '../../lib/pulumi/provider/kubeconfig';
import { ApiClient } from '../../lib/twin/client';
import { createCrds, lookForKinds } from '../../lib/twin/crds';
import { type Definition, definitionsOf } from '../../lib/twin/definitions';
import { createPki, type Pki } from '../../lib/twin/pki';
import { waitFor } from '../../lib/twin/wait';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';
import { freePorts } from './support/ports';
import { Server } from './support/server';
import { until } from './support/servers';

/** What the matrix knows of kinds that are built in, and that not all versions have. */
const KINDS = Object.keys(
  JSON.parse(readFileSync(join(__dirname, '../../lib/l1/kubernetes/introduced.json'), 'utf8')) as object,
).map((key) => {
  const at = key.lastIndexOf('/');
  return { apiVersion: key.slice(0, at), kind: key.slice(at + 1) };
});

const folder = temporary('api-servers');
let binary: string;
let pki: Pki;
let etcdUrl: string;
/** Of the engines that have ever dropped a kind. */
let definitions: readonly Definition[];
const servers: Server[] = [];

beforeAll(async () => {
  mkdirSync(folder);
  const { kubernetes, ...defining } = await ensureEngines(
    ['kubernetes', 'cluster-api-crds', 'flux-crds', 'kyverno-crds'],
    { cacheRoot: defaultCacheRoot() },
  );
  binary = kubernetes.binary;
  definitions = Object.values(defining).flatMap(definitionsOf);
  pki = await createPki();
  const files = {
    'server.crt': pki.server.certificate,
    'server.key': pki.server.key,
    'accounts.key': pki.serviceAccount.key,
    'accounts.pub': pki.serviceAccount.publicKey,
    'tokens.csv': `${pki.token},admin,admin,"system:masters"\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  const [client, peer] = (await freePorts(2)).map((port) => `http://127.0.0.1:${port}`);
  etcdUrl = client!;
  await start('etcd', [
    '--name=one',
    '--data-dir=etcd',
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=one=${peer}`,
  ]);
}, BUILD_TIMEOUT);

afterAll(async () => {
  for (const server of servers.reverse()) {
    await server.stop();
  }
  removeTemporary();
});

// Kubernetes 1.36 behaves like any of the three versions before it, where it is told to.
test.each(['1.33', '1.34', '1.35', '1.36'])(
  'an API server of Kubernetes %s serves what the matrix says',
  async (version) => {
    const { port, server } = await startApiServer(version);
    const served = await Promise.all(KINDS.map((of) => isServed(of, port, server)));
    const expected = KINDS.map((of) => !isOffByDefault(of) && compareVersions(version, introducedIn(of)!) >= 0);
    const named = (flags: readonly boolean[]) => KINDS.filter((_, i) => flags[i]).map(kindKey);
    expect(named(served)).toEqual(named(expected));
    await server.stop();
  },
);

test('an API server with the definitions of pinned engines serves nothing that the matrix calls gone, and all that is to be written instead', async () => {
  const pinned = (engine: keyof typeof KNOWN_VERSIONS) => KNOWN_VERSIONS[engine].at(-1)!;
  const gone = ENGINE_REMOVALS.filter(({ engine, since }) => compareVersions(pinned(engine), since) >= 0).map(
    (removal) => ({ ...removal, group: apiGroupOf(removal.apiVersion) }),
  );
  const needed = definitions.filter(({ group, kind }) =>
    gone.some((one) => one.group === group && one.kinds.includes(kind)),
  );
  const defined = gone.filter(({ group }) => needed.some((definition) => definition.group === group));
  // two of Flux's controllers are pinned; of the others no definition is here
  expect([...new Set(gone.filter((one) => !defined.includes(one)).map(({ group }) => group))].sort()).toEqual(
    ['image', 'kustomize', 'notification'].map((controller) => `${controller}.toolkit.fluxcd.io`),
  );

  const { port, server } = await startApiServer('1.36');
  const client = await ApiClient.fromConfig(kubeconfigOf(`https://127.0.0.1:${port}`, pki.ca, 'admin', pki.token));
  try {
    const kinds = await createCrds(client, needed);
    await waitFor('the kinds of the engines', () => lookForKinds(client, kinds), { seconds: 60 });
  } finally {
    client.close();
  }
  const answers = await Promise.all(
    defined.flatMap(({ apiVersion, instead, kinds }) =>
      kinds.map(async (kind) => ({
        kind: kindKey({ apiVersion, kind }),
        served: await isServed({ apiVersion, kind }, port, server),
        instead: await isServed({ apiVersion: instead, kind }, port, server),
      })),
    ),
  );
  expect(answers.length).toBeGreaterThan(20);
  expect(answers).toEqual(answers.map(({ kind }) => ({ kind, served: false, instead: true })));
  await server.stop();
});

/** An API server that behaves like one of this version, with the data of that version. */
async function startApiServer(version: string): Promise<{ readonly port: number; readonly server: Server }> {
  const [port] = await freePorts(1);
  const server = await start('kube-apiserver', [
    `--emulated-version=kube=${version}`,
    `--etcd-servers=${etcdUrl}`,
    `--etcd-prefix=/${version}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--tls-cert-file=server.crt',
    '--tls-private-key-file=server.key',
    '--token-auth-file=tokens.csv',
    '--authorization-mode=RBAC',
    '--endpoint-reconciler-type=none',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=accounts.pub',
    '--service-account-signing-key-file=accounts.key',
    '--service-cluster-ip-range=10.96.0.0/16',
  ]);
  await until(`the API server of ${version}`, 60, async () => (await ask(port!, '/readyz', server)).status === 200);
  return { port: port!, server };
}

async function isServed(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  port: number,
  server: Server,
): Promise<boolean> {
  const { status, body } = await ask(port, `/apis/${apiVersion}`, server);
  const { resources = [] } = (status === 200 ? JSON.parse(body) : {}) as { resources?: { kind: string }[] };
  return resources.some((resource) => resource.kind === kind);
}

async function start(program: string, args: readonly string[]): Promise<Server> {
  const server = await Server.start(binary, [program, ...args], folder);
  servers.push(server);
  return server;
}

/** What the API server answers; status 0 as long as it does not listen. */
function ask(port: number, path: string, server: Server): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${pki.token}` };
    get({ host: '127.0.0.1', port, path, ca: pki.ca, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', () => resolve({ status: 0, body: '' }));
    server.ended.then((code) => reject(new Error(`the API server ended with ${code}:\n${server.log.slice(-3000)}`)));
  });
}
