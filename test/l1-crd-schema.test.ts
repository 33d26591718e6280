import { crdSchema, type OpenApiSchema, resourceSchema } from '../lib/l1/crd-schema';

const QUANTITY =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

describe('crdSchema', () => {
  test('closes objects that list their fields, and objects without fields', () => {
    expect(crdSchema({ type: 'object', properties: { a: { type: 'string' } } })).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: false,
    });
    expect(crdSchema({ type: 'object' })).toEqual({ type: 'object', additionalProperties: false });
  });

  test('leaves objects open whose unknown fields the server keeps', () => {
    const raw: OpenApiSchema = {
      type: 'object',
      properties: { a: { type: 'string' } },
      'x-kubernetes-preserve-unknown-fields': true,
    };
    expect(crdSchema(raw)).toEqual({ type: 'object', properties: { a: { type: 'string' } } });
  });

  test('int-or-string and quantities become types and formats', () => {
    const raw: OpenApiSchema = {
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      pattern: QUANTITY,
      'x-kubernetes-int-or-string': true,
    };
    expect(crdSchema(raw)).toEqual({ type: ['integer', 'string'], format: 'quantity' });
  });

  test('nullable values take null, also among the values of an enumeration', () => {
    expect(crdSchema({ type: 'string', nullable: true, enum: ['a'] })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    });
  });

  test('exclusive limits become the limits of JSON Schema', () => {
    expect(crdSchema({ type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 9 })).toEqual({
      type: 'integer',
      exclusiveMinimum: 0,
      maximum: 9,
    });
  });

  test('a field with a default is not required', () => {
    const { required } = crdSchema({
      type: 'object',
      required: ['mode', 'name'],
      properties: { mode: { type: 'string', default: 'x' }, name: { type: 'string' } },
    });
    expect(required).toEqual(['name']);
  });

  test('branches of a union constrain fields and never close the object', () => {
    const { oneOf } = crdSchema({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }, { required: ['a'] }, { required: ['b'] }],
    });
    expect(oneOf).toEqual([
      { not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } },
      { required: ['a'] },
      { required: ['b'] },
    ]);
  });

  test('list types become uniqueness', () => {
    const list = (type: string, keys?: string[]): OpenApiSchema => ({
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': type,
      'x-kubernetes-list-map-keys': keys,
    });
    expect(crdSchema(list('set'))).toMatchObject({ uniqueItems: true });
    expect(crdSchema(list('map', ['name']))).toMatchObject({ uniqueKeys: ['name'] });
    expect(crdSchema(list('atomic'))).toEqual({ type: 'array', items: { type: 'string' } });
  });

  test('a pod template is a reference to the built-in one', () => {
    const names = ['containers', 'initContainers', 'volumes', 'restartPolicy', 'serviceAccountName'];
    const podSpec: OpenApiSchema = {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    };
    const template: OpenApiSchema = { type: 'object', properties: { metadata: { type: 'object' }, spec: podSpec } };
    expect(crdSchema({ type: 'array', items: template }).items).toEqual({
      $ref: '/kubernetes/schemas#/definitions/core.v1.PodTemplateSpec',
    });
    expect(crdSchema(podSpec)).toEqual({ $ref: '/kubernetes/schemas#/definitions/core.v1.PodSpec' });
  });

  test('prose is dropped', () => {
    const raw = { type: 'string', description: 'some words', title: 'T' } as OpenApiSchema;
    expect(crdSchema(raw)).toEqual({ type: 'string' });
  });
});

describe('resourceSchema', () => {
  const spec: OpenApiSchema = { type: 'object', properties: { a: { type: 'string' } } };

  test('adds type and metadata where the CRD leaves them out', () => {
    const schema = resourceSchema({ type: 'object', properties: { spec } }, false);
    expect(Object.keys(schema.properties ?? {})).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(schema.additionalProperties).toBe(false);
  });

  test('says nothing about a status that the server drops', () => {
    const root: OpenApiSchema = { type: 'object', required: ['spec', 'status'], properties: { spec, status: spec } };
    expect(resourceSchema(root, true)).toMatchObject({
      required: ['spec'],
      properties: { status: { type: 'object' } },
    });
    expect(resourceSchema(root, false).required).toEqual(['spec', 'status']);
  });

  test('keeps what a CRD demands of the name', () => {
    const metadata: OpenApiSchema = { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } };
    expect(resourceSchema({ properties: { metadata } }, false).properties?.metadata?.allOf).toContainEqual({
      type: 'object',
      properties: { name: { type: 'string', maxLength: 5 } },
    });
  });
});
