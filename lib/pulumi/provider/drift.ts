import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type Manifest } from '../../core/manifest';

/**
 * What became of an object since it was applied: the declared object, with the values of the server where these are not what
 * applying it again would make of them. Equal to the declared object where nobody else changed it.
 * @param again what applying it again would yield, as the server writes it
 */
export function withDrift(declared: Manifest, live: Manifest, again: Manifest): Manifest {
  return merge(declared, live, again) as Manifest;
}

/**
 * Whether a server has each declared value in the very spelling of the program: then nothing has drifted. Otherwise only the server can tell, as it may
 * spell a value in its own way.
 */
export function hasAll(live: Json | undefined, declared: Json | undefined): boolean {
  if (Array.isArray(declared)) {
    return Array.isArray(live) && live.length === declared.length && declared.every((item, i) => hasAll(live[i], item));
  }
  if (isJsonObject(declared)) {
    return isJsonObject(live) && Object.entries(declared).every(([key, value]) => hasAll(live[key], value));
  }
  return declared === undefined || live === declared;
}

function merge(declared: Json, live: Json | undefined, again: Json | undefined): Json | undefined {
  if (isDeepStrictEqual(live, again)) {
    return declared;
  }
  if (Array.isArray(declared) && Array.isArray(live) && Array.isArray(again) && declared.length === live.length) {
    return declared.map((item: Json, i) => merge(item, live[i], again[i]) ?? null);
  }
  if (isJsonObject(declared) && isJsonObject(live) && isJsonObject(again)) {
    const fields = Object.entries(declared).map(
      ([key, value]) => [key, value === undefined ? undefined : merge(value, live[key], again[key])] as const,
    );
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  return live;
}
