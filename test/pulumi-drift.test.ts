import type { JsonObject, Manifest } from '../lib/core/manifest';
import { isUntouched, withDrift } from '../lib/pulumi/provider/drift';

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

  test('what others added shows where applying again would take it away, and nowhere else', () => {
    const object = (labels: JsonObject, spec: JsonObject, more: JsonObject = {}): Manifest =>
      ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', labels }, spec, ...more }) as unknown as Manifest;
    const ours = object({ app: 'x' }, { selector: { app: 'x' }, narrowed: {} });
    const live = object(
      { app: 'x', theirs: 'y', gone: 'z' },
      { selector: { app: 'x', version: 'v2' }, narrowed: { matchLabels: { a: 'b' } }, clusterIP: '10.0.0.7' },
      { status: { ready: true } },
    );
    // a label that its owner takes away between two looks is no drift
    const again = object({ app: 'x', theirs: 'y' }, { selector: { app: 'x' }, narrowed: {}, clusterIP: '10.0.0.7' });
    expect(withDrift(ours, live, again)).toEqual(
      object({ app: 'x' }, { selector: { app: 'x', version: 'v2' }, narrowed: { matchLabels: { a: 'b' } } }),
    );
    expect(withDrift(ours, again, again)).toEqual(ours);
  });

  const written = (object: object, ...managedFields: JsonObject[]) => {
    const { metadata = {}, ...rest } = object as JsonObject;
    return { ...rest, metadata: { ...(metadata as JsonObject), managedFields } } as unknown as Manifest;
  };
  const OURS = { manager: 'we', operation: 'Apply' };

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
    expect(isUntouched(wanted as unknown as Manifest, written(live, OURS), 'we')).toBe(expected);
  });

  test.each([
    ['we alone', [OURS], true],
    ['a controller its status', [OURS, { manager: 'controller', operation: 'Update', subresource: 'status' }], true],
    ['somebody else the object', [OURS, { manager: 'kubectl', operation: 'Update' }], false],
    ['nobody knows who', [], false],
  ])('%s wrote it', (_, owners, expected) => {
    expect(isUntouched(declared, written({ ...declared }, ...owners), 'we')).toBe(expected);
  });
});
