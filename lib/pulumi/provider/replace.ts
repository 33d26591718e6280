import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../../core/failure';
import type { Manifest } from '../../core/manifest';
import { inBatches } from '../../twin/batches';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { isCluster } from '../../twin/join';
import { hasContent } from '../object-content';
import { isOurs, isRetained } from './adoption';
import { mayBeReplaced, wantsAnother } from './immutable';
import { isTakenOver } from './owner';
import type { Tell } from './progress';
import { removeStages } from './remove-stages';
import type { Objects, TargetProps } from './target-props';
import { isUncertain } from './uncertain';

/** Objects that are replaced at the same time. */
const AT_ONCE = 16;

/** Why objects are refused, by key. */
type Refusals = ReadonlyMap<string, string>;

/** What became of objects that were refused. */
export interface Replaced {
  /** What is refused now. */
  readonly refusals: Refusals;
  /** Keys of those of them that were deleted: they are gone, or are going. */
  readonly deleted: readonly string[];
}

/** What it takes to replace objects. */
export interface ReplaceOptions {
  /** What is there of an earlier update. */
  readonly before: Objects;
  /** Whether something else of this update is refused. */
  readonly othersRefused: boolean;
  /** Applies objects. */
  readonly apply: (keys: readonly string[]) => Promise<Refusals>;
  readonly tell: Tell;
}

/**
 * Replaces objects that were refused because a field of them never changes, where they say that they may be: deletes them, with the pods
 * that they run, and applies them anew. Before one is deleted all must be known to be this resource's own, and the server must have said that it
 * would take each of the new ones. Throws nothing.
 */
export async function replaceUnchangeable(
  client: ApiClient,
  owner: string,
  props: TargetProps,
  refusals: Refusals,
  { before, othersRefused, apply, tell }: ReplaceOptions,
): Promise<Replaced> {
  const stuck = [...refusals]
    .filter(([key, message]) => wantsAnother(message) && mayBeReplaced(props.objects[key]!))
    .map(([key]) => key);
  if (stuck.length === 0) {
    return { refusals, deleted: [] };
  }
  tell(() => `${stuck.length} to replace`);
  const reasons = new Map<string, string>();
  await inBatches(stuck, AT_ONCE, async (key) => {
    const why = await whyNot(client, owner, key, props.objects[key]!, before[key]);
    if (why !== undefined) {
      reasons.set(key, why);
    }
  });
  const told = new Map(refusals);
  if (reasons.size > 0 || othersRefused || stuck.length < refusals.size) {
    for (const key of stuck) {
      const why = reasons.get(key) ?? 'something else is refused';
      told.set(key, `${refusals.get(key)} - it is not replaced: ${why}`);
    }
    return { refusals: told, deleted: [] };
  }
  const deleted: string[] = [];
  await inBatches(stuck, AT_ONCE, async (key) => {
    const { refusal, isDeleted } = await replace(client, props, key, apply);
    if (refusal === undefined) {
      told.delete(key);
      return;
    }
    told.set(key, `${refusals.get(key)} - ${refusal}`);
    if (isDeleted) {
      deleted.push(key);
    }
  });
  return { refusals: told, deleted };
}

/** Why an object is not to be replaced; undefined where it is. */
async function whyNot(
  client: ApiClient,
  owner: string,
  key: string,
  object: Manifest,
  before: Manifest | undefined,
): Promise<string | undefined> {
  if (!before) {
    return 'no earlier update has applied it';
  }
  if (isUncertain(before)) {
    return 'nobody knows in what form it was applied last; leave it out of one update and state it again in the next';
  }
  if (isDeepStrictEqual(contentOf(object), contentOf(before))) {
    return 'the program has not changed it';
  }
  if (hasContent(key) || isCluster(object)) {
    return 'it would take with it what is in it';
  }
  let live: Manifest | undefined;
  try {
    live = await client.read(refOf(object));
  } catch (error) {
    return `nobody knows whose it is: ${reasonOf(error)}`;
  }
  if (live && (!isOurs(live) || isTakenOver(live, owner))) {
    return 'others have made it, or have applied it since';
  }
  if (live && isRetained(key, live)) {
    return 'it is to stay';
  }
  return whyNoNewOne(client, object);
}

/** Why the server would not take a new object of this name; undefined where only the one that is there is in the way. */
async function whyNoNewOne(client: ApiClient, object: Manifest): Promise<string | undefined> {
  try {
    await client.tryCreate(object);
    return undefined;
  } catch (error) {
    // what the server says last, when it has nothing else against a new one
    const onlyTheName = error instanceof ApiError && error.status === 409 && error.reason === 'AlreadyExists';
    return onlyTheName ? undefined : `a new one would be refused: ${reasonOf(error)}`;
  }
}

/** What makes an object another one: others may have added to the rest. */
function contentOf({ metadata: _, ...content }: Manifest): object {
  return content;
}

/** Deletes an object and applies it anew. Tells what went wrong, and whether the one before is gone or going then. */
async function replace(
  client: ApiClient,
  { objects, deleteSeconds, runsPods, lateSecrets = [] }: TargetProps,
  key: string,
  apply: (keys: readonly string[]) => Promise<Refusals>,
): Promise<{ readonly refusal?: string | undefined; readonly isDeleted: boolean }> {
  const own = { stages: [[key]], retained: new Set<string>() };
  const { reasons } = await removeStages(client, objects, own, {
    seconds: deleteSeconds,
    runsPods,
    secrets: lateSecrets,
  });
  const left = reasons.get(key);
  if (left !== undefined) {
    return { refusal: `it is to be replaced, and stays: ${left}`, isDeleted: !(await stays(client, objects[key]!)) };
  }
  const why = (await apply([key])).get(key);
  return {
    refusal: why === undefined ? undefined : `it was deleted to be replaced, and the new one is refused: ${why}`,
    isDeleted: true,
  };
}

/** Whether an object is there, and nobody has had it deleted. */
async function stays(client: ApiClient, object: Manifest): Promise<boolean> {
  const live = await client.read(refOf(object)).catch(() => undefined);
  return live !== undefined && live.metadata.deletionTimestamp === undefined;
}
