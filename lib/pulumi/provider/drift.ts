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
