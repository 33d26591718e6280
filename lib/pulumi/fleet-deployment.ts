import * as pulumi from '@pulumi/pulumi';
import type { CompiledTarget } from '../core/compilation';
import type { Manifest } from '../core/manifest';
import { isCluster } from '../twin/join';
import type { AddOnReleases } from './add-on-releases';
import type { AwaitRules } from './await-rules';
import { BulkTarget } from './bulk-target';
import { type ClusterConnection, type IFleetClusters, labelOf } from './clusters';
import { objectKey } from './object-key';
import { compiled, type FleetProgram, fleetOf } from './program';
import { Roster } from './roster';

/** How many objects an update may delete where nothing is stated. */
const DEFAULT_DELETES = 10;

/** What an update may delete. */
export interface AllowedDeletes {
  /** Targets that may go with all that they have: `members/edge-01`, `host`. @default none */
  readonly targets?: readonly string[];
  /** How many objects of the targets that stay may go. @default 10 */
  readonly objects?: number;
}

/** What is deployed, and where to. */
export interface FleetDeploymentArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. @default the only one */
  readonly fleet?: string;
  readonly clusters: IFleetClusters;
  /** What must be there before: the kinds that the objects of a cluster are of come with its add-ons. @default nothing */
  readonly addOns?: AddOnReleases;
  /** Rules by kind (`apps/Deployment`), beyond `DEFAULT_AWAITS` and before them. @default none */
  readonly awaits?: AwaitRules;
  /** @default no target, and 10 objects */
  readonly deletes?: AllowedDeletes;
}

/**
 * A compiled fleet, applied: the objects of the host first, then of the control plane, then of all members. A preview shows each object
 * that will change and needs no cluster. Charts outside the fleet are not deployed.
 */
export class FleetDeployment extends pulumi.ComponentResource {
  /** What is applied, by target: `control-plane`, `host`, `members/edge-01`. */
  public readonly targets: Readonly<Record<string, BulkTarget>>;
  /** Targets of the program that the clusters have no place for. */
  public readonly absent: readonly string[];

  /**
   * @throws FindingsError if the program has errors: nothing is deployed then
   * @throws Failure `pulumi/which-fleet`, and what the clusters throw about a target that they do not know
   */
  public constructor(name: string, args: FleetDeploymentArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cdk8s-fleet:index:FleetDeployment', name, {}, opts);
    const compilation = compiled(args.program);
    const fleet = fleetOf(compilation, args.fleet, name);
    const { clusters, awaits = {}, deletes = {} } = args;
    const shares: Share[] = [];
    const absent: string[] = [];
    for (const compiledTarget of compilation.targets.filter(({ target }) => target.fleet === fleet.name)) {
      const connection = clusters.connectionTo(compiledTarget.target);
      if (connection) {
        shares.push(shareOf(compiledTarget, connection, clusters.joinMembers));
      } else {
        absent.push(labelOf(compiledTarget.target));
      }
    }
    const allowance = { targets: deletes.targets ?? [], objects: deletes.objects ?? DEFAULT_DELETES };
    const keys = Object.fromEntries(shares.map(({ label, objects }) => [label, objects.map(objectKey)]));
    const roster = new Roster(`${name}/roster`, { targets: keys, allowance }, { parent: this });
    const targets: Record<string, BulkTarget> = {};
    let before: readonly BulkTarget[] = [];
    for (const stage of STAGES) {
      const now = shares.filter(({ kind }) => kind === stage);
      for (const { label, connection, objects } of now) {
        const dependsOn = [roster, ...before];
        targets[label] = new BulkTarget(
          `${name}/${label}`,
          { connection, objects, awaits },
          { parent: this, dependsOn },
        );
      }
      before = [...before, ...now.map(({ label }) => targets[label]!)];
    }
    this.targets = targets;
    this.absent = absent;
    this.registerOutputs({
      objects: Object.fromEntries(shares.map(({ label, objects }) => [label, objects.length])),
      absent,
    });
  }
}

/** The host carries the control plane, which brings namespaces to the members. */
const STAGES = ['host', 'control-plane', 'member'] as const;

/** What one API server gets. */
interface Share {
  readonly label: string;
  readonly kind: CompiledTarget['target']['kind'];
  readonly connection: ClusterConnection;
  readonly objects: readonly Manifest[];
}

function shareOf({ target, objects }: CompiledTarget, connection: ClusterConnection, joinMembers: boolean): Share {
  const manifests = objects.map(({ manifest }) => manifest);
  return {
    label: labelOf(target),
    kind: target.kind,
    connection: { runsPods: target.kind !== 'control-plane', ...connection },
    objects: joinMembers ? manifests.filter((manifest) => !isCluster(manifest)) : manifests,
  };
}
