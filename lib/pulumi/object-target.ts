import * as pulumi from '@pulumi/pulumi';
import type { OrderedObject } from '../core/compilation';
import { type AwaitRules, awaitRuleOf, requireReadable } from './await-rules';
import type { ClusterConnection } from './clusters';
import { isKnown, standInFor } from './ended';
import { aliasesWithin } from './former-identity';
import { isImmortal } from './immortal';
import { kubernetesProvider } from './kubernetes-provider';
import { objectKey } from './object-key';
import { ObjectResource } from './object-resource';
import { stagesOf } from './share';
import { Stage } from './stage';

/** What goes to one API server. */
export interface ObjectTargetArgs {
  readonly connection: ClusterConnection;
  readonly objects: readonly OrderedObject[];
  readonly awaits: AwaitRules;
  /** Seconds in which an object must be gone when it is deleted. @default what the provider has for its kind */
  readonly deleteSeconds?: number;
  /** What names of resources begin with; the path of the object in the program follows. */
  readonly prefix: string;
  /** Resources that come before all objects. @default none */
  readonly after?: readonly pulumi.Resource[] | Promise<readonly pulumi.Resource[]>;
  /** Options of the component whose name is the prefix: what it was called, its objects were called by. @default none */
  readonly deployment?: pulumi.ResourceOptions;
}

/**
 * The objects of one API server, each a resource named by its path in the program, applied by Pulumi's Kubernetes provider stage by stage.
 * An object that the server refuses to create is reported; with `--continue-on-error`, as `LocalStack` updates, the others are still
 * applied. What is behind one that is not done in time, or that is refused when it changes, waits for the next update.
 */
export class ObjectTarget extends pulumi.ComponentResource {
  /** Resources that are done when everything is. */
  public readonly done: readonly pulumi.Resource[];
  private readonly last: readonly Stage[];
  private readonly after: Promise<readonly pulumi.Resource[]>;

  /** @throws Failure `pulumi/kubernetes-missing`, `pulumi/await-rule` */
  public constructor(
    name: string,
    { connection, objects, awaits, deleteSeconds, prefix, after = [], deployment = {} }: ObjectTargetArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('cdk8s-fleet:index:ObjectTarget', name, {}, opts);
    requireReadable(awaits);
    const { cluster, runsPods = true } = connection;
    const provider = kubernetesProvider(name, connection, { parent: this });
    this.after = Promise.resolve(after);
    const first = this.after.then((resources) => [...resources]);
    let done: Stage[] = [];
    stagesOf(objects).forEach((stage, i) => {
      const resources = stage.map(
        ({ path, manifest }) =>
          new ObjectResource(
            `${prefix}/${path}`,
            { manifest, runsPods, awaits: awaitRuleOf(manifest, awaits, runsPods), deleteSeconds },
            {
              parent: this,
              provider,
              aliases: aliasesWithin(deployment, `/${path}`),
              dependsOn: i === 0 ? first : [...done],
              ...(cluster ? { deletedWith: cluster } : {}),
              ...(isImmortal(objectKey(manifest)) ? { retainOnDelete: true } : {}),
            },
          ),
      );
      done = [new Stage(`${name}/stage-${i + 1}`, resources, { parent: this })];
    });
    this.done = done;
    this.last = done;
  }

  /**
   * What that depends on which comes after this target and goes on where objects of it have failed. Settled when the target has ended; where what comes before
   * the target has failed, what comes after is skipped as well.
   */
  public async ended(): Promise<readonly pulumi.Resource[]> {
    const last = pulumi.runtime.isDryRun() ? [] : this.last;
    const reached = await Promise.all(last.map((stage) => isKnown(stage.reached)));
    return reached.includes(false) ? [await standInFor(this), ...(await this.after)] : this.done;
  }
}
