import { ApiObject, JsonPatch } from 'cdk8s';
import { CanaryRoute, type FleetApp, FleetGateway, type FleetGatewayProps, ServiceRef } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { idsOf } from './support';
import { resnet50, send, service, servingFleet, version } from './traffic-support';

const HOST = 'resnet50.ml.svc.cluster.local';
const below = (path: string) => [{ uri: { exact: path } }, { uri: { prefix: `${path}/` } }];
const leadsTo = (host: string, port?: number) => [
  { destination: { host, ...(port === undefined ? {} : { port: { number: port } }) } },
];
const routesOf = (app: FleetApp, name = 'ai') =>
  (manifestsOf(app, { kind: 'VirtualService', name })[0]!.spec as { http: unknown }).http;

/** A gateway of serve and edge that leads to the service resnet50, which both have. */
function gateway(more: Partial<FleetGatewayProps<'serve' | 'edge' | 'train'>> = {}) {
  const { app, fleet } = servingFleet();
  const routes = [{ path: '/infer', service: resnet50(fleet) }];
  const made = new FleetGateway(fleet, 'ai', {
    namespace: 'istio-system',
    hosts: ['ai.example.com'],
    tlsSecret: 'ai-example-com',
    routes,
    ...more,
  });
  return { app, fleet, gateway: made };
}

