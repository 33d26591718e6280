import { isJsonObject, type Json, type JsonObject } from '../core/manifest';

/** One change of a JSON document, as override policies state it (RFC 6902). */
export interface Change {
  readonly operator: 'add' | 'replace' | 'remove';
  /** JSON pointer. */
  readonly path: string;
  readonly value?: Json | undefined;
}

/** A copy of a document with a change; the document itself where the path leads nowhere. */
export function patched(document: Json, change: Change): Json {
  return patchedAt(document, keysOf(change.path), change);
}

/** What a JSON pointer leads to; undefined where it leads nowhere. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const key of keysOf(pointer)) {
    value = Array.isArray(value) ? value[Number(key)] : isJsonObject(value) ? value[key] : undefined;
  }
  return value;
}

function keysOf(pointer: string): string[] {
  const path = pointer.split('/').slice(1);
  return path.map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function patchedAt(value: Json, [key, ...rest]: readonly string[], change: Change): Json {
  if (key === undefined || value === null || typeof value !== 'object') {
    return value;
  }
  const to = change.value as Json;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const at = key === '-' ? list.length : Number(key);
    if (rest.length > 0) {
      return list.map((item, i) => (i === at ? patchedAt(item, rest, change) : item));
    }
    const inserted = change.operator === 'remove' ? [] : [to];
    return [...list.slice(0, at), ...inserted, ...list.slice(change.operator === 'add' ? at : at + 1)];
  }
  const { [key]: before, ...others } = value as JsonObject;
  if (rest.length > 0) {
    return before === undefined ? value : { ...value, [key]: patchedAt(before, rest, change) };
  }
  return change.operator === 'remove' ? others : { ...value, [key]: to };
}
