import type { ApiObject } from 'cdk8s';
import fc from 'fast-check';
import type { FleetApp } from '../lib';
import { everyConstruct } from './every-construct';

/** Values that stand where a kind demands others. */
const JUNK = [
  null,
  0,
  -1,
  1.5,
  1e30,
  true,
  '',
  'x',
  'ö/?',
  [],
  {},
  [null],
  ['x'],
  [{}],
  [[[]]],
  { a: null },
  { name: 5 },
];

/** Kinds that the checks over the whole program read. */
const seen = everyConstruct();
const objects = new Map(
  seen.app.node.findAll().flatMap((x) => ('apiVersion' in x ? [[keyOf(x as ApiObject), x as ApiObject]] : [])),
);

function keyOf({ apiVersion, kind }: ApiObject): string {
  return `${apiVersion} ${kind}`;
}

function pathsIn(value: unknown): string[][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => [[key], ...pathsIn(member).map((path) => [key, ...path])])
    : [];
}

/** The program with one field of one object replaced, or removed. */
function compileWith(app: FleetApp, object: ApiObject, path: readonly string[], value: unknown) {
  const manifest = object.toJson() as Record<string, unknown>;
  const owner = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, manifest);
  owner[path.at(-1) as string] = value;
  const toJson = jest.spyOn(object, 'toJson').mockReturnValue(manifest);
  try {
    return app.compile();
  } finally {
    toJson.mockRestore();
  }
}

test('every construct stands in a program without a finding', () => {
  expect(seen.app.compile().findings).toEqual([]);
});

test('whatever stands in a field, the program is compiled and checked to its end', () => {
  const wrong = fc
    .constantFrom(...objects.values())
    .chain((object) =>
      fc.tuple(
        fc.constant(object),
        fc.constantFrom(...pathsIn(JSON.parse(JSON.stringify(object.toJson())))),
        fc.constantFrom(undefined, ...JUNK),
      ),
    );
  fc.assert(
    fc.property(wrong, ([object, path, value]) => {
      compileWith(seen.app, object, path, value);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['apiVersion', 5, 'schema/missing-field'],
  ['metadata', null, 'schema/missing-field'],
  ['metadata', [], 'schema/wrong-type'],
])('an object whose %s is %p is reported', (field, value, id) => {
  const { findings } = compileWith(seen.app, seen.queue.objects.a as ApiObject, [field], value);
  expect(findings.map((finding) => finding.id)).toContain(id);
});
