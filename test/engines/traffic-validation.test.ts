import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, type Engine, ensureEngines } from '../../lib/engines';
import { gatewayOf, REFUSED_GATEWAYS, TAKEN_GATEWAYS } from '../gateway-cases';
import { REFUSED, TAKEN } from '../go-expressions';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

/** What the webhook of Istio refuses is refused by findings, and nothing else. */
describe('what Istio validates', () => {
  let istio: Engine;

  beforeAll(async () => {
    istio = (await ensureEngines(['istio'], { cacheRoot: defaultCacheRoot() })).istio;
  }, BUILD_TIMEOUT);

  afterAll(removeTemporary);

  /** Namespaces of the objects that Istio refuses. */
  async function refused(objects: readonly Manifest[]): Promise<Set<string>> {
    const folder = temporary('validated');
    mkdirSync(folder);
    const file = join(folder, 'objects.yaml');
    writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
    const ask = promisify(execFile)(istio.binary, ['istioctl', 'validate', '-f', file], { env: { HOME: folder } });
    const said = await ask.then(
      ({ stderr }) => stderr,
      ({ stderr }: { readonly stderr: string }) => stderr,
    );
    return new Set([...said.matchAll(/\* \w+\/([^/]+)\//g)].map(([, namespace]) => namespace!));
  }

  test('expressions in matches of headers', async () => {
    const expressions = [...TAKEN, ...REFUSED];
    const route = [{ destination: { host: 'infer' } }];
    const found = await refused(
      expressions.map((regex, i) => ({
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'route', namespace: `case-${i}` },
        spec: { hosts: ['infer'], http: [{ match: [{ headers: { 'x-tenant': { regex } } }], route }] },
      })),
    );
    expect(expressions.filter((_, i) => found.has(`case-${i}`))).toEqual(REFUSED);
  });

  test('hosts and addresses of gateways', async () => {
    const cases = [...TAKEN_GATEWAYS, ...REFUSED_GATEWAYS.map(({ given }) => given)];
    const objects = cases.flatMap((given, i) =>
      gatewayOf(given, `case-${i}`)
        .compile()
        .targets.flatMap((target) => target.objects.map(({ manifest }) => manifest)),
    );
    const found = await refused(objects.filter(({ apiVersion }) => apiVersion.startsWith('networking.istio.io/')));
    expect(cases.filter((_, i) => found.has(`case-${i}`))).toEqual(REFUSED_GATEWAYS.map(({ given }) => given));
  });
});
