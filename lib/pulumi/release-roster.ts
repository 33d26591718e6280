import type * as pulumi from '@pulumi/pulumi';
import { DynamicResource } from './dynamic-resource';

/** Which releases a program has, and which of those that it had may go. */
export interface ReleaseRosterArgs {
  readonly releases: readonly string[];
  readonly uninstalls: readonly string[];
  /** Whether releases stay when their resources go. */
  readonly retained: boolean;
}

/** The list of all releases, as the last update left it: one that is missing is uninstalled only if that is allowed. */
export class ReleaseRoster extends DynamicResource {
  public constructor(name: string, args: ReleaseRosterArgs, opts?: pulumi.CustomResourceOptions) {
    super('ReleaseRoster', name, 'releaseRoster', { ...args }, opts);
  }
}
