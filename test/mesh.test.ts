import type { Construct } from 'constructs';
import { CanaryRoute, FleetGateway, ServiceRef } from '../lib';
import type { Json } from '../lib/core/manifest';
import { findingsOf } from '../lib/testing';
import { istio, service, servingFleet, version } from './traffic-support';

const HOST = 'resnet50.ml.svc.cluster.local';

/** What is found in a member with the service resnet50 in ml, and v2 of it. */
function found(write: (scope: Construct) => void) {
  const { app, fleet } = servingFleet();
  const scope = fleet.member('serve');
  service(scope);
  version(scope, 'v2');
  write(scope);
  return findingsOf(app).map(({ id, value }) => [id, value]);
}

const defines = (host: string, ...names: string[]): Json => ({
  host,
  subsets: names.map((name) => ({ name, labels: { version: name } })),
});
const leadsTo = (subset: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  hosts: [HOST],
  http: [{ route: [{ destination: { host: HOST, subset } }] }],
  ...more,
});

describe('where Istio looks for a DestinationRule', () => {
  const undefinedV2 = [['traffic/subset-undefined', 'v2']];
  const withRule = (host: string, namespace: string, route: Json = leadsTo('v2'), routeNamespace = 'ml') =>
    found((scope) => {
      istio(scope, 'DestinationRule', 'rule', defines(host, 'v2'), namespace);
      istio(scope, 'VirtualService', 'route', route, routeNamespace);
    });

  test('in the namespace of the service, and in the root of the mesh', () => {
    expect(withRule(HOST, 'ml')).toEqual([]);
    expect(withRule(HOST, 'istio-system')).toEqual([]);
    expect(withRule(HOST, 'default')).toEqual(undefinedV2);
  });

  test('a short name is one of the namespace of the rule', () => {
    expect(withRule('resnet50', 'ml')).toEqual([]);
    expect(withRule('resnet50', 'istio-system')).toEqual(undefinedV2);
  });

  test('in the namespace of the callers, where the route is for these alone', () => {
    expect(withRule(HOST, 'team', leadsTo('v2'), 'team')).toEqual(undefinedV2);
    expect(withRule(HOST, 'team', leadsTo('v2', { exportTo: ['.'] }), 'team')).toEqual([]);
    expect(withRule(HOST, 'team', leadsTo('v2', { exportTo: ['team'] }))).toEqual([]);
  });

  test('in the namespace of the gateway through which requests come', () => {
    const gateways = ['ingress/public'];
    expect(withRule(HOST, 'ingress', leadsTo('v2', { gateways }))).toEqual([
      ['traffic/no-such-gateway', 'ingress/public'],
    ]);
  });

  test('the longest wildcard, and none beside the host itself', () => {
    expect(withRule('*.ml.svc.cluster.local', 'ml')).toEqual([]);
    expect(withRule('*.other.svc.cluster.local', 'ml')).toEqual(undefinedV2);
    const two = (narrow: string, wide: string) =>
      found((scope) => {
        istio(scope, 'DestinationRule', 'narrow', defines(narrow, 'v1'));
        istio(scope, 'DestinationRule', 'wide', defines(wide, 'v2'));
        istio(scope, 'VirtualService', 'route', leadsTo('v2'));
      });
    expect(two('*.ml.svc.cluster.local', '*.cluster.local')).toEqual(undefinedV2);
    expect(two('*.cluster.local', '*.ml.svc.cluster.local')).toEqual([]);
    expect(two(HOST, '*.ml.svc.cluster.local')).toEqual(undefinedV2);
    expect(two(HOST, 'resnet50')).toEqual([]);
  });

  test('a rule nearer to the callers hides that of the root', () => {
    expect(
      found((scope) => {
        istio(scope, 'DestinationRule', 'near', { host: HOST });
        istio(scope, 'DestinationRule', 'far', defines(HOST, 'v2'), 'istio-system');
        istio(scope, 'VirtualService', 'route', leadsTo('v2'));
      }),
    ).toEqual(undefinedV2);
  });

  test('the message names the namespace where the rule is not found', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    service(scope);
    istio(scope, 'DestinationRule', 'rule', defines(HOST, 'v2'), 'default');
    istio(scope, 'VirtualService', 'route', leadsTo('v2'));
    expect(findingsOf(app)[0]!.message).toContain("a DestinationRule in namespace 'default' defines, where no caller");
  });
});