describe('FleetGateway', () => {
  test('ends TLS with a secret of others, and sends plain HTTP there', () => {
    const { app, gateway: made } = gateway();
    expect(findingsOf(app)).toEqual([]);
    expect(made.members).toEqual(['serve', 'edge']);
    expect(manifestsOf(app, { kind: 'Gateway' })).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'ai', namespace: 'istio-system' },
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [
            {
              port: { number: 443, name: 'https', protocol: 'HTTPS' },
              hosts: ['ai.example.com'],
              tls: { mode: 'SIMPLE', credentialName: 'ai-example-com' },
            },
            {
              port: { number: 80, name: 'http', protocol: 'HTTP' },
              hosts: ['ai.example.com'],
              tls: { httpsRedirect: true },
            },
          ],
        },
      },
    ]);
    expect(manifestsOf(app, { kind: 'Secret' })).toEqual([]);
    expect(manifestsOf(app, { kind: 'VirtualService' })).toMatchObject([
      {
        metadata: { name: 'ai', namespace: 'istio-system' },
        spec: {
          hosts: ['ai.example.com'],
          gateways: ['ai'],
          http: [{ match: below('/infer'), route: leadsTo(HOST) }],
        },
      },
    ]);
    expect(manifestsOf(app, { kind: 'OverridePolicy' })).toEqual([]);
  });

  test('without a secret speaks plain HTTP; without a redirect only HTTPS', () => {
    const protocols = (more: object) => {
      const { servers } = manifestsOf(gateway(more).app, { kind: 'Gateway' })[0]!.spec as {
        readonly servers: readonly { readonly port: { readonly protocol: string } }[];
      };
      return servers.map(({ port }) => port.protocol);
    };
    expect(protocols({ tlsSecret: undefined })).toEqual(['HTTP']);
    expect(protocols({ redirectHttp: false })).toEqual(['HTTPS']);
  });

  test('tries the longer path first, and the one with headers before the one without', () => {
    const { app, fleet } = servingFleet();
    const lab = send(fleet, service(fleet, 'lab', [80, 9090]), ['serve', 'edge']);
    const main = resnet50(fleet);
    new FleetGateway(fleet, 'ai', {
      hosts: ['*.example.com'],
      routes: [
        { service: main },
        { path: '/infer/', service: main, details: { timeout: '5s' } },
        { path: '/infer', headers: { 'x-lab': { regex: '.*' } }, service: lab, port: 9090, stripPath: true },
      ],
    });
    expect(findingsOf(app)).toEqual([]);
    expect(routesOf(app)).toEqual([
      {
        match: below('/infer').map((match) => ({ ...match, headers: { 'x-lab': { regex: '.*' } } })),
        rewrite: { uri: '/' },
        route: leadsTo('lab.ml.svc.cluster.local', 9090),
      },
      { match: below('/infer'), timeout: '5s', route: leadsTo(HOST) },
      { route: leadsTo(HOST) },
    ]);
  });

  test('keeps a canary: it delegates to the same routes, with the same exceptions', () => {
    const { app, fleet } = servingFleet();
    const canary = new CanaryRoute(fleet, 'resnet50', {
      service: resnet50(fleet),
      stable: 'v2',
      canary: 'v3',
      percent: 10,
      exceptions: [{ to: fleet.group('edge'), percent: 0 }],
    });
    const routes = [
      { path: '/infer', service: canary },
      { path: '/v1', service: canary },
    ];
    new FleetGateway(fleet, 'ai', { hosts: ['ai.example.com'], routes });
    expect(findingsOf(app)).toEqual([]);
    const delegate = { name: 'resnet50-delegate', namespace: 'ml' };
    expect(routesOf(app)).toEqual([
      { match: below('/infer'), delegate },
      { match: below('/v1'), delegate },
    ]);
    const [made] = manifestsOf(app, { kind: 'VirtualService', name: 'resnet50-delegate' });
    expect(made!.metadata.namespace).toBe('ml');
    expect(made!.spec).toEqual({ http: routesOf(app, 'resnet50') });
    const overrides = manifestsOf(app, { kind: 'OverridePolicy' }).map(({ spec }) => spec as Record<string, object[]>);
    expect(overrides.map(({ resourceSelectors }) => resourceSelectors![0])).toMatchObject([
      { name: 'resnet50' },
      { name: 'resnet50-delegate' },
    ]);
    expect(overrides[0]!.overrideRules).toEqual(overrides[1]!.overrideRules);
    canary.promote();
    expect(routesOf(app, 'resnet50-delegate')).toEqual([{ route: [{ destination: { host: HOST, subset: 'v3' } }] }]);
  });

  test('routes that some members answer are passed on by the others, where addresses are known', () => {
    const { app, fleet } = servingFleet();
    const routes = [
      { path: '/train', service: send(fleet, service(fleet, 'train-svc'), ['edge']), members: ['edge'] as const },
      { path: '/infer', service: send(fleet, service(fleet, 'infer-svc'), ['serve']), members: ['serve'] as const },
    ];
    const made = new FleetGateway(fleet, 'ai', {
      hosts: ['ai.example.com'],
      tlsSecret: 'ai-example-com',
      routes,
      addresses: { serve: '203.0.113.10', edge: 'edge.example.com' },
    });
    expect(findingsOf(app)).toEqual([]);
    expect(made.members).toEqual(['edge', 'serve']);
    const [here, passedOn] = [
      (host: string) => leadsTo(`${host}.ml.svc.cluster.local`),
      (member: string) => leadsTo(`${member}.ai.gateway.internal`, 443),
    ];
    expect(routesOf(app)).toEqual([
      { match: below('/train'), route: here('train-svc') },
      { match: below('/infer'), route: passedOn('serve') },
    ]);
    expect(manifestsOf(app, { kind: 'OverridePolicy' })[0]!.spec).toMatchObject({
      overrideRules: [
        {
          targetCluster: { clusterNames: ['serve'] },
          overriders: {
            plaintext: [
              {
                value: [
                  { match: below('/train'), route: passedOn('edge') },
                  { match: below('/infer'), route: here('infer-svc') },
                ],
              },
            ],
          },
        },
      ],
    });
    const entries = manifestsOf(app, { kind: 'ServiceEntry' }).map(({ spec }) => spec);
    expect(entries).toMatchObject([
      { hosts: ['serve.ai.gateway.internal'], resolution: 'STATIC', endpoints: [{ address: '203.0.113.10' }] },
      { hosts: ['edge.ai.gateway.internal'], resolution: 'DNS', endpoints: [{ address: 'edge.example.com' }] },
    ]);
    expect(manifestsOf(app, { kind: 'DestinationRule' }).map(({ spec }) => spec)).toMatchObject([
      { host: 'serve.ai.gateway.internal', trafficPolicy: { tls: { mode: 'SIMPLE' } } },
      { host: 'edge.ai.gateway.internal', trafficPolicy: { tls: { mode: 'SIMPLE' } } },
    ]);
  });

  test('in the scope of a member is only there, and patched like any object', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    version(scope, 'v2');
    const routes = [{ service: service(scope) }];
    const made = new FleetGateway(scope, 'ai', { hosts: ['ai.example.com'], routes, selector: { app: 'ingress' } });
    ApiObject.of(made).addJsonPatch(JsonPatch.add('/spec/servers/0/bind', '0.0.0.0'));
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'Gateway', target: 'fleet/members/serve' })).toMatchObject([
      { spec: { selector: { app: 'ingress' }, servers: [{ bind: '0.0.0.0' }] } },
    ]);
    expect(manifestsOf(app, { kind: 'PropagationPolicy' })).toEqual([]);
  });
});

