import { lateText } from '../lib/core/late';
import { findingsOf } from '../lib/testing';
import { gatewayOf, REFUSED_GATEWAYS, TAKEN_GATEWAYS } from './gateway-cases';

/** Held against Istio's own code in test/engines/traffic-validation.test.ts. */
describe('hosts and addresses of a gateway', () => {
  test.each(TAKEN_GATEWAYS)('%j', (given) => {
    expect(findingsOf(gatewayOf(given, 'ml'))).toEqual([]);
  });

  test('a late value is a name that nobody knows yet', () => {
    const name = lateText({});
    expect(findingsOf(gatewayOf({ hosts: [name], address: name }, 'ml'))).toEqual([]);
    expect(findingsOf(gatewayOf({ hosts: [`ai.${name}`], address: `https://${name}` }, 'ml'))).toMatchObject([
      { id: 'traffic/bad-address' },
    ]);
  });

  test.each(REFUSED_GATEWAYS)('$given is refused', ({ given, wrong }) => {
    const id = given.hosts ? 'traffic/bad-host' : 'traffic/bad-address';
    expect(findingsOf(gatewayOf(given, 'ml')).map((found) => [found.id, found.value])).toEqual([[id, wrong]]);
  });
});
