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

  /** The test of a schema; made once. */
  public of(schema: JsonSchema): SchemaTest {
    let test = this.known.get(schema);
    if (!test) {
      test = this.lazily(schema);
      this.known.set(schema, test);
    }
    return test;
  }

  private lazily(schema: JsonSchema): SchemaTest {
    let test: SchemaTest | undefined;
    return (value) => {
      test ??= this.make(schema);
      return test(value);
    };
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
    const byType: Readonly<Record<string, SchemaTest>> = {
      string: textTest(schema),
      number: numberTest(schema),
      boolean: enumTest(schema),
      null: enumTest(schema),
      array: this.listTest(schema),
      object: this.objectTest(schema),
    };
    const types = new Set<JsonType>(type === undefined ? [] : typeof type === 'string' ? [type] : type);
    if (types.size === 1 && !types.has('integer')) {
      const [only] = types;
      const test = byType[only!]!;
      return (value) => typeOf(value) === only && test(value);
    }
    return (value) => {
      const actual = typeOf(value);
      const allowed = types.size === 0 || types.has(actual) || (types.has('integer') && Number.isInteger(value));
      return allowed && byType[actual]!(value);
    };
  }

  private listTest(schema: JsonSchema): SchemaTest {
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    const item = items === undefined ? always : this.of(items);
    return (value) => {
      const list = value as readonly Json[];
      if (list.length < minItems || list.length > maxItems) {
        return false;
      }
      for (let i = 0; i < list.length; i++) {
        if (!item(list[i]!)) {
          return false;
        }
      }
      return schema.enum === undefined;
    };
  }

  private objectTest(schema: JsonSchema): SchemaTest {
    const { additionalProperties = true, propertyNames, required = [] } = schema;
    const fields = new Map(Object.entries(schema.properties ?? {}).map(([field, own]) => [field, this.of(own)]));
    const additional =
      typeof additionalProperties === 'object' ? this.of(additionalProperties) : additionalProperties ? always : never;
    const name = propertyNames === undefined ? always : this.of(propertyNames);
    return (value) => {
      const object = value as JsonObject;
      for (let i = 0; i < required.length; i++) {
        if (!Object.hasOwn(object, required[i]!)) {
          return false;
        }
      }
      for (const key of Object.keys(object)) {
        const member = object[key];
        const test = fields.get(key) ?? additional;
        if (member === undefined || !name(key) || !test(member)) {
          return false;
        }
      }
      return schema.enum === undefined;
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

function typeOf(value: Json): JsonType {
  if (Array.isArray(value)) {
    return 'array';
  }
  return value === null ? 'null' : (typeof value as JsonType);
}

function enumTest({ enum: values }: JsonSchema): SchemaTest {
  const allowed = values && new Set(values);
  return (value) => allowed === undefined || allowed.has(value);
}

function textTest(schema: JsonSchema): SchemaTest {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const allowed = enumTest(schema);
  const form = formatTest(schema, 'string');
  const expression = pattern === undefined ? undefined : goPattern(pattern);
  const limited = minLength > 0 || maxLength < Number.POSITIVE_INFINITY;
  return (value) => {
    const text = value as string;
    if (limited) {
      const length = [...text].length;
      if (length < minLength || length > maxLength) {
        return false;
      }
    }
    return allowed(text) && form(text) && (expression === undefined || expression.test(text));
  };
}

function numberTest(schema: JsonSchema): SchemaTest {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const allowed = enumTest(schema);
  const form = formatTest(schema, 'number');
  return (value) => {
    const number = value as number;
    return number >= minimum && number <= maximum && Number.isFinite(number) && allowed(number) && form(number);
  };
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
