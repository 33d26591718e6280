import type { JsonObject } from '../lib/core/manifest';
import { hasAll, withDrift } from '../lib/pulumi/provider/drift';

const declared = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', labels: { app: 'x' } },
  spec: { cpu: '0.5', containers: [{ name: 'main', image: 'a' }] },
};
/** As the server writes it: values in its own spelling, defaults, fields of its own. */
const server = (more: JsonObject = {}, labels: Readonly<Record<string, string>> = { app: 'x' }) => ({
  ...declared,
  metadata: { name: 'x', labels, uid: '1', resourceVersion: `${Math.random()}` },
  spec: { cpu: '500m', policy: 'Always', containers: [{ name: 'main', image: 'a', tty: false, ...more }] },
});

describe('drift', () => {
  test('none: the spelling, defaults and own fields of the server are no drift', () => {
    expect(withDrift(declared, server(), server())).toEqual(declared);
  });

  test('a changed field shows what is there, in an item of a list too; the rest stays as declared', () => {
    expect(withDrift(declared, server({ image: 'b' }, { app: 'y' }), server())).toEqual({
      ...declared,
      metadata: { name: 'x', labels: { app: 'y' } },
      spec: { cpu: '0.5', containers: [{ name: 'main', image: 'b' }] },
    });
  });

  test('a field that is gone is gone', () => {
    const live = { ...server(), metadata: { name: 'x' } };
    expect(withDrift(declared, live, server()).metadata).toEqual({ name: 'x' });
  });

  test.each([
    ['each value', server(), { ...declared, spec: { cpu: '500m', containers: [{ name: 'main', image: 'a' }] } }, true],
    ['a value in another spelling', server(), declared, false],
    ['a value less', { ...server(), metadata: { name: 'x' } }, { ...declared, spec: {} }, false],
    ['an item more', server(), { ...declared, spec: { containers: [] } }, false],
    ['an item less', server(), { spec: { containers: [{ name: 'main' }, { name: 'other' }] } }, false],
    ['a list for an object', { spec: [] }, { spec: {} }, false],
    ['an object for a list', { spec: {} }, { spec: [] }, false],
    ['nothing of a field left out', { spec: {} }, { spec: { cpu: undefined } }, true],
    ['nothing of a field that must be null', { spec: {} }, { spec: { cpu: null } }, false],
  ])('the server has %s', (_, live, wanted, expected) => {
    expect(hasAll(live, wanted)).toBe(expected);
  });
});