describe('two gateways with one host', () => {
  const HTTP = { port: { number: 80, name: 'http', protocol: 'HTTP' } };
  const REDIRECT = { ...HTTP, tls: { httpsRedirect: true } };
  const HTTPS = {
    port: { number: 443, name: 'https', protocol: 'HTTPS' },
    tls: { mode: 'SIMPLE', credentialName: 'ai' },
  };
  const TCP = { port: { number: 80, name: 'tcp', protocol: 'TCP' } };
  const servers = (...given: readonly Readonly<Record<string, Json>>[]) =>
    found((scope) => {
      for (const [i, server] of given.entries()) {
        const spec = { selector: { istio: 'ingressgateway' }, servers: [{ hosts: ['a.example.com'], ...server }] };
        istio(scope, 'Gateway', 'gw', spec, `team-${i}`);
      }
    }).map(([, value]) => value);
  const taken = (port: number, host = 'a.example.com') => [`${host} on port ${port} of pods with istio=ingressgateway`];

  test('share it where both speak plain HTTP', () => {
    expect(servers(HTTP, HTTP)).toEqual([]);
    expect(servers({ ...HTTP, hosts: ['./*'] }, { ...HTTP, hosts: ['./*'] })).toEqual([]);
    expect(servers(HTTP, { ...HTTP, port: { ...HTTP.port, protocol: 'GRPC-Web' } })).toEqual([]);
  });

  test('do not where one has TLS, redirects, or speaks something else', () => {
    expect(servers(HTTPS, HTTPS)).toEqual(taken(443));
    expect(servers(REDIRECT, REDIRECT)).toEqual(taken(80));
    expect(servers(HTTP, REDIRECT)).toEqual(taken(80));
    expect(servers(REDIRECT, HTTP, HTTP)).toEqual([...taken(80), ...taken(80)]);
    expect(servers(TCP, TCP)).toEqual(taken(80));
    expect(servers({ ...HTTPS, hosts: ['./*'] }, { ...HTTPS, hosts: ['*/*'] })).toEqual(taken(443, '*'));
  });

  test('nor do they meet at different addresses', () => {
    expect(servers({ ...HTTPS, bind: '10.0.0.1' }, { ...HTTPS, bind: '10.0.0.2' })).toEqual([]);
  });

  test('of FleetGateways', () => {
    const { app, fleet } = servingFleet();
    for (const name of ['train', 'infer']) {
      const routes = [{ path: `/${name}`, service: ServiceRef.fromName({ name, namespace: 'ml' }) }];
      new FleetGateway(fleet, name, { hosts: ['ai.example.com'], routes });
    }
    expect(findingsOf(app)).toEqual([]);
  });
});

describe('what a VirtualService refers to', () => {
  const gateway = (scope: Construct) => istio(scope, 'Gateway', 'gw', { selector: {}, servers: [] });
  const through = (...gateways: string[]) =>
    found((scope) => {
      gateway(scope);
      istio(scope, 'VirtualService', 'route', { ...(leadsTo('v2') as object), gateways });
      istio(scope, 'DestinationRule', 'rule', defines(HOST, 'v2'));
    });

  test.each(['gw', './gw', 'ml/gw', 'gw.ml', 'gw.ml.svc.cluster.local'])('the gateway %s', (name) => {
    expect(through(name)).toEqual([]);
  });

  test.each([
    ['./other', 'ml/other'],
    ['gw.other', 'other/gw'],
    ['other/gw', 'other/gw'],
  ])('no gateway %s', (name, key) => {
    expect(through(name)).toEqual([['traffic/no-such-gateway', key]]);
  });

  test('a delegate that the fleet does not have is told, and may be of others', () => {
    const delegating = { hosts: ['a.example.com'], gateways: ['gw'], http: [{ delegate: { name: 'mispelt' } }] };
    expect(
      found((scope) => {
        gateway(scope);
        istio(scope, 'VirtualService', 'route', delegating);
      }),
    ).toEqual([['traffic/unknown-delegate', 'ml/mispelt']]);
  });
});

describe('pods that others own', () => {
  const props = { stable: 'v2', canary: 'v3', percent: 10 };

  test('a subset of which the fleet has no pods may be of others, and can be accepted', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    version(scope, 'v2');
    new CanaryRoute(scope, 'resnet50', { ...props, service: service(scope) });
    expect(findingsOf(app)).toMatchObject([
      {
        id: 'traffic/subset-of-others',
        severity: 'warning',
        value: 'v3',
        message: `in member 'serve' a route leads to subset 'v3' of ${HOST}, and no workload of the fleet has pods with app=resnet50, version=v3.`,
      },
    ]);
  });

  test('one of which another member has pods is missing here', () => {
    const { app, fleet } = servingFleet();
    const [serve, edge] = [fleet.member('serve'), fleet.member('edge')];
    version(serve, 'v2');
    version(edge, 'v3');
    new CanaryRoute(serve, 'resnet50', { ...props, service: service(serve) });
    expect(findingsOf(app)).toMatchObject([{ id: 'traffic/subset-without-pods', severity: 'error', value: 'v3' }]);
  });
});
