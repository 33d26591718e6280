import * as pulumi from '@pulumi/pulumi';
import type { OrderedObject } from '../core/compilation';
import { type AwaitRules, awaitRuleOf, requireReadable } from './await-rules';
import type { ClusterConnection } from './clusters';
import { DynamicResource } from './dynamic-resource';
import { isKnown, standInFor } from './ended';
import { lateSecretsIn } from './late-inputs';
import { objectKey } from './object-key';
import type { DeleteAllowance } from './provider';
import { asAccess, asInput } from './secrets';
import { stagesOf } from './share';
import { withoutDependency } from './urn';

/** What goes to one API server. */
export interface BulkTargetArgs {
  /** What is told of its progress begins with this: `members/edge-01`. @default its name */
  readonly label?: string;
  readonly connection: ClusterConnection;
  readonly objects: readonly OrderedObject[];
  readonly awaits: AwaitRules;
  /** Seconds in which the objects of a stage must be gone when they are deleted. @default 600 */
  readonly deleteSeconds?: number;
  /** What an update may delete. @default everything that is no longer stated */
  readonly allowance?: DeleteAllowance;
}

/**
 * All objects of one API server as one resource: applied stage by stage by server-side apply, and deleted stage by stage, the last
 * first, when they are no longer in the program. A preview shows them one by one. A stage begins when the one before is done; an object
 * that the server refuses, or that is not done in time, is reported, and the others are still applied; the next update tries it again.
 * What is late holds no delete up, what is refused does. When an object that is deleted stays, so do those of earlier stages, for the next update.
 */
export class BulkTarget extends DynamicResource {
  /** Resources that are done when everything is. */
  public readonly done: readonly pulumi.Resource[] = [this];
  /** Whether the last update has applied it in part: something was refused, late, or not deleted. Not known where it has failed altogether. */
  declare public readonly unfinished: pulumi.Output<boolean | undefined>;
  private readonly within: pulumi.Resource | undefined;

  /** @throws Failure `pulumi/await-rule` */
  public constructor(
    name: string,
    { label = name, connection, objects, awaits, deleteSeconds, allowance }: BulkTargetArgs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    requireReadable(awaits);
    const { cluster, runsPods = true } = connection;
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
        label,
        ...asAccess(connection),
        ownedCluster: cluster !== undefined,
        runsPods,
        objects: Object.fromEntries(manifests.map((manifest) => [objectKey(manifest), asInput(manifest)])),
        stages: stages.map((stage) => stage.map(objectKey)),
        awaits: Object.fromEntries(rules),
        ...(deleteSeconds === undefined ? {} : { deleteSeconds }),
        lateSecrets: lateSecretsIn(manifests),
        ...(allowance ? { allowance: { ...allowance, target: name } } : {}),
        unfinished: undefined,
      },
      { ...opts, ...(cluster ? { deletedWith: cluster } : {}) },
    );
    this.within = opts?.parent;
  }

  /**
   * What that depends on which comes after this target and goes on where it is applied in part. Settled when the target has ended; where nothing of it was
   * applied - its API server does not answer, it was skipped - what comes after is skipped as well.
   */
  public async ended(): Promise<readonly pulumi.Resource[]> {
    const inPart =
      !pulumi.runtime.isDryRun() && (await isKnown(this.unfinished)) && (await withoutDependency(this.unfinished));
    if (!inPart) {
      return this.done;
    }
    return this.within ? [await standInFor(this.within)] : [];
  }
}
