import type { JsonObject } from './manifest';

/** Fields of a manifest, read where nobody has checked yet that they have the type that their kind demands. */

/** The object in a field; empty where there is none. */
export function objectAt(of: JsonObject, key: string): JsonObject {
  return optionalObjectAt(of, key) ?? {};
}

/** The object in a field, if there is one. */
export function optionalObjectAt(of: JsonObject, key: string): JsonObject | undefined {
  const value = of[key];
  return isObject(value) ? value : undefined;
}

/** The objects of the list in a field; empty where there is none. */
export function listAt(of: JsonObject, key: string): JsonObject[] {
  const value = of[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts of the list in a field; empty where there is none. */
export function textsAt(of: JsonObject, key: string): string[] {
  const value = of[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The number in a field, if there is one. */
export function numberAt(of: JsonObject, key: string): number | undefined {
  const value = of[key];
  return typeof value === 'number' ? value : undefined;
}

/** The text in a field; undefined where there is none, or it is empty. */
export function textAt(of: JsonObject, key: string): string | undefined {
  const value = of[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
