import type { Manifest } from '../../core/manifest';
import { type ApiClient, refOf } from '../../twin/client';
import { NotYet, waitFor } from '../../twin/wait';
import { AWAIT_SECONDS, type AwaitRule } from '../await-rules';
import { notDone } from '../not-done';
import { rolloutOf } from '../rollout';
import { notCarried } from './carried';
import { leavesWhenFinished } from './finished';

/**
 * Seconds for which the controller of a workload must have given it up. Of a change back to an earlier template the condition of the
 * failed one is still there for a moment, with the new generation.
 */
const GIVEN_UP_SECONDS = 5;

/**
 * Waits for an object. Tells why it is not done: in time, or ever.
 * @param missing hears what is missing, at each look
 */
export async function awaitObject(
  client: ApiClient,
  object: Manifest,
  rule: AwaitRule,
  missing: (reason: string) => void = () => undefined,
): Promise<string | undefined> {
  const { seconds = AWAIT_SECONDS } = rule;
  let last: string | undefined;
  let givenUpAt = Number.POSITIVE_INFINITY;
  const isHopeless = () => Date.now() - givenUpAt >= GIVEN_UP_SECONDS * 1000;
  const look = async () => {
    const live = await client.read(refOf(object));
    // one that was never seen here has finished before
    const hasLeft = !live && last === undefined && leavesWhenFinished(object);
    last = live ? await missingOf(client, live, rule) : hasLeft ? undefined : 'it is not there';
    givenUpAt = live && isGivenUp(live, rule) ? Math.min(givenUpAt, Date.now()) : Number.POSITIVE_INFINITY;
    if (last === undefined || isHopeless()) {
      return true;
    }
    missing(last);
    return new NotYet(last);
  };
  try {
    await waitFor('an object', look, { seconds, everyMs: 250 });
  } catch {
    return `it is applied, and not done after ${seconds} s: ${last ?? 'it cannot be read'}`;
  }
  return last === undefined ? undefined : `it is applied, and its controller has given it up: ${last}`;
}

async function missingOf(client: ApiClient, live: Manifest, rule: AwaitRule): Promise<string | undefined> {
  return rule.for === 'carried' ? notCarried(client, live) : notDone(live, rule);
}

function isGivenUp(live: Manifest, rule: AwaitRule): boolean {
  return rule.for === 'rollout' && rolloutOf(live).givenUp === true;
}
