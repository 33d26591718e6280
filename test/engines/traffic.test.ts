import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { CanaryRoute, type Destination, FleetApp, FleetGateway, GpuFleet } from '../../lib';
import type { Manifest } from '../../lib/core/manifest';
import { defaultCacheRoot, type Engine, ensureEngines } from '../../lib/engines';
import { memberObjects } from '../../lib/plan/member-objects';
import { Twin } from '../../lib/twin';
import { NotYet, waitFor } from '../../lib/twin/wait';
import { send, service as serviceOf, version } from '../traffic-support';
import { BUILD_TIMEOUT, twinEnginesOf } from './support/engines';
import { ref } from './support/fleets';
import { removeTemporary, temporary } from './support/folders';
import { get, MeshRig, standIn, tally } from './support/mesh';
import { freePort } from './support/ports';

const HOST = 'resnet50.ml.svc.cluster.local';
const REQUESTS = 2000;

/** A loopback address of its own, by which istiod tells the gateway from the other stand-ins. */
const GATEWAY_ADDRESS = '127.0.0.9';
const GATEWAY_LABELS = { istio: 'ingressgateway' };

/** Routes as compiled, on real Karmada, real istiod and real Envoy. */
describe('traffic', () => {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    istio: '1.31',
    // without nodes, so that the pods of the program never run and only their stand-ins answer
    members: {
      'serve-online': { kubernetes: '1.34' },
      'edge-infer': { kubernetes: '1.34' },
      'train-gpu': { kubernetes: '1.34', engines: { istio: null } },
    },
    groups: { serve: ['serve-online'], edge: ['edge-infer'] },
  });
  const service = resnet50In(fleet, ['serve-online', 'edge-infer'], fleet.group('serve'));
  const canary = new CanaryRoute(fleet, 'resnet50-canary', {
    service,
    stable: 'v2',
    canary: 'v3',
    percent: 10,
    headers: { 'x-canary': 'always' },
    exceptions: [{ to: fleet.group('edge'), percent: 0 }],
  });
  const gateway = new FleetGateway(fleet, 'ai', {
    namespace: 'istio-system',
    hosts: ['ai.example.com'],
    routes: [
      { path: '/infer', service: canary, stripPath: true, members: fleet.group('serve') },
      { path: '/train', service: send(fleet, serviceOf(fleet, 'train'), fleet.group('edge')), members: ['edge-infer'] },
    ],
    addresses: { 'serve-online': '127.0.0.1', 'edge-infer': '127.0.0.1' },
  });

  let twin: Twin;
  let engines: { readonly istio: Engine; readonly envoy: Engine };
  let rig: MeshRig;
  let sidecar: number;
  /** Ports of the gateways. */
  let ports: Readonly<Record<string, number>>;

  beforeAll(async () => {
    const { model } = fleet;
    engines = await ensureEngines(['istio', 'envoy'], { cacheRoot: defaultCacheRoot() });
    twin = await Twin.up(model, { state: temporary('twin'), engines: await twinEnginesOf(model) });
    rig = new MeshRig(temporary('mesh'), engines);
    ports = { 'serve-online': await freePort(), 'edge-infer': await freePort() };
    for (const [member, http] of Object.entries(ports)) {
      // the gateways of this test are on one machine, and none has port 80
      const peer = ApiObject.of(gateway.node.findChild(`Peer-${member}`));
      peer.addJsonPatch(JsonPatch.add('/spec/endpoints/0/ports', { http }));
    }
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await rig?.stop();
    await twin?.down();
    removeTemporary();
  });

  /** Waits until a member has every route that the program says it has, exactly so. */
  async function arrived(): Promise<void> {
    const routes = (manifest: Manifest) =>
      ['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry'].includes(manifest.kind);
    for (const { member, objects } of memberObjects(app.compile(), routes)) {
      const client = await twin.client(member.name);
      for (const { manifest } of objects) {
        const look = async () => {
          const spec = (await client.read(ref(manifest)))?.spec;
          return isDeepStrictEqual(spec, manifest.spec) ? true : new NotYet(`it is ${JSON.stringify(spec)}`);
        };
        await waitFor(`${manifest.kind} ${manifest.metadata.name} in ${member.name}`, look, { seconds: 30 });
      }
    }
  }

  test('every object is accepted, and arrives in the members as the plan of the routes says', async () => {
    const compilation = app.compile();
    expect(compilation.findings).toEqual([]);
    const applied = (await twin.apply(compilation.targets)).flatMap(({ objects }) => objects);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    await arrived();

    const weights: Record<string, unknown> = {};
    for (const member of ['serve-online', 'edge-infer']) {
      const kind = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'ml' };
      const found = await (await twin.client(member)).read({ ...kind, name: 'resnet50-canary' });
      const { http } = found!.spec as { http: { route: { destination: { subset: string }; weight?: number }[] }[] };
      weights[member] = http.at(-1)!.route.map(({ destination, weight }) => [destination.subset, weight]);
    }
    expect(weights).toEqual({
      'serve-online': [
        ['v2', 90],
        ['v3', 10],
      ],
      'edge-infer': [['v2', undefined]],
    });
  });

  test('of many requests one in ten reaches v3, and all with the header', async () => {
    const [v2, v3, train] = [await rig.backend('v2'), await rig.backend('v3'), await rig.backend('train')];
    await standInFor('serve-online', [
      pod('resnet50', v2, { app: 'resnet50', version: 'v2' }),
      pod('resnet50', v3, { app: 'resnet50', version: 'v3' }),
    ]);
    await standInFor('edge-infer', [pod('train', train, { app: 'train' })]);
    const istiod = await rig.istiod('serve-online', twin.kubeconfig('serve-online'));
    sidecar = await rig.sidecar('serve-online', istiod);
    await rig.gateway('serve-online', istiod, GATEWAY_ADDRESS, GATEWAY_LABELS);
    const edge = await rig.istiod('edge-infer', twin.kubeconfig('edge-infer'));
    await rig.gateway('edge-infer', edge, GATEWAY_ADDRESS, GATEWAY_LABELS);

    expectOneInTen(await tally(REQUESTS, sidecar, '/', { host: HOST }));
    expect(await tally(200, sidecar, '/', { host: HOST, 'x-canary': 'always' })).toEqual({ v3: 200 });
  });

  test('istioctl finds nothing wrong but a subset that is defined before it is used', async () => {
    const said: Record<string, readonly string[]> = {};
    for (const member of ['serve-online', 'edge-infer']) {
      const args = ['istioctl', 'analyze', '--kubeconfig', twin.kubeconfig(member), '-A', '-o', 'json'];
      const { stdout } = await promisify(execFile)(engines.istio.binary, args, { env: { HOME: twin.folder } });
      const messages = JSON.parse(stdout) as readonly { readonly level: string; readonly message: string }[];
      said[member] = messages.filter(({ level }) => level !== 'Info').map(({ message }) => message);
    }
    expect(said).toEqual({
      'serve-online': [],
      'edge-infer': [expect.stringContaining('The Subset v3 defined in the DestinationRule does not select any pods.')],
    });
  });

  test('the gateway keeps the canary, and takes whole parts of paths only', async () => {
    const host = 'ai.example.com';
    const port = await listening('serve-online', '/infer');
    expectOneInTen(await tally(REQUESTS, port, '/infer/1', { host }));
    expect(await tally(200, port, '/infer', { host, 'x-canary': 'always' })).toEqual({ v3: 200 });
    const stripped = await get(port, '/infer/1?a=b', { host, 'x-canary': 'always' });
    expect(stripped).toEqual({ status: 200, text: 'v3 /1?a=b' });
    expect((await get(port, '/inference', { host })).status).toBe(404);
    expect((await get(port, '/infer', { host: 'other.example.com' })).status).toBe(404);
  });

  test('a gateway passes on what another member answers', async () => {
    const host = 'ai.example.com';
    const edge = await listening('edge-infer', '/train/1');
    expect(await get(edge, '/train/1', { host })).toEqual({ status: 200, text: 'train /train/1' });
    expect(await get(ports['serve-online']!, '/train/1', { host })).toEqual({ status: 200, text: 'train /train/1' });
    expectOneInTen(await tally(REQUESTS, edge, '/infer', { host }));
  });

  test('after the promotion all reach v3', async () => {
    canary.promote(fleet.group('serve'));
    await twin.apply(app.compile().targets);
    await arrived();
    const ways = [
      (requests: number) => tally(requests, sidecar, '/', { host: HOST }),
      (requests: number) => tally(requests, ports['serve-online']!, '/infer', { host: 'ai.example.com' }),
    ];
    for (const way of ways) {
      // each proxy is told in its own time
      const look = async () => {
        const seen = await way(50);
        return seen.v3 === 50 ? true : new NotYet(JSON.stringify(seen));
      };
      await waitFor('the promotion', look, { seconds: 30 });
      expect(await way(1000)).toEqual({ v3: 1000 });
    }
  });

  /** Puts stand-ins of pods, and a gateway, into a member. */
  async function standInFor(member: string, pods: readonly Manifest[]): Promise<void> {
    const metadata = { name: 'istio-ingressgateway', namespace: 'istio-system' };
    const containers = [{ name: 'proxy', image: 'registry.internal/proxy:1' }];
    const applied = await twin.applyTo(member, [
      ...pods,
      standIn('ingress', 'istio-system', GATEWAY_LABELS, { address: GATEWAY_ADDRESS }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { selector: GATEWAY_LABELS, ports: [{ name: 'http', port: 80, targetPort: ports[member]! }] },
      },
      // for istioctl, which looks for the pods of a gateway
      { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels: GATEWAY_LABELS }, spec: { containers } },
    ]);
    expect(applied.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }

  /** Waits for the gateway of a member. @returns its port */
  async function listening(member: string, path: string): Promise<number> {
    const port = ports[member]!;
    const look = async () => {
      const { status } = await get(port, path, { host: 'ai.example.com' });
      return status === 200 ? port : new NotYet(`it answers ${status}`);
    };
    return waitFor(`the gateway of ${member}`, look, { seconds: 30 });
  }
});

/** The service with v2 in these members, and v3 in some. */
function resnet50In(fleet: Construct, members: Destination, canaries: Destination): ApiObject {
  send(fleet, version(fleet, 'v2'), members);
  send(fleet, version(fleet, 'v3'), canaries);
  return send(fleet, serviceOf(fleet), members);
}

/** A stand-in for a pod in ml that listens on a port of this machine. */
function pod(app: string, port: number, labels: Readonly<Record<string, string>>): Manifest {
  return standIn(`${app}-${port}`, 'ml', labels, { address: '127.0.0.1', ports: { 'http-80': port } });
}

function expectOneInTen({ v2 = 0, v3 = 0, ...others }: Readonly<Record<string, number>>): void {
  expect(others).toEqual({});
  expect(v2 + v3).toBe(REQUESTS);
  expect(Math.abs(v3 / REQUESTS - 0.1)).toBeLessThan(0.03);
}
