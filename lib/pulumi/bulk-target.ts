import type * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../core/manifest';
import { type AwaitRules, awaitRuleOf } from './await-rules';
import type { ClusterConnection } from './clusters';
import { DynamicResource } from './dynamic-resource';
import { lateSecretsIn } from './late-inputs';
import { objectKey } from './object-key';
import { asAccess, asInput } from './secrets';

/** What goes to one API server. */
export interface BulkTargetArgs {
  readonly connection: ClusterConnection;
  /** In the order in which they are applied. */
  readonly objects: readonly Manifest[];
  readonly awaits: AwaitRules;
}

/**
 * All objects of one API server as one resource: applied in order by server-side apply, waited for, and deleted when they
 * are no longer in the program. A preview shows them one by one. An object that the server refuses is reported, and the others
 * are still applied; the next update tries it again.
 */
export class BulkTarget extends DynamicResource {
  public constructor(
    name: string,
    { connection, objects, awaits }: BulkTargetArgs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { cluster, runsPods = true } = connection;
    const rules = objects.flatMap((object) => {
      const rule = awaitRuleOf(object, awaits, runsPods);
      return rule ? [[objectKey(object), rule] as const] : [];
    });
    const lateSecrets = lateSecretsIn(objects);
    super(
      'Target',
      name,
      'target',
      {
        ...asAccess(connection),
        ownedCluster: cluster !== undefined,
        objects: Object.fromEntries(objects.map((object) => [objectKey(object), asInput(object)])),
        order: objects.map(objectKey),
        awaits: Object.fromEntries(rules),
        ...(lateSecrets ? { lateSecrets } : {}),
      },
      { ...opts, ...(cluster ? { deletedWith: cluster } : {}) },
    );
  }
}
