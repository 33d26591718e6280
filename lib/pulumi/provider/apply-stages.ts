import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../core/manifest';
import { Application } from '../../twin/apply';
import { inBatches } from '../../twin/batches';
import { type ApiClient, refOf } from '../../twin/client';
import { NotYet, waitFor } from '../../twin/wait';
import { AWAIT_SECONDS, type AwaitRule } from '../await-rules';
import { notDone } from '../not-done';
import { Adoption } from './adoption';
import { marked } from './owner';
import { redacted } from './redact';
import type { Objects, TargetProps } from './target-props';
import { warn } from './warn';

/** Objects that are waited for at the same time. */
const AT_ONCE = 16;

/** Why objects failed, by key. */
export interface Failed {
  /** They are as they were. */
  readonly refused: ReadonlyMap<string, string>;
  /** They are applied, and were not done in time. */
  readonly late: ReadonlyMap<string, string>;
}

/**
 * Applies the objects of a target that are not known to be there, stage by stage; the next stage begins when all of one is done, or its
 * time is up. What fails holds nothing else up.
 * @param owner id of the resource that has the objects, with which they are marked
 * @param known what needs no look, where the program has it as it is here
 * @param before what an earlier update has applied: what else is there may be somebody else's
 */
export async function applyStages(
  client: ApiClient,
  owner: string,
  { objects, stages, awaits, lateSecrets }: TargetProps,
  known: Objects,
  before: Objects,
): Promise<Failed> {
  const isNew = (key: string) => !isDeepStrictEqual(objects[key], known[key]);
  const own = new Map(stages.flat().map((key) => [key, marked(objects[key]!, owner)]));
  const adoption = new Adoption(client, (key) => key in before);
  const application = new Application(
    client,
    [...own].filter(([key]) => isNew(key)).map(([, object]) => object),
    { namespaces: 'await', compares: false, special: adoption.applying },
  );
  const refused = new Map<string, string>();
  const late = new Map<string, string>();
  for (const stage of stages) {
    const changed = stage.filter(isNew);
    const outcomes = await application.apply(changed.map((key) => own.get(key)!));
    changed.forEach((key, i) => {
      const { outcome, message = '' } = outcomes[i]!;
      if (outcome === 'failed') {
        refused.set(key, redacted(message, objects[key]!, lateSecrets));
      }
    });
    // the unchanged too: they may be what the last update did not wait long enough for
    const awaited = stage.filter((key) => awaits[key] && !refused.has(key));
    await inBatches(awaited, AT_ONCE, async (key) => {
      const message = await awaitOne(client, key, objects[key]!, awaits[key]!);
      if (message !== undefined) {
        late.set(key, redacted(message, objects[key]!, lateSecrets));
      }
    });
  }
  if (adoption.message !== undefined) {
    warn(adoption.message);
  }
  return { refused, late };
}

/** Waits for an object, and tells why it is not done in time. */
async function awaitOne(
  client: ApiClient,
  key: string,
  object: Manifest,
  rule: AwaitRule,
): Promise<string | undefined> {
  const { seconds = AWAIT_SECONDS } = rule;
  let last: string | undefined;
  const look = async () => {
    const live = await client.read(refOf(object));
    last = live ? notDone(live, rule) : 'it is not there';
    return last === undefined ? true : new NotYet(last);
  };
  try {
    await waitFor(key, look, { seconds, everyMs: 250 });
    return undefined;
  } catch {
    return `it is applied, and not done after ${seconds} s: ${last ?? 'it cannot be read'}`;
  }
}
