import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { kindKey } from '../../lib/core/manifest';
import { compareVersions } from '../../lib/core/versions';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { introducedIn, isOffByDefault } from '../../lib/l1/introduced';
import { createPki, type Pki } from '../../lib/twin/pki';
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
const servers: Server[] = [];

beforeAll(async () => {
  mkdirSync(folder);
  const { kubernetes } = await ensureEngines(['kubernetes'], { cacheRoot: defaultCacheRoot() });
  binary = kubernetes.binary;
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

    const served = await Promise.all(
      KINDS.map(async ({ apiVersion, kind }) => {
        const { status, body } = await ask(port!, `/apis/${apiVersion}`, server);
        const { resources = [] } = (status === 200 ? JSON.parse(body) : {}) as { resources?: { kind: string }[] };
        return resources.some((resource) => resource.kind === kind);
      }),
    );
    const expected = KINDS.map((of) => !isOffByDefault(of) && compareVersions(version, introducedIn(of)!) >= 0);
    const named = (flags: readonly boolean[]) => KINDS.filter((_, i) => flags[i]).map(kindKey);
    expect(named(served)).toEqual(named(expected));
    await server.stop();
  },
);

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
