import { ApiObject, JsonPatch } from 'cdk8s';
import { Deployment, Service } from 'cdk8s-plus-28';
import { CanaryRoute, type CanaryRouteProps, type FleetApp, ServiceRef } from '../lib';
import { findingsOf, manifestsOf } from '../lib/testing';
import { idsOf } from './support';
import { resnet50, send, service, servingFleet, version } from './traffic-support';

const HOST = 'resnet50.ml.svc.cluster.local';
const to = (subset: string) => ({ destination: { host: HOST, subset } });
const V2_ONLY = [{ route: [to('v2')] }];
const V3_ONLY = [{ route: [to('v3')] }];
const NINETY_TEN = [
  {
    route: [
      { ...to('v2'), weight: 90 },
      { ...to('v3'), weight: 10 },
    ],
  },
];

const routesOf = (app: FleetApp, target?: string) =>
  manifestsOf(app, { kind: 'VirtualService', ...(target ? { target } : {}) }).map(
    ({ spec }) => (spec as { http: unknown }).http,
  );
const overridesOf = (app: FleetApp) => manifestsOf(app, { kind: 'OverridePolicy' });

/** The service of the article: v3 gets 10 % in serve, and nothing at the edge. */
function article(more: Partial<CanaryRouteProps<'serve' | 'edge' | 'train'>> = {}) {
  const { app, fleet } = servingFleet();
  const route = new CanaryRoute(fleet, 'resnet50', {
    service: resnet50(fleet),
    stable: 'v2',
    canary: 'v3',
    percent: 10,
    exceptions: [{ to: fleet.group('edge'), percent: 0 }],
    ...more,
  });
  return { app, fleet, route };
}

/** Istio takes expressions of 1024 bytes. */
const TOO_LONG = 'é'.repeat(513);

