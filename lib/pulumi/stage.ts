import type * as pulumi from '@pulumi/pulumi';
import { DynamicResource } from './dynamic-resource';

/**
 * The end of a stage: it depends on all objects of the stage, and those of the next stage depend on it. Between m and n objects this
 * makes m + n edges, where dependencies of each on each would make m * n.
 */
export class Stage extends DynamicResource {
  public constructor(name: string, opts: pulumi.CustomResourceOptions) {
    super('Stage', name, 'stage', {}, opts);
  }
}
