import { CustomKinds, validateManifest } from '../lib/checks/schema';
import type { Finding } from '../lib/core/findings';
import type { JsonObject, Manifest } from '../lib/core/manifest';

function crd(spec: JsonObject, group = 'fruit.example.com', kind = 'Apple'): Manifest {
  const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', ...spec } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `apples.${group}` },
    spec: {
      group,
      names: { kind, plural: 'apples' },
      scope: 'Cluster',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

function check(definition: Manifest, spec: JsonObject, apiVersion = 'fruit.example.com/v1', kind = 'Apple'): Finding[] {
  const apple = { apiVersion, kind, metadata: { name: 'a' }, spec };
  return validateManifest(apple, 'place', new CustomKinds([definition]));
}

describe('a kind that the program defines', () => {
  const definition = crd({
    properties: {
      colour: { type: 'string', pattern: '^(?i)(red|green)$' },
      count: { type: 'integer', nullable: true },
      open: { type: 'object', properties: { a: { type: 'string' } }, 'x-kubernetes-preserve-unknown-fields': true },
      cores: { 'x-kubernetes-int-or-string': true },
      seeds: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      trees: {
        type: 'array',
        items: { type: 'object', properties: { name: { type: 'string' } } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
      },
      sweet: { type: 'object' },
      sour: { type: 'object' },
    },
    oneOf: [
      { not: { anyOf: [{ required: ['sweet'] }, { required: ['sour'] }] } },
      { required: ['sweet'] },
      { required: ['sour'] },
    ],
  });

  test('the definition itself is valid', () => {
    expect(validateManifest(definition, 'place')).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['text in another case, by an inline flag', { colour: 'RED' }],
    ['null where it is allowed', { count: null }],
    ['null where it is dropped', { colour: null }],
    ['unknown fields that are kept', { open: { a: 'x', b: 1 } }],
    ['a number for int-or-string', { cores: 4 }],
    ['text for int-or-string', { cores: '4' }],
    ['one of a union', { sweet: {} }],
    ['different items', { seeds: ['a', 'b'], trees: [{ name: 'a' }, { name: 'b' }] }],
  ])('takes %s', (_, spec) => {
    expect(check(definition, spec)).toEqual([]);
  });

  test.each<[string, JsonObject, Partial<Finding>]>([
    ['an unknown field', { color: 'red' }, { id: 'schema/unknown-field', fix: "Rename it to 'colour'." }],
    ['a pattern', { colour: 'blue' }, { id: 'schema/invalid-value', pointer: '/spec/colour' }],
    ['a type among kept fields', { open: { a: 1 } }, { id: 'schema/wrong-type', pointer: '/spec/open/a' }],
    ['null in a list', { seeds: [null] }, { id: 'schema/wrong-type', pointer: '/spec/seeds/0' }],
    [
      'two of a union, once',
      { sweet: {}, sour: {} },
      { id: 'schema/invalid-value', message: 'spec sets sweet and sour, which exclude each other.' },
    ],
    ['an item twice', { seeds: ['a', 'a'] }, { id: 'schema/invalid-value', fix: 'Remove the duplicates.' }],
    [
      'a key twice',
      { trees: [{ name: 'a' }, { name: 'a' }] },
      { id: 'schema/invalid-value', fix: 'Give each item its own name.' },
    ],
  ])('refuses %s', (_, spec, expected) => {
    const findings = check(definition, spec);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject(expected);
  });

  test('another version of it is not served', () => {
    expect(check(definition, {}, 'fruit.example.com/v2')).toMatchObject([
      { id: 'schema/unknown-version', fix: 'Use apiVersion fruit.example.com/v1.' },
    ]);
  });

  test('has the scope of its definition', () => {
    expect(new CustomKinds([definition]).find('fruit.example.com/v1', 'Apple')?.namespaced).toBe(false);
  });
});

test('a union of which one is needed', () => {
  const definition = crd({
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    oneOf: [{ required: ['a'] }, { required: ['b'] }],
  });
  expect(check(definition, {})).toMatchObject([
    { id: 'schema/missing-field', message: 'spec sets none of a and b.', fix: 'Give exactly one of them.' },
  ]);
});

test('the definition in the program wins over the kind that is known here', () => {
  const definition = crd({ properties: { x: { type: 'string' } } }, 'policy.karmada.io', 'PropagationPolicy');
  expect(check(definition, { x: 'y' }, 'policy.karmada.io/v1', 'PropagationPolicy')).toEqual([]);
  const own = crd({ properties: { x: { type: 'string' } } }, 'apps', 'Deployment');
  expect(check(own, { x: 'y' }, 'apps/v1', 'Deployment')).toEqual([]);
});

test('a schema that cannot be used is told, not skipped', () => {
  const definition = crd({ properties: { x: { type: 'string', pattern: '(' } } });
  expect(check(definition, { x: 'y' })).toMatchObject([
    { id: 'schema/no-schema', message: expect.stringContaining('cannot be used') },
  ]);
});
