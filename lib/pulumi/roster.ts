import type * as pulumi from '@pulumi/pulumi';
import { DynamicResource } from './dynamic-resource';
import type { DeleteAllowance } from './provider';

/** What a deployment consists of. */
export interface RosterArgs {
  /** Keys of the objects, by target. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  readonly allowance: DeleteAllowance;
}

/**
 * The list of all objects of a deployment, as the last update left it. It is looked at before anything else, in previews too, and
 * refuses a program that would delete more than is allowed: a renamed member must not silently lose its work.
 */
export class Roster extends DynamicResource {
  public constructor(name: string, { targets, allowance }: RosterArgs, opts?: pulumi.CustomResourceOptions) {
    // Maps, because of these a preview shows what comes and goes; of lists it shows what moves.
    const listed = Object.entries(targets).map(([label, keys]) => [
      label,
      Object.fromEntries(keys.map((k) => [k, true])),
    ]);
    super('Roster', name, 'roster', { targets: Object.fromEntries(listed), allowance }, opts);
  }
}
