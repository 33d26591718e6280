import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy, type ResolutionContext } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import fc from 'fast-check';
import { Renderer } from '../lib/app/render';

/** Renders in both ways; the order of keys counts. `null` tells that both refuse. */
function expectSame(object: ApiObject): unknown {
  const ours = textOf(() => new Renderer(App.of(object)).render(object));
  const theirs = textOf(() => object.toJson());
  expect(ours).toBe(theirs);
  return theirs === undefined ? undefined : JSON.parse(theirs);
}

function textOf(render: () => unknown): string | undefined {
  try {
    return JSON.stringify(render());
  } catch {
    return undefined;
  }
}

function object(props: Record<string, unknown>, app = new App()): ApiObject {
  const chart = new Chart(app, 'chart', { namespace: 'ns', labels: { team: 'a' } });
  return new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', ...props });
}

class Quantity {
  public static of(value: number | string): Quantity {
    return new Quantity(value);
  }
  private constructor(public readonly value: number | string) {}
}

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'B', '1', '10', '2', 'é', 'name', 'metadata', 'constructor', '__proto__'),
  fc.string(),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, undefined, true, false, '', 0),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    fc.dictionary(fc.stringMatching(/^[a-z]$/), tie('value'), { minKeys: 17, maxKeys: 20, noNullPrototype: true }),
    tie('value').map((produced) => Lazy.any({ produce: () => produced })),
    tie('value').map((resolved) => ({ resolve: () => resolved })),
    fc.oneof(fc.integer(), fc.string()).map(Quantity.of),
  ),
}));
const members = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true });

describe('Renderer gives what toJson gives', () => {
  test('for any props and metadata', () => {
    fc.assert(
      fc.property(members, members, fc.boolean(), (props, metadata, named) => {
        expectSame(
          object({ ...props, metadata: named ? { ...metadata, name: 'x' } : { ...metadata, name: undefined } }),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('for metadata changed afterwards', () => {
    const changed = object({ metadata: { name: 'x', finalizers: [], clusterName: 'c', labels: { b: '1', a: '2' } } });
    changed.metadata.addLabel('later', 'yes');
    changed.metadata.addAnnotation('note', 'x');
    changed.metadata.add('generateName', 'y-');
    changed.metadata.addFinalizers('z');
    expect(expectSame(changed)).toMatchObject({
      metadata: {
        name: 'x',
        namespace: 'ns',
        clusterName: 'c',
        generateName: 'y-',
        labels: { team: 'a', later: 'yes' },
      },
    });
  });

  test('for JSON patches, null included', () => {
    const patched = object({ data: { a: '1' } });
    patched.addJsonPatch(JsonPatch.replace('/data/a', '2'), JsonPatch.add('/data/b', null), JsonPatch.add('/first', 1));
    expect(expectSame(patched)).toMatchObject({ data: { a: '2', b: null }, first: 1 });
  });

  test('for classes that render themselves', () => {
    class Own extends ApiObject {
      public override toJson() {
        return { ...super.toJson(), extra: [undefined, new Date(0)], none: undefined };
      }
    }
    const own = new Own(new Chart(new App(), 'c'), 'own', { apiVersion: 'v1', kind: 'Own' });
    expect(expectSame(own)).toMatchObject({ extra: [null, '1970-01-01T00:00:00.000Z'] });
    const plus = new Deployment(new Chart(new App(), 'c'), 'd', { containers: [{ image: 'nginx' }] });
    expect(expectSame(ApiObject.of(plus))).toMatchObject({ kind: 'Deployment', spec: { template: {} } });
  });

  test('for resolvers of the app', () => {
    const upper: IResolver = {
      resolve(context: ResolutionContext) {
        if (context.value === 'lower') {
          context.replaceValue(context.key.join('.'));
        }
      },
    };
    const resolved = object({ data: { a: ['lower'] } }, new App({ resolvers: [upper] }));
    expect(expectSame(resolved)).toMatchObject({ data: { a: ['data.a.0'] } });
  });

  test('when cdk8s is told not to sort', () => {
    process.env.CDK8S_DISABLE_SORT = '1';
    try {
      const unsorted = object({ data: { b: '1', a: '2' } });
      expect(JSON.stringify(expectSame(unsorted))).toContain('"data":{"b":"1","a":"2"}');
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
    }
  });
});

test.each([
  ['a function', () => 1, /\/data\/0\/x/],
  ['NaN', Number.NaN, /NaN at '\/data\/0\/x'/],
  ['a bigint', 1n, /1 at/],
])('refuses %s, and says where', (_, odd, message) => {
  const odder = object({ data: [{ x: odd }] });
  expect(() => new Renderer(App.of(odder)).render(odder)).toThrow(message);
});
