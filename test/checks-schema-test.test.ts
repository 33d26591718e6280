import { Ajv, type Format as AjvFormat } from 'ajv';
import fc from 'fast-check';
import { FORMATS } from '../lib/checks/schema-formats';
import { SchemaTests } from '../lib/checks/schema-test';
import type { Json } from '../lib/core/manifest';
import { goPattern } from '../lib/l1/go-pattern';
import type { JsonSchema } from '../lib/l1/json-schema';

const REFERRED: JsonSchema = {
  type: 'object',
  properties: { self: { $ref: '/f#/definitions/d' } },
  additionalProperties: false,
};

const tests = new SchemaTests(() => REFERRED);
const ajv = new Ajv({
  strict: false,
  meta: false,
  validateSchema: false,
  code: { regExp: Object.assign((pattern: string) => goPattern(pattern), { code: 'goPattern' }) },
  formats: Object.fromEntries(
    Object.entries(FORMATS).map(([name, { type, test }]) => [name, { type, validate: test } as AjvFormat]),
  ),
});
ajv.addSchema({ definitions: { d: REFERRED } }, '/f');

function ajvAccepts(schema: JsonSchema, value: Json): boolean {
  const validate = ajv.compile(schema);
  ajv.removeSchema(schema);
  return validate(value);
}

const name = fc.constantFrom('a', 'b', 'self', 'length', '__proto__', 'constructor');
const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    '',
    'a',
    'b',
    'ab',
    '🚀',
    '500m',
    '10.0.0.1',
    '2026-01-31',
    0,
    1,
    1.5,
    -1,
    2 ** 31,
    1e300,
  ),
  fc.string({ maxLength: 3 }),
);
/** Schemas with a few of these keywords: with all of them nothing would be valid. */
function fewOf(keywords: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc.tuple(keywords, fc.infiniteStream(fc.nat(4))).map(([schema, chance]) => {
    return Object.fromEntries(Object.entries(schema).filter(() => chance.next().value === 0)) as JsonSchema;
  });
}

const { schema, value } = fc.letrec<{ schema: JsonSchema; value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constant<JsonSchema>({ $ref: '/f#/definitions/d' }),
    fewOf(
      fc.record({
        type: fc.oneof(
          fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object'),
          fc.uniqueArray(fc.constantFrom('null', 'integer', 'number', 'string', 'array', 'object'), { minLength: 1 }),
        ),
        properties: fc.dictionary(
          // what every object inherits is no field for us, but one for ajv
          name.filter((n) => n !== '__proto__' && n !== 'constructor'),
          tie('schema'),
          { maxKeys: 3, noNullPrototype: true },
        ),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        propertyNames: fc.constant({ maxLength: 4 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        items: tie('schema'),
        minItems: fc.nat(2),
        maxItems: fc.nat(2),
        uniqueItems: fc.boolean(),
        enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
        format: fc.constantFrom(...Object.keys(FORMATS)),
        pattern: fc.constantFrom('^a', 'b$', '^\\S*$'),
        minLength: fc.nat(2),
        maxLength: fc.nat(2),
        minimum: fc.integer({ min: -1, max: 1 }),
        maximum: fc.integer({ min: -1, max: 2 }),
        default: scalar,
        not: fc.constant({ type: 'null' }),
      }),
    ),
  ),
}));

describe('SchemaTests', () => {
  test('accept nothing that ajv refuses', () => {
    let accepted = 0;
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 10, maxLength: 10 }), (s, values) => {
        for (const v of values) {
          if (tests.of(s)(v)) {
            accepted++;
            expect({ s, v, ajv: ajvAccepts(s, v) }).toEqual({ s, v, ajv: true });
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  test.each<[JsonSchema, Json, boolean]>([
    [{ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }, { a: 'x' }, true],
    [{ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }, { b: 'x' }, false],
    [{ type: 'object', required: ['a'] }, {}, false],
    [{ $ref: '/f#/definitions/d' }, { self: { self: {} } }, true],
    [{ $ref: '/f#/definitions/d' }, { self: { self: { x: 1 } } }, false],
    [{ type: ['integer', 'string'] }, 8080, true],
    [{ type: ['integer', 'string'] }, 1.5, false],
    [{ type: 'string', format: 'quantity' }, '500m', true],
    [{ type: 'string', format: 'quantity' }, 'half', false],
    [{ type: 'string', maxLength: 1 }, '🚀', true],
    [{ type: 'array', items: { type: 'string' } }, ['a', null], false],
  ])('%j of %j: %p', (s, v, expected) => {
    expect(tests.of(s)(v)).toBe(expected);
    expect(ajvAccepts(s, v)).toBe(expected);
  });

  test('leave keywords that they do not know to the full validator', () => {
    expect(tests.of({ oneOf: [{ type: 'string' }] })('a')).toBe(false);
    expect(tests.of({ type: 'string', format: 'unheard-of' })('a')).toBe(false);
  });

  test('make only those parts that a value needs', () => {
    const asked: string[] = [];
    const lazy = new SchemaTests((ref) => {
      asked.push(ref);
      return {};
    });
    const schema: JsonSchema = { type: 'object', properties: { a: { $ref: 'a' }, b: { $ref: 'b' } } };
    expect(lazy.of(schema)({ a: 1 })).toBe(true);
    expect(asked).toEqual(['a']);
  });
});
