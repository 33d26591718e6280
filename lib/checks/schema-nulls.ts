import type { Json, JsonObject } from '../core/manifest';
import type { JsonSchema } from '../l1/json-schema';

/** Whether there is a null anywhere in the value. */
export function hasNull(value: Json | undefined): boolean {
  if (value === null) {
    return true;
  }
  if (typeof value !== 'object') {
    return false;
  }
  for (const child of Array.isArray(value) ? value : Object.values(value as JsonObject)) {
    if (hasNull(child)) {
      return true;
    }
  }
  return false;
}

/**
 * The value as the API server sees it: a null in a field that cannot be null counts as absent. Nulls in lists, and
 * where the schema says nothing, stay.
 */
export function withoutNulls(value: Json, schema: JsonSchema, resolve: (ref: string) => JsonSchema): Json {
  const at = schema.$ref === undefined ? schema : resolve(schema.$ref);
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    const { items } = at;
    return items ? value.map((item) => withoutNulls(item, items, resolve)) : value;
  }
  const kept: Record<string, Json | undefined> = {};
  for (const [field, child] of Object.entries(value as JsonObject)) {
    const childSchema = schemaOfField(at, field);
    if (child === null && childSchema && !takesNull(childSchema, resolve)) {
      continue;
    }
    kept[field] = child === undefined || !childSchema ? child : withoutNulls(child, childSchema, resolve);
  }
  return kept;
}

/** The schema of a field of an object, if it says anything of that field. */
export function schemaOfField(schema: JsonSchema, field: string): JsonSchema | undefined {
  const { properties, additionalProperties } = schema;
  if (properties && Object.hasOwn(properties, field)) {
    return properties[field];
  }
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function takesNull(schema: JsonSchema, resolve: (ref: string) => JsonSchema): boolean {
  const { type } = schema.$ref === undefined ? schema : resolve(schema.$ref);
  return type === undefined || type === 'null' || (Array.isArray(type) && type.includes('null'));
}
