import { ApiObject, Chart } from 'cdk8s';
import { type FleetApp, WeightedPropagation } from '../lib';
import type { Json } from '../lib/core/manifest';
import { findingsOf } from '../lib/testing';
import { deployment } from './support';
import { istio, resnet50, send, service, servingFleet, version } from './traffic-support';

const HOST = 'resnet50.ml.svc.cluster.local';

const leadsTo = (host: string, subset?: string): Json => ({
  hosts: [host],
  http: [{ route: [{ destination: { host, ...(subset === undefined ? {} : { subset }) } }] }],
});
const subsets = (...names: string[]): Json => ({
  host: 'resnet50',
  subsets: names.map((name) => ({ name, labels: { version: name } })),
});
const seen = (app: FleetApp) => findingsOf(app).map(({ id, severity, value }) => [id, severity, value]);

describe('routes written by hand', () => {
  test('are read with short names, other origins and overrides', () => {
    const { app, fleet } = servingFleet();
    resnet50(fleet, ['serve']);
    send(fleet, istio(fleet, 'DestinationRule', 'resnet50', subsets('v2', 'v3')), ['serve', 'edge']);
    send(fleet, istio(fleet, 'VirtualService', 'resnet50', leadsTo('resnet50', 'v3')), ['serve', 'edge']);
    new ApiObject(fleet, 'stable-at-the-edge', {
      apiVersion: 'policy.karmada.io/v1alpha1',
      kind: 'ClusterOverridePolicy',
      metadata: { name: 'stable-at-the-edge' },
      spec: {
        resourceSelectors: [{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' }],
        overrideRules: [
          {
            targetCluster: { clusterNames: ['edge'] },
            overriders: {
              plaintext: [{ path: '/spec/http/0/route/0/destination/subset', operator: 'replace', value: 'v2' }],
            },
          },
        ],
      },
    });
    expect(findingsOf(app)).toEqual([]);
  });

  test('a host that names a cluster, one that nobody has, and a short one that Istio does not complete', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    service(scope);
    for (const [i, host] of [
      'train-svc.edge.svc.cluster.local',
      'none.ml.svc.cluster.local',
      'resnet50.ml',
    ].entries()) {
      istio(scope, 'VirtualService', `r${i}`, leadsTo(host));
    }
    expect(seen(app)).toEqual([
      ['traffic/cluster-in-host', 'error', 'train-svc.edge.svc.cluster.local'],
      ['traffic/host-without-service', 'warning', 'none.ml.svc.cluster.local'],
      ['traffic/host-without-service', 'warning', 'resnet50.ml'],
    ]);
  });

  test('a host of a ServiceEntry is known where the entry is', () => {
    const { app, fleet } = servingFleet();
    const spec = { hosts: ['models.example.com'], ports: [{ number: 443, name: 'https' }], resolution: 'DNS' };
    send(fleet, istio(fleet, 'ServiceEntry', 'models', spec), ['serve']);
    send(fleet, istio(fleet, 'VirtualService', 'models', leadsTo('models.example.com')), ['serve', 'edge']);
    expect(findingsOf(app)).toMatchObject([
      { id: 'traffic/service-not-in-member', message: expect.stringContaining("in member 'edge' ") },
    ]);
  });

  test('a service in a chart outside the fleet is not known: it may go anywhere', () => {
    const { app, fleet } = servingFleet();
    service(new Chart(app, 'elsewhere'));
    istio(fleet.member('serve'), 'VirtualService', 'resnet50', leadsTo(HOST));
    expect(seen(app)).toEqual([['traffic/host-without-service', 'warning', HOST]]);
  });

  test('a rule that only another member has, a subset that no rule defines', () => {
    const { app, fleet } = servingFleet();
    resnet50(fleet, ['serve', 'edge']);
    send(fleet, istio(fleet, 'DestinationRule', 'resnet50', subsets('v2')), ['serve']);
    send(fleet, istio(fleet, 'VirtualService', 'resnet50', leadsTo('resnet50', 'v2')), ['serve', 'edge']);
    const [found] = findingsOf(app);
    expect(seen(app)).toEqual([['traffic/subset-undefined', 'error', 'v2']]);
    expect(found!.message).toContain("in member 'edge' ");
  });

  test('pods count where a division puts at least one', () => {
    const { app, fleet } = servingFleet();
    const weights = { serve: 3, edge: 1 };
    new WeightedPropagation(fleet, 'one-pod', { of: version(fleet, 'v2'), weights });
    send(fleet, service(fleet), ['serve', 'edge']);
    send(fleet, istio(fleet, 'DestinationRule', 'resnet50', subsets('v2')), ['serve', 'edge']);
    send(fleet, istio(fleet, 'VirtualService', 'resnet50', leadsTo('resnet50', 'v2')), ['serve', 'edge']);
    const found = findingsOf(app).find(({ id }) => id === 'traffic/subset-without-pods');
    expect(found!.message).toContain("in member 'edge' ");
  });

  test('pods that a tie may put in either member count in both', () => {
    const { app, fleet } = servingFleet();
    new WeightedPropagation(fleet, 'one-pod', { of: version(fleet, 'v2'), weights: { serve: 1, edge: 1 } });
    send(fleet, service(fleet), ['serve', 'edge']);
    send(fleet, istio(fleet, 'DestinationRule', 'resnet50', subsets('v2')), ['serve', 'edge']);
    send(fleet, istio(fleet, 'VirtualService', 'resnet50', leadsTo('resnet50', 'v2')), ['serve', 'edge']);
    expect(seen(app).map(([id]) => id)).toEqual(['placement/tie']);
  });

  test('a weight of 0 leads nowhere', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    service(scope);
    version(scope, 'v2');
    istio(scope, 'DestinationRule', 'resnet50', subsets('v2'));
    const [v2, v3] = ['v2', 'v3'].map((subset) => ({ host: 'resnet50', subset }));
    const route = [
      { destination: v2!, weight: 100 },
      { destination: v3!, weight: 0 },
    ];
    istio(scope, 'VirtualService', 'resnet50', { hosts: ['resnet50'], http: [{ route }] });
    expect(findingsOf(app)).toEqual([]);
  });

  test('two of the mesh for one host, a gateway that is not there', () => {
    const { app, fleet } = servingFleet();
    const scope = fleet.member('serve');
    service(scope);
    istio(scope, 'VirtualService', 'one', leadsTo(HOST));
    istio(scope, 'VirtualService', 'two', leadsTo('resnet50'));
    istio(scope, 'VirtualService', 'private', { ...(leadsTo('resnet50') as object), exportTo: ['.'] });
    istio(scope, 'VirtualService', 'public', { ...(leadsTo(HOST) as object), gateways: ['ingress/public'] });
    expect(seen(app)).toEqual([
      ['traffic/no-such-gateway', 'warning', 'ingress/public'],
      ['traffic/two-routes', 'error', `${HOST} inside the mesh`],
    ]);
  });

  test('programs without routes are not looked at', () => {
    const { app, fleet } = servingFleet();
    send(fleet, deployment(fleet, 'infer', 1), ['serve']);
    expect(findingsOf(app)).toEqual([]);
  });
});
