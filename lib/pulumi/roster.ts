import type * as pulumi from '@pulumi/pulumi';
import { DynamicResource } from './dynamic-resource';
import type { DeleteAllowance, RosterEntry } from './provider';

/** What a deployment consists of. */
export interface RosterArgs {
  /** What has each object, by target and by the key of the object. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, RosterEntry>>>>;
  readonly allowance: DeleteAllowance;
  /** Whether objects stay when their resources go. */
  readonly retained: boolean;
}

/**
 * The list of all objects of a deployment, as the last update left it. It is looked at before anything else, in previews too, and
 * refuses a program that would delete more than is allowed: a renamed member must not silently lose its work, nor an object that another
 * resource takes over.
 */
export class Roster extends DynamicResource {
  public constructor(name: string, args: RosterArgs, opts?: pulumi.CustomResourceOptions) {
    super('Roster', name, 'roster', { ...args }, opts);
  }
}
