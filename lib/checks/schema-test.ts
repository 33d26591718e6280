import type { Json, JsonObject } from '../core/manifest';
import { goPattern } from '../l1/go-pattern';
import type { JsonSchema, JsonType } from '../l1/json-schema';
import { FORMATS } from './schema-formats';

/** Says whether a value is certainly valid; what it refuses may be valid too and needs a full validator. */
export type SchemaTest = (value: Json) => boolean;

/**
 * Makes tests of schemas that tell at once that a value is valid, as nearly all are.
 *
 * A full validator is compiled from a whole schema with all that it refers to, which takes longer than most programs. The
 * parts of a test are made when a value first needs them, and what they do not know is left to the full validator.
 */
export class SchemaTests {
  /** Weakly, so that the schemas of a program's own kinds can go with it. */
  private readonly known = new WeakMap<JsonSchema, SchemaTest>();

  /** @param definition the schema that a `$ref` names */
  public constructor(private readonly definition: (ref: string) => JsonSchema) {}

  /** The test of a schema; made once, when it is first needed. */
  public of(schema: JsonSchema): SchemaTest {
    let test = this.known.get(schema);
    if (!test) {
      test = this.make(schema);
      this.known.set(schema, test);
    }
    return test;
  }

  private make(schema: JsonSchema): SchemaTest {
    const { $ref, type } = schema;
    if (!Object.keys(schema).every((keyword) => KEYWORDS.has(keyword))) {
      return never;
    }
    if ($ref !== undefined) {
      // other keywords beside a reference count too; they are rare enough to be left to the full validator
      const alone = Object.keys(schema).every((keyword) => keyword === '$ref' || keyword === 'default');
      return alone ? this.of(this.definition($ref)) : never;
    }
    switch (type) {
      case 'string':
        return textTest(schema);
      case 'boolean':
        return booleanTest(schema);
      case 'number':
        return numberTest(schema);
      case 'integer':
        return integerTest(schema);
      case 'array':
        return this.listTest(schema);
      case 'object':
        return this.objectTest(schema);
      default:
        return this.anyOfTypes(schema, new Set(typeof type === 'string' ? [type] : type));
    }
  }

  /** @param types that are allowed; all if none is named */
  private anyOfTypes(schema: JsonSchema, types: ReadonlySet<JsonType>): SchemaTest {
    const byType: Readonly<Record<string, SchemaTest>> = {
      string: textTest(schema),
      number: numberTest(schema),
      boolean: booleanTest(schema),
      null: enumTest(schema),
      array: this.listTest(schema),
      object: this.objectTest(schema),
    };
    return (value) => {
      const actual = typeOf(value);
      const allowed = types.size === 0 || types.has(actual) || (types.has('integer') && Number.isInteger(value));
      return allowed && byType[actual]!(value);
    };
  }

  private listTest(schema: JsonSchema): SchemaTest {
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    let item: SchemaTest | undefined;
    return (list) => {
      if (!isList(list) || list.length < minItems || list.length > maxItems || schema.enum !== undefined) {
        return false;
      }
      // only now: a schema may refer to itself
      item ??= items === undefined ? always : this.of(items);
      for (let i = 0; i < list.length; i++) {
        if (!item(list[i]!)) {
          return false;
        }
      }
      return true;
    };
  }

  private objectTest(schema: JsonSchema): SchemaTest {
    const { properties = {}, additionalProperties = true, propertyNames, required = [] } = schema;
    const fields = new Map<string, SchemaTest>();
    const fieldTest = (field: string): SchemaTest | undefined => {
      if (!Object.hasOwn(properties, field)) {
        return undefined;
      }
      const test = this.of(properties[field]!);
      fields.set(field, test);
      return test;
    };
    let others: SchemaTest | undefined;
    const otherTest = (): SchemaTest => {
      others ??=
        typeof additionalProperties === 'object'
          ? this.of(additionalProperties)
          : additionalProperties
            ? always
            : never;
      return others;
    };
    let name: SchemaTest | undefined;
    return (object) => {
      if (!isObject(object) || schema.enum !== undefined) {
        return false;
      }
      for (let i = 0; i < required.length; i++) {
        if (!Object.hasOwn(object, required[i]!)) {
          return false;
        }
      }
      name ??= propertyNames === undefined ? always : this.of(propertyNames);
      // manifests inherit nothing, and nothing is faster; ajv does the same
      for (const key in object) {
        const member = object[key];
        // only now: a schema may refer to itself
        const test = fields.get(key) ?? fieldTest(key) ?? otherTest();
        if (member === undefined || !name(key) || !test(member)) {
          return false;
        }
      }
      return true;
    };
  }
}

/** The keywords that tests know; `default` only informs. */
const KEYWORDS: ReadonlySet<string> = new Set<keyof JsonSchema>([
  '$ref',
  'type',
  'properties',
  'additionalProperties',
  'propertyNames',
  'required',
  'items',
  'minItems',
  'maxItems',
  'enum',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'default',
]);

function always(): boolean {
  return true;
}

function never(): boolean {
  return false;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: Json): JsonType {
  if (Array.isArray(value)) {
    return 'array';
  }
  return value === null ? 'null' : (typeof value as JsonType);
}

function enumTest({ enum: values }: JsonSchema): SchemaTest {
  const allowed = values && new Set(values);
  return allowed ? (value) => allowed.has(value) : always;
}

function booleanTest(schema: JsonSchema): SchemaTest {
  const allowed = enumTest(schema);
  return (value) => typeof value === 'boolean' && allowed(value);
}

/** Most texts may be anything: their test is nothing but a look at their type. */
function textTest(schema: JsonSchema): SchemaTest {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const tests = [enumTest(schema), formatTest(schema, 'string')].filter((test) => test !== always);
  if (pattern !== undefined) {
    const expression = goPattern(pattern);
    tests.push((text) => expression.test(text as string));
  }
  if (minLength > 0 || maxLength < Number.POSITIVE_INFINITY) {
    tests.push((text) => {
      const { length } = [...(text as string)];
      return length >= minLength && length <= maxLength;
    });
  }
  const [first = always] = tests;
  return tests.length > 1
    ? (value) => typeof value === 'string' && tests.every((test) => test(value))
    : tests.length === 1
      ? (value) => typeof value === 'string' && first(value)
      : (value) => typeof value === 'string';
}

function numberTest(schema: JsonSchema): SchemaTest {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const allowed = enumTest(schema);
  const form = formatTest(schema, 'number');
  return (value) =>
    typeof value === 'number' &&
    value >= minimum &&
    value <= maximum &&
    Number.isFinite(value) &&
    allowed(value) &&
    form(value);
}

function integerTest(schema: JsonSchema): SchemaTest {
  const test = numberTest(schema);
  return (value) => Number.isInteger(value) && test(value);
}

/** A format that is not known is left to the full validator; one of another type says nothing. */
function formatTest({ format }: JsonSchema, type: 'string' | 'number'): SchemaTest {
  if (format === undefined) {
    return always;
  }
  const known = FORMATS[format];
  if (!known) {
    return never;
  }
  return known.type === type ? (known.test as SchemaTest) : always;
}
