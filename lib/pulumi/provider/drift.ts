import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type Manifest } from '../../core/manifest';

/**
 * What became of an object since it was applied: the declared object, with the values of the server where these are not what
 * applying it again would make of them, also of keys that nobody declared and that it would take away: a selector is one value to a
 * server, with all that others added. Equal to the declared object where nobody else changed it.
 * @param again what applying it again would yield, as the server writes it
 */
export function withDrift(declared: Manifest, live: Manifest, again: Manifest): Manifest {
  // of metadata each label and each annotation has its own owner, and what is beside the declared fields is status
  const fields = Object.entries(declared).map(
    ([key, value]) => [key, merge(value, live[key], again[key], key !== 'metadata')] as const,
  );
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as Manifest;
}

/**
 * Whether nothing has drifted, without a question to the server: it has each declared value in the very spelling of the program, and nobody else
 * has written anything but status and the like. Otherwise only the server can tell, which may spell a value in its own way and
 * takes away what others added to a map or a list that has one owner.
 * @param manager who applies it
 */
export function isUntouched(declared: Manifest, live: Manifest, manager: string): boolean {
  const owners = ownersOf(live).filter(({ subresource = '' }) => subresource === '');
  return owners.length > 0 && owners.every((owner) => owner.manager === manager) && hasAll(live, declared);
}

interface Owner {
  readonly manager?: string;
  /** What of the object it has written; none: the object itself. */
  readonly subresource?: string;
}

function ownersOf({ metadata }: Manifest): readonly Owner[] {
  return (metadata.managedFields ?? []) as readonly Owner[];
}

function hasAll(live: Json | undefined, declared: Json | undefined): boolean {
  if (Array.isArray(declared)) {
    return Array.isArray(live) && live.length === declared.length && declared.every((item, i) => hasAll(live[i], item));
  }
  if (isJsonObject(declared)) {
    return isJsonObject(live) && Object.entries(declared).every(([key, value]) => hasAll(live[key], value));
  }
  return declared === undefined || live === declared;
}

/** @param whole whether what others added may be part of a value that has one owner */
function merge(
  declared: Json | undefined,
  live: Json | undefined,
  again: Json | undefined,
  whole: boolean,
): Json | undefined {
  if (isDeepStrictEqual(live, again)) {
    return declared;
  }
  if (Array.isArray(declared) && Array.isArray(live) && Array.isArray(again) && declared.length === live.length) {
    return declared.map((item: Json, i) => merge(item, live[i], again[i], whole) ?? null);
  }
  if (isJsonObject(declared) && isJsonObject(live) && isJsonObject(again)) {
    const fields = Object.entries(declared).map(
      ([key, value]) => [key, value === undefined ? undefined : merge(value, live[key], again[key], whole)] as const,
    );
    const added = Object.entries(live).filter(([key]) => whole && !(key in declared) && !(key in again));
    return Object.fromEntries([...fields, ...added].filter(([, value]) => value !== undefined));
  }
  return live;
}
