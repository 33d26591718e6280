import * as pulumi from '@pulumi/pulumi';
import { DynamicResource } from './dynamic-resource';
import { isKnown } from './ended';

/**
 * The end of a stage: it depends on all objects of the stage, and those of the next stage depend on it. Between m and n objects this
 * makes m + n edges, where dependencies of each on each would make m * n.
 *
 * Deletes go the other way round where it goes too. Where it stays, Pulumi sees no edge between what an update deletes of the one stage and of the next.
 *
 * An object that could not be created holds nothing up where the update goes on after errors: it is no dependency. Pulumi would skip
 * all that is behind it, and keep a state that refers to what is not there.
 */
export class Stage extends DynamicResource {
  /** Nobody sets it: it is known where the stage was not skipped. */
  declare public readonly reached: pulumi.Output<undefined>;

  public constructor(name: string, of: readonly pulumi.CustomResource[], opts: pulumi.CustomResourceOptions) {
    super('Stage', name, 'stage', { reached: undefined }, { ...opts, dependsOn: created(of) });
  }
}

/** Those that are there; in a preview all, since there nobody knows. */
async function created(resources: readonly pulumi.CustomResource[]): Promise<pulumi.CustomResource[]> {
  if (pulumi.runtime.isDryRun()) {
    return [...resources];
  }
  // the id of a resource that could not be created stays unknown
  const known = await Promise.all(resources.map(({ id }) => isKnown(id)));
  return resources.filter((_, i) => known[i]);
}
