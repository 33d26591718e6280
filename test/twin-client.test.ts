import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createProxy, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ApiClient } from '../lib/twin/client';
import { createPki, type Pki } from '../lib/twin/pki';

/** How the server treats its requests, the first first; it answers all others. */
type Treatment = 'answer' | 'silence' | 'cut off';

const OPTIONS = { timeoutSeconds: 1 };

let pki: Pki;
let server: Server;
let treatments: Treatment[];
let seen: string[];
/** Whether the server takes what a request shows. */
let trusts: (authorization: string) => boolean;
let client: ApiClient;

beforeAll(async () => {
  pki = await createPki();
});

beforeEach(async () => {
  seen = [];
  treatments = [];
  trusts = () => true;
  server = createServer({ cert: pki.server.certificate, key: pki.server.key }, (request, response) => {
    seen.push(request.method ?? '');
    if (!trusts(request.headers.authorization ?? '')) {
      response.writeHead(401).end('{"message":"Unauthorized","reason":"Unauthorized"}');
      return;
    }
    const treatment = treatments.shift() ?? 'answer';
    if (treatment === 'answer') {
      response.end('{"it":"is"}');
    } else if (treatment === 'cut off') {
      request.socket.destroy();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = await clientOf(server);
});

afterEach(async () => {
  client.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test.each<Treatment>(['silence', 'cut off'])('a read is sent once more after %s', async (treatment) => {
  treatments = [treatment];
  expect(await client.json('GET', '/x', OPTIONS)).toEqual({ it: 'is' });
  expect(seen).toEqual(['GET', 'GET']);
});

test.each([
  ['GET', 15],
  ['PATCH', 60],
  ['POST', 60],
  ['DELETE', 60],
] as const)('a %s has %i seconds: webhooks are asked of what changes something', async (method, seconds) => {
  const timeout = jest.spyOn(AbortSignal, 'timeout');
  try {
    await client.json(method, '/x');
    expect(timeout.mock.calls).toEqual([[seconds * 1000]]);
  } finally {
    timeout.mockRestore();
  }
});

test.each([
  ['', 'the kubeconfig is empty'],
  ['users: [{ token: hidden', 'the kubeconfig cannot be read: unexpected end of the stream'],
  ['kind: Config', 'the kubeconfig names no server'],
])('no client comes of %j', async (kubeconfig, message) => {
  const failure = (await ApiClient.fromConfig(kubeconfig).catch((error: unknown) => error)) as Error;
  expect(failure.message).toContain(message);
  expect(failure.stack).not.toContain('hidden');
});

test('a server that stays silent is given up', async () => {
  treatments = ['silence', 'silence'];
  await expect(client.text('GET', '/x', OPTIONS)).rejects.toMatchObject({
    status: 0,
    message: expect.stringContaining('no answer within 1 s'),
  });
  expect(seen).toEqual(['GET', 'GET']);
});

test.each(['POST', 'PATCH', 'DELETE'] as const)('%s is sent once: it may have been done', async (method) => {
  treatments = ['silence'];
  await expect(client.text(method, '/x', OPTIONS)).rejects.toMatchObject({ status: 0 });
  expect(seen).toEqual([method]);
});

test('nobody is asked again after the caller has given up', async () => {
  treatments = ['silence'];
  const enough = new AbortController();
  server.once('request', () => enough.abort(new Error('enough')));
  const asking = client.text('GET', '/x', { timeoutSeconds: 10, signal: enough.signal });
  await expect(asking).rejects.toThrow('enough');
  expect(seen).toEqual(['GET']);
});

describe('credentials of a command', () => {
  let folder: string;
  let known: Set<string>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-client-'));
    known = new Set(['Bearer token-1']);
    trusts = (authorization) => known.has(authorization);
    const command = join(folder, 'login');
    writeFileSync(
      command,
      `#!/bin/sh
test ! -e ${folder}/out || { echo logged out >&2; exit 1; }
echo once >> ${folder}/runs
printf '{"kind":"ExecCredential","status":{"token":"token-%d"}}' $(wc -l < ${folder}/runs)
`,
      { mode: 0o755 },
    );
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
    client = await clientOf(server, { exec });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const runs = () => readFileSync(join(folder, 'runs'), 'utf8').trim().split('\n').length;

  test('are asked for once, and again when the server takes them no more', async () => {
    for (const method of ['GET', 'PATCH'] as const) {
      await client.text(method, '/x', OPTIONS);
    }
    expect(runs()).toBe(1);
    known = new Set(['Bearer token-2']);
    await Promise.all(['/x', '/y', '/z'].map((path) => client.text('PATCH', path, OPTIONS)));
    await client.text('GET', '/x', OPTIONS);
    expect(runs()).toBe(2);
  });

  test('that are refused as well are told as refused', async () => {
    known = new Set();
    await expect(client.text('GET', '/x', OPTIONS)).rejects.toMatchObject({ status: 401, message: 'Unauthorized' });
    expect(seen).toEqual(['GET', 'GET']);
  });

  test('that cannot be had any more are told with what the command says', async () => {
    known = new Set();
    writeFileSync(join(folder, 'out'), '');
    await expect(client.text('GET', '/x', OPTIONS)).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(/^Unauthorized, .*logged out/),
    });
    expect(seen).toEqual(['GET']);
  });
});

test('credentials that stay as they are are shown once', async () => {
  trusts = () => false;
  client = await clientOf(server, { token: 'mine' });
  await expect(client.text('GET', '/x', OPTIONS)).rejects.toMatchObject({ status: 401 });
  expect(seen).toEqual(['GET']);
});

test('a server behind a proxy is asked through it', async () => {
  const asked: string[] = [];
  const tunnels: Socket[] = [];
  const proxy = createProxy().on('connect', ({ url = '' }: IncomingMessage, near: Socket) => {
    asked.push(url);
    tunnels.push(near);
    const far = connect(portOf(server), '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
    far.pipe(near).pipe(far);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  trusts = (authorization) => authorization === 'Bearer mine';
  // nobody can listen there: only the proxy knows the way
  const far = { server: 'https://127.0.0.1:0', 'proxy-url': `http://127.0.0.1:${portOf(proxy)}` };
  client = await clientOf(server, { token: 'mine' }, far);
  try {
    expect(await client.json('GET', '/x', OPTIONS)).toEqual({ it: 'is' });
    expect(asked).toEqual(['127.0.0.1:0']);
  } finally {
    for (const tunnel of tunnels) {
      tunnel.destroy();
    }
    proxy.close();
    await once(proxy, 'close');
  }
});

function portOf(of: NetServer): number {
  return (of.address() as AddressInfo).port;
}

function clientOf(of: Server, user: object = {}, at: object = {}): Promise<ApiClient> {
  const cluster = {
    server: `https://127.0.0.1:${portOf(of)}`,
    'certificate-authority-data': Buffer.from(pki.ca).toString('base64'),
    ...at,
  };
  return ApiClient.fromConfig(
    stringify({
      clusters: [{ name: 'here', cluster }],
      users: [{ name: 'somebody', user }],
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'somebody' } }],
      'current-context': 'here',
    }),
  );
}
