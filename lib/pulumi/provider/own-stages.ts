import { inBatches } from '../../twin/batches';
import { type ApiClient, refOf } from '../../twin/client';
import { isTakenOver } from './owner';
import type { Objects, Stages } from './target-props';

/** Objects that are read at the same time. */
const AT_ONCE = 16;

/** The stages with what is there and no other resource has applied since: a deployment of another name takes up what is there. */
export async function ownStages(client: ApiClient, owner: string, objects: Objects, stages: Stages): Promise<Stages> {
  const keys = stages.flat();
  const live = await inBatches(keys, AT_ONCE, (key) => client.read(refOf(objects[key]!)));
  const own = new Set(
    keys.filter((_, i) => {
      const found = live[i];
      return found !== undefined && !isTakenOver(found, owner);
    }),
  );
  return stages.map((stage) => stage.filter((key) => own.has(key))).filter(({ length }) => length > 0);
}