describe('bad input', () => {
  test.each([
    [{ hosts: [] }, 'traffic/bad-host', []],
    [{ tlsSecret: 'istio-system/ai' }, 'traffic/bad-secret', 'istio-system/ai'],
    [{ routes: [] }, 'traffic/bad-route', []],
    [{ gatewayName: 'Ai' }, 'traffic/bad-name', 'Ai'],
    [{ addresses: { train: '203.0.113.10' } }, 'traffic/unknown-member', 'train'],
    [{ to: ['train'] }, 'traffic/no-istio', 'train'],
  ])('%j', (more, id, value) => {
    const found = findingsOf(gateway(more as object).app).map((f) => [f.id, f.value]);
    expect(found).toContainEqual([id, value]);
  });

  test('routes that are no paths, come twice, or are answered elsewhere', () => {
    const { app, fleet } = servingFleet();
    const to = resnet50(fleet);
    new FleetGateway(fleet, 'ai', {
      hosts: ['ai.example.com'],
      routes: [
        { path: 'infer', service: to },
        { path: '/a', service: to },
        { path: '/a/', service: to, headers: {} },
        { path: '/b', service: to, members: ['train'] },
        { path: '/c', service: to, members: ['serve'] },
      ],
    });
    expect(findingsOf(app).map(({ id, value }) => [id, value])).toEqual([
      ['traffic/bad-route', 'infer'],
      ['traffic/bad-header', {}],
      ['traffic/bad-route', '/a'],
      ['traffic/bad-route', ['train']],
      ['traffic/route-elsewhere', ['serve', 'edge']],
      ['traffic/route-elsewhere', ['edge']],
    ]);
  });

  test('a member that has the gateway and no route', () => {
    const { app, fleet } = servingFleet();
    const routes = [{ service: resnet50(fleet), members: ['serve'] as const }];
    new FleetGateway(fleet, 'ai', { hosts: ['ai.example.com'], routes, to: ['serve', 'edge'] });
    expect(findingsOf(app).map(({ id, value }) => [id, value])).toEqual([
      ['traffic/bad-route', 'edge'],
      ['traffic/route-elsewhere', ['edge']],
    ]);
  });

  test('a service that a member lacks, or a port that the service lacks', () => {
    const { app, fleet } = servingFleet();
    const hosts = ['ai.example.com'];
    const here = send(fleet, service(fleet, 'here', [80, 9090]), ['serve', 'edge']);
    new FleetGateway(fleet, 'ai', {
      hosts,
      routes: [
        { path: '/a', service: send(fleet, service(fleet, 'there'), ['serve']) },
        { path: '/b', service: here },
        { path: '/c', service: here, port: 8080 },
        { path: '/d', service: ServiceRef.fromName({ name: 'foreign' }) },
      ],
    });
    expect(findingsOf(app).map(({ id, value }) => [id, value])).toEqual([
      ['traffic/no-such-port', [80, 9090]],
      ['traffic/no-such-port', 8080],
      ['traffic/service-not-in-member', 'there.ml.svc.cluster.local'],
    ]);
  });

  test('a gateway that passes a canary by, or goes where it is not', () => {
    const { app, fleet } = servingFleet();
    const to = resnet50(fleet);
    const canary = new CanaryRoute(fleet, 'resnet50', {
      service: to,
      stable: 'v2',
      canary: 'v3',
      percent: 10,
      to: ['serve'],
    });
    new FleetGateway(fleet, 'ai', {
      hosts: ['ai.example.com'],
      routes: [{ path: '/infer', service: to }, { service: canary }],
    });
    expect(findingsOf(app).map(({ id, value, message }) => [id, value, message.slice(0, 18)])).toEqual([
      ['traffic/canary-passed-by', HOST, "in member 'serve' "],
      ['traffic/no-such-delegate', 'ml/resnet50-delegate', "in member 'edge' a"],
    ]);
  });

  test('two gateways with one host', () => {
    const { app, fleet } = gateway();
    const routes = [{ service: ServiceRef.fromName({ name: 'other' }) }];
    new FleetGateway(fleet, 'other', { hosts: ['ai.example.com'], routes, to: ['serve'] });
    expect(idsOf(app)).toEqual(['traffic/two-routes']);
  });
});
