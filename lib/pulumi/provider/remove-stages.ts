import { reasonOf } from '../../core/failure';
import type { Manifest } from '../../core/manifest';
import { inBatches } from '../../twin/batches';
import { type ApiClient, refOf } from '../../twin/client';
import { patiently } from '../../twin/patience';
import { NotYet, waitFor } from '../../twin/wait';
import { objectKey } from '../object-key';
import { release } from './adoption';
import type { Own } from './own-stages';
import { propagationOf } from './propagation';
import { redacted } from './redact';
import type { Objects, Stages, TargetProps } from './target-props';

/** Objects that are deleted at the same time. */
const AT_ONCE = 16;
/** Seconds in which the objects of a stage must be gone where nothing is stated: pods that they run go first, and finalizers run. */
const DELETE_SECONDS = 600;

/** How to delete. */
export interface RemoveOptions {
  /** Seconds in which the objects of a stage must be gone. @default 600 */
  readonly seconds?: number;
  /** Whether pods run on the cluster. @default false */
  readonly runsPods?: boolean;
  /** What messages must not repeat. */
  readonly secrets: readonly string[];
}

/** What was not deleted. */
export interface Remains {
  /** Why, by key; the objects of earlier stages were not touched. */
  readonly reasons: ReadonlyMap<string, string>;
  /** In the order in which they were applied. */
  readonly stages: Stages;
}

/** The stages of what is there and no longer wanted, in the order in which they were applied. */
export function goneStages(olds: Pick<TargetProps, 'objects' | 'stages'>, wanted: Objects): Stages {
  const staged = new Set(olds.stages.flat());
  const others = Object.keys(olds.objects).filter((key) => !staged.has(key));
  const keys = new Set(Object.values(wanted).map(objectKey));
  return [...olds.stages, others]
    .map((stage) => stage.filter((key) => olds.objects[key] && !keys.has(objectKey(olds.objects[key]))))
    .filter(({ length }) => length > 0);
}

/**
 * Deletes objects stage by stage, the last applied first: what an object needs stays until it is gone, with all that its finalizers
 * do. Where one stays, the earlier stages stay too. What outlives its resource is released instead.
 */
export async function removeStages(
  client: ApiClient,
  objects: Objects,
  { stages, retained }: Own,
  { seconds = DELETE_SECONDS, runsPods = false, secrets }: RemoveOptions,
): Promise<Remains> {
  const silent = new Map<string, number>();
  for (let at = stages.length - 1; at >= 0; at--) {
    const stage = stages[at]!;
    const reasons = new Map<string, string>();
    await inBatches(stage, AT_ONCE, async (key) => {
      const object = objects[key]!;
      try {
        const send = () =>
          retained.has(key) ? release(client, object) : client.remove(refOf(object), propagationOf(object, runsPods));
        await patiently(send, { silent });
      } catch (error) {
        reasons.set(key, redacted(reasonOf(error), object, secrets));
      }
    });
    const deleted = stage.filter((key) => !reasons.has(key) && !retained.has(key));
    const deadline = Date.now() + seconds * 1000;
    await inBatches(deleted, AT_ONCE, async (key) => {
      const left = await remaining(client, objects[key]!, Math.max(0, deadline - Date.now()) / 1000);
      if (left !== undefined) {
        const what = `it was deleted, and is still there after ${seconds} s`;
        reasons.set(key, redacted(`${what}${left}`, objects[key]!, secrets));
      }
    });
    if (reasons.size > 0) {
      return { reasons, stages: [...stages.slice(0, at), [...reasons.keys()]] };
    }
  }
  return { reasons: new Map(), stages: [] };
}

/** Waits for the end of an object, and tells what holds it. */
async function remaining(client: ApiClient, object: Manifest, seconds: number): Promise<string | undefined> {
  let held = '';
  const look = async () => {
    const live = await client.read(refOf(object));
    const finalizers = (live?.metadata.finalizers ?? []) as readonly string[];
    held = finalizers.length > 0 ? `: its finalizers are ${finalizers.join(', ')}` : '';
    return live ? new NotYet('it is still there') : true;
  };
  try {
    await waitFor('the end of an object', look, { seconds, everyMs: 250 });
    return undefined;
  } catch {
    return held;
  }
}
