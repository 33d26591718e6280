import * as pulumi from '@pulumi/pulumi';
import { lateText } from '../core/late';

/**
 * An output of Pulumi as a property of a construct: `new Bucket(..., { name: late(bucket.bucket) })`.
 *
 * What comes back is a text that stands for the value; plan, checks, files and reports show that text. When the program is deployed, the
 * value takes its place, wherever the text has got to, also within longer texts and within base64; the deployment depends
 * on whatever the value comes from. A secret stays one: in the state, in previews, in messages of the API server.
 *
 * The value is inserted as it is: where the text around it has a syntax of its own, a YAML file in a ConfigMap, it must fit in.
 * The text must stay as it is: what is to be made of the value - a hash, a part, other letters - is made before, `late(output.apply(hash))`.
 *
 * Findings tell where none can stand, `late/in-name`, `late/in-key`, `late/not-text`, and where the text was changed (`late/altered`) or has got
 * lost (`late/unused`).
 */
export function late(value: pulumi.Input<string>): string {
  return typeof value === 'string' ? value : lateText(pulumi.output(value), caller());
}

/** Where in the program `late` is called: `fleet.ts:12`. */
function caller(): string {
  const frame = new Error().stack?.split('\n')[3] ?? '';
  return /([^/\\( ]+:\d+):\d+\)?$/.exec(frame)?.[1] ?? 'late()';
}
