import { type FleetApp, FleetGateway, ServiceRef } from '../lib';
import { servingFleet } from './traffic-support';

/** What a gateway of serve and edge states, as far as Istio judges it. */
export interface GatewayCase {
  readonly hosts?: readonly string[];
  /** Address of the gateway at the edge. */
  readonly address?: string;
}

/** A program with the gateway. */
export function gatewayOf(
  { hosts = ['ai.example.com'], address = '203.0.113.1' }: GatewayCase,
  namespace: string,
): FleetApp {
  const { app, fleet } = servingFleet();
  const service = ServiceRef.fromName({ name: 'infer', namespace: 'ml' });
  const addresses = { serve: '203.0.113.2', edge: address };
  new FleetGateway(fleet, 'ai', { namespace, hosts, routes: [{ service, members: ['edge'] }], addresses });
  return app;
}

/** Gateways that Istio takes. */
export const TAKEN_GATEWAYS: readonly GatewayCase[] = [
  { hosts: ['*'] },
  { hosts: ['*.a.com', 'a.com', '*.b.com'] },
  { hosts: ['203.0.113.10', 'a.example.com'] },
  { address: 'fd00::1' },
  { address: 'edge-gateway' },
  { address: 'edge.example.com.' },
];

/** Gateways that it refuses, and the value that is wrong. */
export const REFUSED_GATEWAYS: readonly { readonly given: GatewayCase; readonly wrong: string }[] = [
  { given: { hosts: ['https://ai.example.com'] }, wrong: 'https://ai.example.com' },
  { given: { hosts: ['a.*.com'] }, wrong: 'a.*.com' },
  { given: { hosts: ['*a.com'] }, wrong: '*a.com' },
  { given: { hosts: ['a.com', 'a.com'] }, wrong: 'a.com' },
  { given: { hosts: ['*.a.com', 'b.a.com'] }, wrong: 'b.a.com' },
  { given: { hosts: ['b.a.com', '*.com'] }, wrong: '*.com' },
  { given: { hosts: ['*.com', '*.a.com'] }, wrong: '*.a.com' },
  { given: { hosts: ['*', 'a.com'] }, wrong: 'a.com' },
  { given: { hosts: ['localhost'] }, wrong: 'localhost' },
  { given: { hosts: ['1.2.3'] }, wrong: '1.2.3' },
  { given: { hosts: ['fd00::1'] }, wrong: 'fd00::1' },
  { given: { address: 'https://203.0.113.1:443' }, wrong: 'https://203.0.113.1:443' },
  { given: { address: '203.0.113.1:443' }, wrong: '203.0.113.1:443' },
  { given: { address: '203.0.113' }, wrong: '203.0.113' },
  { given: { address: '' }, wrong: '' },
];
