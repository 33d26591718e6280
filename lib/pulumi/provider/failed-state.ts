import { leavesWhenFinished } from './finished';
import type { TargetOuts } from './target-props';
import { uncertain } from './uncertain';

/**
 * Bytes that what is told of a failure may have, as JSON. Pulumi's SDK sends it as base64 of a Struct, which is a bit larger, in the trailer of
 * an answer of gRPC, and with more than 16 MiB of that the connection ends, and all that was applied is forgotten.
 */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * What a failure can tell of what is there. Of too many objects, or too large ones, it is their names: the next update applies them again, but for
 * those that would run again.
 * @param reasons that are told with it
 */
export function failedState(outs: TargetOuts, reasons: readonly string[]): TargetOuts {
  if (Buffer.byteLength(JSON.stringify([outs, reasons])) <= MOST_BYTES) {
    return outs;
  }
  const objects = Object.entries(outs.objects).map(
    ([key, object]) => [key, leavesWhenFinished(object) ? object : uncertain(object)] as const,
  );
  return { ...outs, objects: Object.fromEntries(objects) };
}