describe('CanaryRoute', () => {
  test('divides the requests in every member with Istio, and has exceptions', () => {
    const { app, route } = article();
    expect(findingsOf(app)).toEqual([]);
    expect(route.members).toEqual(['serve', 'edge']);
    expect(manifestsOf(app, { kind: 'VirtualService' })).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'resnet50', namespace: 'ml' },
        spec: { hosts: [HOST], http: NINETY_TEN },
      },
    ]);
    expect(manifestsOf(app, { kind: 'DestinationRule' })).toMatchObject([
      {
        metadata: { name: 'resnet50', namespace: 'ml' },
        spec: {
          host: HOST,
          subsets: [
            { name: 'v2', labels: { version: 'v2' } },
            { name: 'v3', labels: { version: 'v3' } },
          ],
        },
      },
    ]);
    expect(overridesOf(app)).toMatchObject([
      {
        metadata: { namespace: 'ml' },
        spec: {
          resourceSelectors: [
            { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', namespace: 'ml', name: 'resnet50' },
          ],
          overrideRules: [
            {
              targetCluster: { clusterNames: ['edge'] },
              overriders: { plaintext: [{ path: '/spec/http', operator: 'replace', value: V2_ONLY }] },
            },
          ],
        },
      },
    ]);
    const sent = manifestsOf(app, { kind: 'PropagationPolicy' }).filter(({ metadata }) =>
      metadata.name?.startsWith('resnet50-'),
    );
    expect(sent.map(({ spec }) => (spec as { placement: unknown }).placement)).toEqual(
      Array(2).fill({
        clusterAffinity: { clusterNames: ['serve', 'edge'] },
        replicaScheduling: { replicaSchedulingType: 'Duplicated' },
      }),
    );
  });

  test('defines the subsets before it routes to them', () => {
    const { app } = article();
    const kinds = app.compile().targets[0]!.objects.map(({ manifest }) => manifest.kind);
    expect(kinds.indexOf('DestinationRule')).toBeLessThan(kinds.indexOf('VirtualService'));
  });

  test('gives requests with a header to the canary, and mirrors others', () => {
    const details = { timeout: '2s' };
    const { app, fleet } = servingFleet();
    new CanaryRoute(fleet, 'resnet50', {
      service: resnet50(fleet),
      stable: 'v2',
      canary: 'v3',
      percent: 0,
      headers: { 'x-canary': 'always', 'x-user': { prefix: 'test-' } },
      mirrorPercent: 2.5,
      details,
      to: fleet.member('serve'),
    });
    expect(findingsOf(app)).toEqual([]);
    expect(routesOf(app)).toEqual([
      [
        {
          ...details,
          match: [{ headers: { 'x-canary': { exact: 'always' }, 'x-user': { prefix: 'test-' } } }],
          route: [to('v3')],
        },
        { ...details, route: [to('v2')], mirrors: [{ ...to('v3'), percentage: { value: 2.5 } }] },
      ],
    ]);
  });

  test('reads versions of workloads, of another label, also if it is set later', () => {
    const { app, fleet } = servingFleet();
    const containers = [{ image: 'registry.internal/resnet50:1' }];
    const [v2, v3] = ['v2', 'v3'].map((id) => {
      const workload = new Deployment(fleet, id, { metadata: { namespace: 'ml' }, containers });
      workload.podMetadata.addLabel('app', 'resnet50');
      send(fleet, ApiObject.of(workload), ['serve']);
      return workload;
    }) as [Deployment, Deployment];
    const of = new Service(fleet, 'service', {
      metadata: { name: 'resnet50', namespace: 'ml' },
      ports: [{ port: 80 }],
    });
    of.selectLabel('app', 'resnet50');
    new CanaryRoute(fleet, 'resnet50', {
      service: send(fleet, ApiObject.of(of), ['serve']),
      stable: v2,
      canary: v3,
      percent: 10,
      versionLabel: 'model',
      to: ['serve'],
    });
    v2.podMetadata.addLabel('model', 'v2.1');
    v3.podMetadata.addLabel('model', 'v3.0');
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'DestinationRule' })[0]!.spec).toMatchObject({
      subsets: [
        { name: 'v2-1', labels: { model: 'v2.1' } },
        { name: 'v3-0', labels: { model: 'v3.0' } },
      ],
    });
  });

  test('in the scope of a member is only there', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    version(scope, 'v2');
    version(scope, 'v3');
    const route = new CanaryRoute(scope, 'resnet50', {
      service: service(scope),
      stable: 'v2',
      canary: 'v3',
      percent: 10,
    });
    ApiObject.of(route).addJsonPatch(JsonPatch.add('/spec/exportTo', ['.']));
    expect(findingsOf(app)).toEqual([]);
    expect(routesOf(app, 'fleet/members/serve')).toEqual([NINETY_TEN]);
    expect(routesOf(app)).toHaveLength(1);
    expect(overridesOf(app)).toEqual([]);
    route.promote();
    expect(routesOf(app, 'fleet/members/serve')).toEqual([V3_ONLY]);
  });

  test('promotion gives the canary everything, everywhere or in some members; a rollback nothing', () => {
    const { app, fleet, route } = article({ headers: { 'x-canary': 'always' } });
    route.promote(fleet.member('serve'));
    expect(route.shareIn('serve')).toEqual({ percent: 100 });
    expect(route.shareIn('edge')).toEqual({ percent: 0 });
    const variants = (overridesOf(app)[0]!.spec as { overrideRules: object[] }).overrideRules;
    expect(variants).toMatchObject([
      { targetCluster: { clusterNames: ['serve'] }, overriders: { plaintext: [{ value: V3_ONLY }] } },
      { targetCluster: { clusterNames: ['edge'] }, overriders: { plaintext: [{ value: V2_ONLY }] } },
    ]);
    route.promote();
    expect(routesOf(app)).toEqual([V3_ONLY]);
    expect(overridesOf(app)).toEqual([]);
    // v3 has no pods at the edge
    expect(idsOf(app)).toEqual(['traffic/subset-without-pods']);
    route.rollBack();
    expect(routesOf(app)).toEqual([V2_ONLY]);
    expect(findingsOf(app)).toEqual([]);
  });

  test('a service that others own is named, and taken to be there', () => {
    const { app, fleet } = servingFleet();
    const props = { stable: 'v2', canary: 'v3', percent: 10 };
    new CanaryRoute(fleet, 'one', { ...props, service: ServiceRef.fromName({ name: 'one', namespace: 'ml' }) });
    const there = ServiceRef.fromName({ name: 'two', namespace: 'ml', members: ['serve'] });
    new CanaryRoute(fleet, 'two', { ...props, service: there });
    expect(findingsOf(app)).toMatchObject([
      { id: 'traffic/service-not-in-member', value: 'two.ml.svc.cluster.local', place: 'fleet/two/Resource' },
    ]);
    expect(findingsOf(app)[0]!.message).toContain("in member 'edge'");
  });
});

