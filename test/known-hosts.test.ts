import type { Construct } from 'constructs';
import { CanaryRoute, FleetApp, FleetGateway, GpuFleet, ServiceRef } from '../lib';
import { findingsOf } from '../lib/testing';
import { idsOf } from './support';
import { service, servingFleet, version } from './traffic-support';

const HOST = 'infer.ml.svc.cluster.local';
const infer = (members?: readonly string[]) => ServiceRef.fromName({ name: 'infer', namespace: 'ml', members });
const VERSIONS = { stable: 'v2', canary: 'v3', percent: 10 };

/** Two fleets of one member each. */
function twoFleets() {
  const app = new FleetApp();
  const [cn, eu] = ['cn', 'eu'].map((name) => {
    const members: Record<string, { kubernetes: '1.34' }> = { [`${name}-1`]: { kubernetes: '1.34' } };
    return new GpuFleet(app, name, { istio: '1.31', members });
  }) as [GpuFleet, GpuFleet];
  return { app, cn, eu };
}

const canary = (scope: Construct, of: ConstructorParameters<typeof CanaryRoute>[2]['service']) =>
  new CanaryRoute(scope, 'infer', { ...VERSIONS, service: of });

describe('services of several fleets', () => {
  test('each fleet knows its own members that have the service of others', () => {
    const { app, cn, eu } = twoFleets();
    canary(cn, infer(['cn-1']));
    canary(eu, infer(['eu-1']));
    expect(findingsOf(app)).toEqual([]);
  });

  test('what one fleet says of a host holds in no other', () => {
    const { app, cn, eu } = twoFleets();
    canary(cn, infer());
    canary(eu, infer(['none']));
    expect(findingsOf(app)).toMatchObject([
      { id: 'traffic/service-not-in-member', place: 'eu/infer/Resource', value: HOST },
    ]);
  });

  test('a host that only the other fleet has is not known', () => {
    const { app, cn, eu } = twoFleets();
    service(cn.member('cn-1'), 'infer');
    canary(eu.member('eu-1'), service(cn.member('cn-1'), 'infer-2'));
    expect(idsOf(app)).toEqual(['traffic/host-without-service']);
  });

  test('pods in one fleet say nothing of those of another', () => {
    const { app, cn, eu } = twoFleets();
    for (const scope of [cn.member('cn-1'), eu.member('eu-1')]) {
      canary(scope, service(scope, 'infer'));
    }
    version(cn.member('cn-1'), 'v2', 'infer');
    version(cn.member('cn-1'), 'v3', 'infer');
    expect(findingsOf(app)).toMatchObject([
      { id: 'traffic/pods-unknown', value: HOST, place: 'eu-member-eu-1/infer/Resource' },
    ]);
  });
});

describe('several references to one service of others', () => {
  const gateway = (
    ...routes: readonly { readonly path: string; readonly has?: readonly string[]; readonly in: 'serve' | 'edge' }[]
  ) => {
    const { app, fleet } = servingFleet();
    new FleetGateway(fleet, 'ai', {
      hosts: ['ai.example.com'],
      routes: routes.map(({ path, has, in: member }) => ({ path, service: infer(has), members: [member] })),
      addresses: { serve: '203.0.113.1', edge: '203.0.113.2' },
    });
    return findingsOf(app).map(({ id, message }) => [id, message.slice(0, 18)]);
  };

  test('their members are all members that have it', () => {
    const routes = [
      { path: '/a', has: ['serve'], in: 'serve' },
      { path: '/b', has: ['edge'], in: 'edge' },
    ] as const;
    expect(gateway(...routes)).toEqual([]);
    expect(gateway(...[...routes].reverse())).toEqual([]);
  });

  test('one that does not know the members leaves it open where else the service is', () => {
    const routes = [
      { path: '/a', in: 'serve' },
      { path: '/b', has: ['edge'], in: 'edge' },
    ] as const;
    expect(gateway(...routes)).toEqual([]);
    expect(gateway(...[...routes].reverse())).toEqual([]);
  });

  test('a member that none of them names does not have it', () => {
    const routes = [
      { path: '/a', has: ['edge'], in: 'serve' },
      { path: '/b', has: ['edge'], in: 'edge' },
    ] as const;
    expect(gateway(...routes)).toEqual([['traffic/service-not-in-member', "in member 'serve' "]]);
  });
});
