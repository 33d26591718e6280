import { CanaryRoute, FleetGateway, type HeaderMatches, type HeaderValue } from '../lib';
import { findingsOf } from '../lib/testing';
import { resnet50, servingFleet } from './traffic-support';

/** A gateway and the canary behind it, each with a header. */
function program(outer: HeaderMatches, inner: HeaderMatches) {
  const { app, fleet } = servingFleet();
  const service = new CanaryRoute(fleet, 'resnet50', {
    service: resnet50(fleet, ['serve', 'edge']),
    stable: 'v2',
    canary: 'v3',
    percent: 10,
    exceptions: [{ to: fleet.group('edge'), percent: 10, headers: inner }],
  });
  new FleetGateway(fleet, 'ai', { hosts: ['ai.example.com'], routes: [{ path: '/infer', headers: outer, service }] });
  return { app, service };
}

describe('a header of a gateway and of the canary behind it', () => {
  const found = (outer: HeaderValue, inner: HeaderValue) =>
    findingsOf(program({ 'x-tenant': outer }, { 'x-tenant': inner }).app).map(({ id, value }) => [id, value]);

  test.each<[HeaderValue, HeaderValue]>([
    [{ regex: '.+' }, 'lab'],
    ['lab', { regex: '.+' }],
    [{ regex: '.+' }, { regex: '.+' }],
    ['lab', { prefix: 'l' }],
    [{ prefix: 'lab' }, { prefix: 'l' }],
  ])('by %j and by %j: Istio drops the route to the canary', (outer, inner) => {
    expect(found(outer, inner)).toEqual([['traffic/header-dropped', 'x-tenant']]);
  });

  test.each<[string, HeaderValue, HeaderValue]>([
    ['the same value', 'lab', 'lab'],
    ['a value within', { prefix: 'l' }, 'lab'],
    ['a prefix within', { prefix: 'l' }, { prefix: 'lab' }],
    ['the same prefix', { prefix: 'l' }, { prefix: 'l' }],
    ['a value that no request here has', 'lab', 'prod'],
    ['a prefix that none has', 'lab', { prefix: 'p' }],
  ])('%s is fine', (_, outer, inner) => {
    expect(found(outer, inner)).toEqual([]);
  });

  test('tells members and values, and only where a header leads to the canary', () => {
    const { app, service } = program({ 'x-tenant': { regex: '.+' } }, { 'x-tenant': 'lab' });
    expect(findingsOf(app)[0]!.message).toBe(
      'routes[0].headers and the canary route match \'x-tenant\' by {"regex":".+"} and "lab" in \'edge\': Istio drops the route of the header to the canary.',
    );
    service.promote(['edge']);
    expect(findingsOf(app)).toEqual([]);
    const other = program({ 'x-tenant': { regex: '.+' } }, { 'x-canary': 'always' });
    expect(findingsOf(other.app)).toEqual([]);
  });
});
