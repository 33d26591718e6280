import * as pulumi from '@pulumi/pulumi';
import { lateText } from '../core/late';

/**
 * An output of Pulumi as a property of a construct: `new Bucket(..., { name: late(bucket.bucket) })`.
 *
 * What comes back is a text that stands for the value; plan, checks, files and reports show that text. When the program is deployed, the
 * value takes its place, wherever the text has got to, also within longer texts and the values of Secrets; the deployment depends
 * on whatever the value comes from. A secret stays one: in the state, in previews, in messages of the API server.
 *
 * The value is inserted as it is: where the text around it has a syntax of its own, a YAML file in a ConfigMap, it must fit in.
 *
 * Findings tell where none can stand: `late/in-name`, `late/in-key`, `late/not-text`.
 */
export function late(value: pulumi.Input<string>): string {
  return typeof value === 'string' ? value : lateText(pulumi.output(value));
}
