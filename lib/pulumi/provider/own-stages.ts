import { inBatches } from '../../twin/batches';
import { type ApiClient, refOf } from '../../twin/client';
import { isOurs, isRetained } from './adoption';
import { isTakenOver } from './owner';
import type { Objects, Stages } from './target-props';

/** Objects that are read at the same time. */
const AT_ONCE = 16;

/** What of some stages is one resource's to delete. */
export interface Own {
  /** The stages with what is there and no other resource has applied since: a deployment of another name takes up what is there. */
  readonly stages: Stages;
  /** Keys of that which stays, and is released. */
  readonly retained: ReadonlySet<string>;
}

/** Looks at what is there of some stages. */
export async function ownStages(client: ApiClient, owner: string, objects: Objects, stages: Stages): Promise<Own> {
  const keys = stages.flat();
  const retained = new Set<string>();
  const own = new Set<string>();
  await inBatches(keys, AT_ONCE, async (key) => {
    const live = await client.read(refOf(objects[key]!));
    if (live && isOurs(live) && !isTakenOver(live, owner)) {
      own.add(key);
      if (isRetained(key, live)) {
        retained.add(key);
      }
    }
  });
  return {
    stages: stages.map((stage) => stage.filter((key) => own.has(key))).filter(({ length }) => length > 0),
    retained,
  };
}
