import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
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
let client: ApiClient;

beforeAll(async () => {
  pki = await createPki();
});

beforeEach(async () => {
  seen = [];
  server = createServer({ cert: pki.server.certificate, key: pki.server.key }, (request, response) => {
    seen.push(request.method ?? '');
    const treatment = treatments.shift() ?? 'answer';
    if (treatment === 'answer') {
      response.end('{"it":"is"}');
    } else if (treatment === 'cut off') {
      request.socket.destroy();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = await clientOf((server.address() as AddressInfo).port);
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
  const signal = AbortSignal.timeout(100);
  await expect(client.text('GET', '/x', { timeoutSeconds: 10, signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(seen).toEqual(['GET']);
});

function clientOf(port: number): Promise<ApiClient> {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(pki.ca).toString('base64'),
  };
  return ApiClient.fromConfig(
    stringify({
      clusters: [{ name: 'here', cluster }],
      users: [{ name: 'nobody', user: {} }],
      contexts: [{ name: 'here', context: { cluster: 'here', user: 'nobody' } }],
      'current-context': 'here',
    }),
  );
}
