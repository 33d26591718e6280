import { show } from '../core/errors';
import type { JsonSchema, JsonType } from '../l1/json-schema';
import { FORMATS } from './schema-formats';

const TYPE_NAMES: Readonly<Record<JsonType, string>> = {
  null: 'null',
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  array: 'a list',
  object: 'an object',
};

/** A JSON pointer as people write it: `spec.containers[0].image`. */
export function fieldPath(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.reduce((path, part) => {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (/^\d+$/.test(name)) {
      return `${path}[${name}]`;
    }
    return /[./]/.test(name) ? `${path}['${name}']` : path === '' ? name : `${path}.${name}`;
  }, '');
}

/** A value short enough for a message. */
export function brief(value: unknown): string {
  const text = show(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** What a value of the schema is: its choices, its format or its type. */
export function expectation(schema: JsonSchema): string {
  if (schema.enum) {
    return oneOf(schema.enum);
  }
  const format = schema.format === undefined ? undefined : FORMATS[schema.format]?.expected;
  return (
    format ??
    typesOf(schema)
      .map((type) => TYPE_NAMES[type])
      .join(' or ')
  );
}

/** The choices of an enumeration. */
export function oneOf(values: readonly unknown[]): string {
  // The empty text stands for "not given".
  const choices = values.filter((value) => value !== '');
  return choices.length === 1 ? show(choices[0]) : `one of ${choices.map(show).join(', ')}`;
}

/** The types of a schema; none if it takes any. */
export function typesOf(schema: JsonSchema): readonly JsonType[] {
  return schema.type === undefined ? [] : typeof schema.type === 'string' ? [schema.type] : schema.type;
}
