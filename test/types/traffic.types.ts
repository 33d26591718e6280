// Checked by `npm run typecheck`: what must not compile does not, what must does.
import { CanaryRoute, FleetApp, FleetGateway, GpuFleet, ServiceRef } from 'cdk8s-fleet';
import { Service } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

const fleet = new GpuFleet(new FleetApp(), 'fleet', {
  members: { 'serve-online': { kubernetes: '1.34' }, 'edge-infer': { kubernetes: '1.34' } },
  groups: { edge: ['edge-infer'] },
});
const other = new GpuFleet(new FleetApp(), 'other', { members: { idc: { kubernetes: '1.34' } } });
const service = ServiceRef.fromName({ name: 'resnet50', members: fleet.group('edge') });
const canary = { service, stable: 'v2', canary: 'v3', percent: 10 } as const;
const hosts = ['ai.example.com'];

const route = new CanaryRoute(fleet, 'route', { ...canary, exceptions: [{ to: fleet.group('edge'), percent: 0 }] });
new CanaryRoute(fleet.member('edge-infer'), 'local', { ...canary, service: new Service(fleet, 'service') });
new FleetGateway(fleet, 'gateway', { hosts, routes: [{ path: '/infer', service: route, members: ['edge-infer'] }] });
new CanaryRoute(new Construct(fleet, 'team'), 'route', { ...canary, to: ['edge-infer'] });
route.promote(['serve-online']);
route.rollBack(fleet.member('edge-infer'));
route.promote();

// @ts-expect-error a percentage must be stated
new CanaryRoute(fleet, 'a', { service, stable: 'v2', canary: 'v3' });
// @ts-expect-error the share of the stable version is not for stating
new CanaryRoute(fleet, 'b', { ...canary, stablePercent: 80 });
// @ts-expect-error a misspelt member
new CanaryRoute(fleet, 'c', { ...canary, to: ['edge'] });
// @ts-expect-error a misspelt member in an exception
new CanaryRoute(fleet, 'd', { ...canary, exceptions: [{ to: ['edge'], percent: 0 }] });
// @ts-expect-error a member of another fleet
new CanaryRoute(fleet, 'e', { ...canary, to: other.member('idc') });
// @ts-expect-error a service by its bare name
new CanaryRoute(fleet, 'f', { ...canary, service: 'resnet50' });
// @ts-expect-error a header is matched in one way
new CanaryRoute(fleet, 'g', { ...canary, headers: { 'x-canary': { exact: 'always' } } });
// @ts-expect-error a misspelt member
route.promote(['edge']);
// @ts-expect-error a misspelt member
new FleetGateway(fleet, 'h', { hosts, routes: [{ service: route, members: ['edge'] }] });
// @ts-expect-error the address of a misspelt member
new FleetGateway(fleet, 'i', { hosts, routes: [{ service: route }], addresses: { edge: '203.0.113.10' } });
// @ts-expect-error a misspelt member
new FleetGateway(fleet, 'j', { hosts, routes: [{ service: route }], to: ['edge'] });
