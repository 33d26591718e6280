import * as pulumi from '@pulumi/pulumi';
import type { OrderedObject } from '../core/compilation';
import { type AwaitRules, awaitRuleOf } from './await-rules';
import type { ClusterConnection } from './clusters';
import { DynamicResource } from './dynamic-resource';
import { objectKey } from './object-key';
import { asInput } from './secrets';
import { stagesOf } from './share';

/** What goes to one API server. */
export interface BulkTargetArgs {
  readonly connection: ClusterConnection;
  readonly objects: readonly OrderedObject[];
  readonly awaits: AwaitRules;
}

/**
 * All objects of one API server as one resource: applied stage by stage by server-side apply, waited for, and deleted when they
 * are no longer in the program. A preview shows them one by one. An object that the server refuses is reported, and the others
 * are still applied; the next update tries it again.
 */
export class BulkTarget extends DynamicResource {
  /** Resources that are done when everything is. */
  public readonly done: readonly pulumi.Resource[] = [this];

  public constructor(
    name: string,
    { connection, objects, awaits }: BulkTargetArgs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { kubeconfig, context, cluster, runsPods = true } = connection;
    const stages = stagesOf(objects).map((stage) => stage.map(({ manifest }) => manifest));
    const manifests = stages.flat();
    const rules = manifests.flatMap((manifest) => {
      const rule = awaitRuleOf(manifest, awaits, runsPods);
      return rule ? [[objectKey(manifest), rule] as const] : [];
    });
    super(
      'Target',
      name,
      'target',
      {
        kubeconfig: pulumi.secret(kubeconfig),
        ...(context === undefined ? {} : { context }),
        ownedCluster: cluster !== undefined,
        objects: Object.fromEntries(manifests.map((manifest) => [objectKey(manifest), asInput(manifest)])),
        stages: stages.map((stage) => stage.map(objectKey)),
        awaits: Object.fromEntries(rules),
      },
      { ...opts, ...(cluster ? { deletedWith: cluster } : {}) },
    );
  }
}