describe('bad input', () => {
  const findings = (more: object) => findingsOf(article(more).app).map(({ id, value }) => [id, value]);

  test.each([
    [{ percent: 150 }, 'traffic/bad-percent', 150],
    [{ percent: 12.5 }, 'traffic/bad-percent', 12.5],
    [{ percent: Number.NaN }, 'traffic/bad-percent', Number.NaN],
    [{ mirrorPercent: -1 }, 'traffic/bad-percent', -1],
    [{ headers: { 'X-Canary': 'always' } }, 'traffic/bad-header', 'X-Canary'],
    [{ headers: { 'x canary': 'always' } }, 'traffic/bad-header', 'x canary'],
    [{ headers: { 'x-canary': '' } }, 'traffic/bad-header', ''],
    [{ headers: {} }, 'traffic/bad-header', {}],
    [{ headers: { 'x-tenant': { regex: '^(?!prod).*' } } }, 'traffic/bad-header', { regex: '^(?!prod).*' }],
    [{ headers: { 'x-tenant': { regex: TOO_LONG } } }, 'traffic/bad-header', { regex: TOO_LONG }],
    [{ routeName: 'resnet_50' }, 'traffic/bad-name', 'resnet_50'],
  ])('%j', (more, id, value) => {
    expect(findings(more)).toContainEqual([id, value]);
  });

  test('versions that are equal, or none', () => {
    expect(findings({ canary: 'v2' })).toContainEqual(['traffic/same-version', ['v2', 'v2']]);
    expect(findings({ stable: 'v2.1', canary: 'v2-1' })).toContainEqual(['traffic/same-version', ['v2.1', 'v2-1']]);
    expect(findings({ canary: 'v 3' })).toContainEqual(['traffic/bad-version', 'v 3']);
    const { app, fleet } = servingFleet();
    const unlabelled = new Deployment(fleet, 'v3', { containers: [{ image: 'registry.internal/main:1' }] });
    const props = { service: resnet50(fleet), stable: 'v2', canary: unlabelled, percent: 1, to: ['serve'] as const };
    new CanaryRoute(fleet, 'resnet50', props);
    expect(findingsOf(app)[0]).toMatchObject({ id: 'traffic/bad-version', value: 'fleet/v3' });
  });

  test('members without Istio, unknown ones, and none', () => {
    const { app, fleet } = servingFleet();
    const props = { service: resnet50(fleet), stable: 'v2', canary: 'v3', percent: 0 };
    new CanaryRoute(fleet, 'untaught', { ...props, to: fleet.member('train') });
    // nothing else: Karmada passes the member by, so that it has no route that could be wrong
    expect(findingsOf(app).map(({ id, value }) => [id, value])).toEqual([['traffic/no-istio', 'train']]);

    const none = servingFleet({ members: { serve: { kubernetes: '1.34', engines: { istio: null } } } as never });
    new CanaryRoute(none.fleet, 'nowhere', { ...props, service: ServiceRef.fromName({ name: 'one' }) });
    expect(idsOf(none.app)).toContain('traffic/no-members');
  });

  test('shares of members that do not have the route, or have another already', () => {
    const { app, fleet } = servingFleet();
    const route = new CanaryRoute(fleet, 'resnet50', {
      service: resnet50(fleet),
      stable: 'v2',
      canary: 'v3',
      percent: 10,
      exceptions: [
        { to: fleet.member('train'), percent: 0 },
        { to: fleet.group('edge'), percent: 0 },
        { to: ['edge'], percent: 1 },
      ],
    });
    route.promote(['train']);
    expect(idsOf(app)).toEqual([
      'traffic/unknown-member',
      'traffic/share-stated-twice',
      'traffic/unknown-member',
      'traffic/subset-without-pods',
    ]);
  });

  test('members in the scope of one', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    const props = { service: service(scope), stable: 'v2', canary: 'v3', percent: 10, to: ['serve'] as const };
    new CanaryRoute(scope, 'resnet50', props);
    expect(idsOf(app)).toEqual(['traffic/one-member', 'traffic/pods-unknown']);
  });

  test('an object that is no service', () => {
    const { app, fleet } = servingFleet();
    new CanaryRoute(fleet, 'resnet50', { service: version(fleet, 'v2'), stable: 'v2', canary: 'v3', percent: 10 });
    expect(findingsOf(app)[0]).toMatchObject({ id: 'traffic/not-a-service', value: 'apps/v1 Deployment' });
  });

  test('a canary without pods in a member that sends to it, also by a header alone', () => {
    const { app, fleet } = servingFleet();
    const props = { service: resnet50(fleet), stable: 'v2', canary: 'v3', percent: 10 };
    new CanaryRoute(fleet, 'resnet50', { ...props, exceptions: [{ to: ['edge'], percent: 0, headers: { a: 'b' } }] });
    const [found] = findingsOf(app);
    expect(found).toMatchObject({ id: 'traffic/subset-without-pods', value: 'v3', place: 'fleet/resnet50/Resource' });
    expect(found!.message).toBe(
      "in member 'edge' a route leads to subset 'v3' of resnet50.ml.svc.cluster.local, and no workload there has pods with app=resnet50, version=v3.",
    );
  });
});
