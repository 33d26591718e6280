import { isDeepStrictEqual } from 'node:util';
import { pause } from '../../core/pause';
import { Application } from '../../twin/apply';
import { inBatches } from '../../twin/batches';
import type { ApiClient } from '../../twin/client';
import { Adoption } from './adoption';
import { awaitObject } from './await-object';
import { isUnchangeable, mayBeReplaced, WAY_OUT } from './immutable';
import { marked } from './owner';
import { type Tell, waitingFor } from './progress';
import { redacted } from './redact';
import { replaceUnchangeable } from './replace';
import type { Objects, TargetProps } from './target-props';
import { isUncertain } from './uncertain';
import { warn } from './warn';

/** Objects that are waited for at the same time. */
const AT_ONCE = 16;

/** Milliseconds that Karmada has to see templates that were changed: see `notCarried`. */
const BEHIND_MS = 3000;

/** Why objects failed, by key. */
export interface Failed {
  /** They are as they were, but for the uncertain. */
  readonly refused: ReadonlyMap<string, string>;
  /** Those of them of which nobody knows: no answer came, or they are going, or were deleted to be replaced. */
  readonly uncertain: readonly string[];
  /** They are applied, and were not done in time. */
  readonly late: ReadonlyMap<string, string>;
}

/** What is known of a target, and who hears of it. */
export interface ApplyOptions {
  /** What needs no look, where the program has it as it is here. */
  readonly known: Objects;
  /** What an earlier update has applied: what else is there may be somebody else's. */
  readonly before: Objects;
  /** Hears which stage it is at. */
  readonly tell: Tell;
}

/**
 * Applies the objects of a target that are not known to be there, stage by stage; the next stage begins when all of one is done, or its
 * time is up. What fails holds nothing else up, and nothing is thrown once something is applied.
 * @param owner id of the resource that has the objects, with which they are marked
 */
export async function applyStages(
  client: ApiClient,
  owner: string,
  props: TargetProps,
  { known, before, tell }: ApplyOptions,
): Promise<Failed> {
  const { objects, stages, awaits, lateSecrets } = props;
  const isNew = (key: string) => !isDeepStrictEqual(objects[key], known[key]);
  const own = new Map(stages.flat().map((key) => [key, marked(objects[key]!, owner)]));
  const adoption = new Adoption(client, (key) => before[key] !== undefined && !isUncertain(before[key]));
  const application = new Application(
    client,
    [...own].filter(([key]) => isNew(key)).map(([, object]) => object),
    // definitions are waited for by a rule, and are there meanwhile
    { namespaces: 'await', compares: false, establishes: false, special: adoption.applying },
  );
  const uncertain: string[] = [];
  const applyThose = async (keys: readonly string[]) => {
    const outcomes = await application.apply(keys.map((key) => own.get(key)!));
    uncertain.push(...keys.filter((_, i) => outcomes[i]!.uncertain));
    return new Map(
      outcomes.flatMap(({ outcome, message = '' }, i) => (outcome === 'failed' ? [[keys[i]!, message] as const] : [])),
    );
  };
  const refused = new Map<string, string>();
  const late = new Map<string, string>();
  const awaitNow = async (keys: readonly string[], hears: Tell) => {
    const awaited = keys.filter((key) => awaits[key] && !refused.has(key));
    for (const [key, message] of await awaitThose(client, awaited, { objects, awaits, lateSecrets }, hears)) {
      late.set(key, message);
    }
  };
  for (const [at, stage] of stages.entries()) {
    const tellOfStage: Tell = (doing) => tell(() => `stage ${at + 1} of ${stages.length}: ${doing()}`);
    const changed = stage.filter(isNew);
    tellOfStage(() => `${changed.length} to apply`);
    const replaced = await replaceUnchangeable(client, owner, props, await applyThose(changed), {
      before,
      othersRefused: refused.size > 0,
      apply: applyThose,
      tell: tellOfStage,
    });
    uncertain.push(...replaced.deleted);
    for (const [key, message] of replaced.refusals) {
      const clean = redacted(message, objects[key]!, lateSecrets);
      const told = before[key] ? redacted(clean, before[key]) : clean;
      refused.set(key, isUnchangeable(message) && !mayBeReplaced(objects[key]!) ? `${told} - ${WAY_OUT}` : told);
    }
    // the unchanged too: they may be what the last update did not wait long enough for
    await awaitNow(
      stage.filter((key) => awaits[key]?.for !== 'carried'),
      tellOfStage,
    );
  }
  // policies may come after the templates that they send
  const templates = stages.flat().filter((key) => awaits[key]?.for === 'carried');
  if (templates.length > 0) {
    await pause(BEHIND_MS);
    await awaitNow(templates, tell);
  }
  if (adoption.message !== undefined) {
    warn(adoption.message);
  }
  return { refused, uncertain, late };
}

/** Waits for those that have rules. Tells why some are not done, by key. */
export async function awaitThose(
  client: ApiClient,
  keys: readonly string[],
  { objects, awaits, lateSecrets }: Pick<TargetProps, 'objects' | 'awaits' | 'lateSecrets'>,
  tell: Tell,
): Promise<ReadonlyMap<string, string>> {
  const late = new Map<string, string>();
  const open = new Map<string, string | undefined>(keys.map((key) => [key, undefined]));
  tell(() => waitingFor(open));
  await inBatches(keys, AT_ONCE, async (key) => {
    const clean = (text: string) => redacted(text, objects[key]!, lateSecrets);
    const message = await awaitObject(client, objects[key]!, awaits[key]!, (why) => open.set(key, clean(why)));
    open.delete(key);
    if (message !== undefined) {
      late.set(key, clean(message));
    }
  });
  return late;
}
