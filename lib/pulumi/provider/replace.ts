import type { ApiClient } from '../../twin/client';
import { isUnchangeable, mayBeReplaced } from './immutable';
import { ownStages } from './own-stages';
import type { Tell } from './progress';
import { removeStages } from './remove-stages';
import type { Objects, TargetProps } from './target-props';

/** Why objects are refused, by key. */
type Refusals = ReadonlyMap<string, string>;

/** What became of objects that were refused. */
export interface Replaced {
  /** What is refused now. */
  readonly refusals: Refusals;
  /** Keys of those of them that are not there any more. */
  readonly lost: readonly string[];
}

/** What it takes to replace objects. */
export interface ReplaceOptions {
  /** What an earlier update has applied: what else is there is not replaced. */
  readonly before: Objects;
  /** Applies objects. */
  readonly apply: (keys: readonly string[]) => Promise<Refusals>;
  readonly tell: Tell;
}

/**
 * Replaces objects that were refused because a field of them never changes, where they say that they may be: deletes them, with the pods
 * that they run, and applies them anew. What others have made, or another deployment has applied since, stays.
 */
export async function replaceUnchangeable(
  client: ApiClient,
  owner: string,
  props: TargetProps,
  refusals: Refusals,
  { before, apply, tell }: ReplaceOptions,
): Promise<Replaced> {
  const stuck = [...refusals]
    .filter(([key, message]) => key in before && isUnchangeable(message) && mayBeReplaced(props.objects[key]!))
    .map(([key]) => key);
  if (stuck.length === 0) {
    return { refusals, lost: [] };
  }
  tell(() => `${stuck.length} to replace`);
  const remains = await makeWay(client, owner, props, stuck);
  const again = await apply(stuck.filter((key) => !remains.has(key)));
  return {
    refusals: new Map([
      ...[...refusals].filter(([key]) => !stuck.includes(key)),
      ...remains,
      ...[...again].map(([key, message]) => [key, `it was deleted to be replaced, and then: ${message}`] as const),
    ]),
    lost: [...again.keys()],
  };
}

/** @returns why objects are still there */
async function makeWay(
  client: ApiClient,
  owner: string,
  { objects, deleteSeconds, runsPods, lateSecrets = [] }: TargetProps,
  keys: readonly string[],
): Promise<Refusals> {
  const { stages, retained } = await ownStages(client, owner, objects, [keys]);
  const own = stages.flat().filter((key) => !retained.has(key));
  const { reasons } = await removeStages(
    client,
    objects,
    { stages: [own], retained: new Set() },
    { seconds: deleteSeconds, runsPods, secrets: lateSecrets },
  );
  const others = keys.filter((key) => !own.includes(key));
  return new Map([...reasons, ...others.map((key) => [key, NOT_OWN] as const)]);
}

const NOT_OWN =
  'a field changes that never changes, and it is not replaced: others have made it, or have applied it since';
