import type { Manifest } from '../../core/manifest';
import { inBatches } from '../../twin/batches';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { isForbidden, isUnanswered } from './connect';
import { isUntouched, withDrift } from './drift';
import { hasFinished, leavesWhenFinished } from './finished';
import { marked, withOwnerDrift } from './owner';
import type { Objects } from './target-props';
import { isUncertain, uncertain } from './uncertain';

/** Objects that are read at the same time. */
const AT_ONCE = 16;

/**
 * The objects as they are on the server; those that are gone are left out, unless they went because they had finished.
 * @param owner id of the resource that has applied them
 */
export async function look(client: ApiClient, owner: string, objects: Objects): Promise<Objects> {
  const keys = Object.keys(objects);
  const seen = await inBatches(keys, AT_ONCE, async (key) => {
    const declared = objects[key]!;
    try {
      return await lookAt(client, owner, declared);
    } catch (error) {
      if (!isForbidden(error)) {
        throw error;
      }
      // the next update, which would apply it, says what may not be read
      return unknown(declared);
    }
  });
  return Object.fromEntries(keys.flatMap((key, i) => (seen[i] ? [[key, seen[i]]] : [])));
}

/** One object as it is on the server; undefined where it is gone. */
async function lookAt(client: ApiClient, owner: string, declared: Manifest): Promise<Manifest | undefined> {
  const live = await client.read(refOf(declared));
  if (!live) {
    return (await hasFinished(client, declared)) ? declared : undefined;
  }
  if (isUncertain(declared)) {
    return declared;
  }
  if (live.metadata.deletionTimestamp !== undefined) {
    return unknown(declared);
  }
  if (isUntouched(declared, live, PROGRAM)) {
    return withOwnerDrift(declared, live, owner);
  }
  const again = await reapplied(client, marked(declared, owner), live);
  if (!again) {
    return unknown(declared);
  }
  return withOwnerDrift(withDrift(declared, live, again), live, owner);
}

/** An object of which nobody knows what became of it. One that its controller deletes has finished, or must not run again. */
function unknown(declared: Manifest): Manifest {
  return leavesWhenFinished(declared) ? declared : uncertain(declared);
}

/**
 * What applying an object again would make of it; an object that the server would refuse today has not drifted. Undefined where it could not say
 * so: it is busy, or a webhook does not answer.
 * @throws ApiError where it does not answer, or not to these credentials
 */
async function reapplied(client: ApiClient, declared: Manifest, live: Manifest): Promise<Manifest | undefined> {
  try {
    return await client.tryApply(declared, PROGRAM);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0 || error.status === 401) {
      throw error;
    }
    return isUnanswered(error) ? undefined : live;
  }
}
