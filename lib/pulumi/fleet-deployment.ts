import * as pulumi from '@pulumi/pulumi';
import type { Compilation, OrderedObject } from '../core/compilation';
import type { Manifest } from '../core/manifest';
import type { FleetModel } from '../core/model';
import { isCluster } from '../twin/join';
import type { AddOnReleases } from './add-on-releases';
import type { AwaitRules } from './await-rules';
import { BulkTarget } from './bulk-target';
import { Claim } from './claim';
import type { IFleetClusters } from './clusters';
import { checkDeployment } from './deployment-checks';
import { objectKey } from './object-key';
import { typeOf } from './object-resource';
import { ObjectTarget } from './object-target';
import { compiled, type FleetProgram, fleetOf } from './program';
import { MEMBER, type RosterEntry } from './provider/roster';
import { Roster } from './roster';
import { type Share, sharesOf } from './share';

const TYPE = 'cdk8s-fleet:index:FleetDeployment';
/** How many objects an update may delete where nothing is stated. */
const DEFAULT_DELETES = 10;

/** What an update may delete. */
export interface AllowedDeletes {
  /** Targets that may go with all that they have: `members/edge-01`, `host`. @default none */
  readonly targets?: readonly string[];
  /** How many objects of the targets that stay may go. @default 10 */
  readonly objects?: number;
  /**
   * Namespaces, definitions and clusters of Cluster API that may go with all that is in them, whoever made that, as previews call them:
   * `Namespace ml`, `apiextensions.k8s.io/CustomResourceDefinition widgets.example.com`, `cluster.x-k8s.io/Cluster default/edge-01`.
   * @default none
   */
  readonly withContent?: readonly string[];
}

/**
 * What a resource is: `bulk`, all objects of an API server, or each of the `objects`, which needs the plugin of Pulumi's Kubernetes
 * provider.
 */
export type DeploymentMode = 'bulk' | 'objects';

/** What is deployed, and where to. */
export interface FleetDeploymentArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. @default the only one */
  readonly fleet?: string;
  readonly clusters: IFleetClusters;
  /** What must be there before: the kinds that the objects of a cluster are of come with its add-ons. @default nothing */
  readonly addOns?: AddOnReleases;
  /**
   * What a resource is. Changing it later needs an update with the option `retainOnDelete` before.
   * @default bulk: it needs no plugin, and one refused object holds nothing else up
   */
  readonly mode?: DeploymentMode;
  /** Rules by kind (`apps/Deployment`) that objects of the program are of, beyond `DEFAULT_AWAITS` and before them. @default none */
  readonly awaits?: AwaitRules;
  /** @default no target, nothing with content, and 10 objects */
  readonly deletes?: AllowedDeletes;
  /**
   * Seconds in which objects that are deleted at the same time must be gone, with all that their finalizers do. Machines of bare metal
   * take longer.
   * @default 600; in the mode `objects` what Pulumi's provider has for a kind
   */
  readonly deleteSeconds?: number;
}

/**
 * A compiled fleet, applied: the objects of the host first, then of the control plane, then of all members. A preview shows each object
 * that will change and needs no cluster. Charts outside the fleet are not deployed. A stack has one deployment of a fleet.
 *
 * A member gets its objects when the control plane is through with its own, and when the member itself is ready for them: its nodes, its join, its
 * add-ons. One that is not stops nothing but itself, where the update goes on after errors (`--continue-on-error`, as `LocalStack` updates); nor does
 * an object that the host or the control plane refuses, or that is late there. One of these that does not answer stops what comes after it.
 */
export class FleetDeployment extends pulumi.ComponentResource {
  /** What is applied, by target: `control-plane`, `host`, `members/edge-01`. */
  public readonly targets: Readonly<Record<string, BulkTarget | ObjectTarget>>;
  /** Targets of the program that the clusters have no place for. */
  public readonly absent: readonly string[];

  /**
   * @param opts with `protect` Pulumi refuses to delete it, also when it leaves the program; with `retainOnDelete` objects stay where they are
   *   when their resources go; with `aliases` a deployment of another name or parent has the resources that it had
   * @throws FindingsError if the program has errors: nothing is deployed then
   * @throws Failure `pulumi/which-fleet`, `pulumi/unknown-mode`, `pulumi/bad-await`, `pulumi/await-rule`, `pulumi/bad-deletes`,
   *   `pulumi/bad-number`, `pulumi/kubernetes-missing`, and what the clusters throw about a target that they do not know
   */
  public constructor(name: string, args: FleetDeploymentArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const compilation = compiled(args.program);
    const fleet = fleetOf(compilation, args.fleet, name);
    const { clusters, addOns, mode = 'bulk', awaits = {}, deletes = {}, deleteSeconds } = args;
    const claim = new Claim(fleet.name, 'deployment', { type: TYPE, name, opts });
    // a claim that is refused leaves nothing of this in the state: under its own name Pulumi would find that before any alias
    super(TYPE, name, {}, pulumi.mergeOptions(opts, { dependsOn: [claim] }));
    const own = compilation.targets.filter(({ target }) => target.fleet === fleet.name);
    checkDeployment(
      name,
      { mode, awaits, deletes, deleteSeconds },
      own.flatMap(({ objects }) => objects),
    );
    const { shares, absent } = sharesOf(own, clusters);
    const { targets: going = [], objects = DEFAULT_DELETES, withContent = [] } = deletes;
    const allowance = { targets: going, objects, withContent };
    const roster = new Roster(
      `${name}/roster`,
      {
        targets: rosterOf(shares, membersIn(compilation, fleet), mode),
        allowance,
        retained: opts.retainOnDelete === true,
      },
      { parent: this },
    );
    const deploy = ({ label, connection, objects }: Share, before: Promise<readonly pulumi.Resource[]>) => {
      const at = `${name}/${label}`;
      const own = [...(connection.dependsOn ?? []), ...(addOns?.neededBy(label) ?? [])];
      const after = before.then((resources) => [...resources, ...own]);
      const target = { connection, objects, awaits, deleteSeconds };
      return mode === 'bulk'
        ? new BulkTarget(at, { label, ...target, allowance }, { parent: this, dependsOn: after })
        : new ObjectTarget(at, { ...target, prefix: name, after, deployment: opts }, { parent: this });
    };
    const targets: Record<string, BulkTarget | ObjectTarget> = {};
    for (const kind of KINDS) {
      const earlier = Object.values(targets);
      const now = shares.filter((share) => share.kind === kind);
      if (now.length > 0) {
        const before = Promise.all(earlier.map((target) => target.ended())).then((ended) => [roster, ...ended.flat()]);
        for (const share of now) {
          targets[share.label] = deploy(share, before);
        }
      }
    }
    this.targets = targets;
    this.absent = absent;
  }
}

/** The host carries the control plane, which brings namespaces to the members. */
const KINDS = ['host', 'control-plane', 'member'] as const;

/** What has each object, by its key. */
function entriesOf(objects: readonly OrderedObject[], mode: DeploymentMode): Record<string, RosterEntry> {
  return Object.fromEntries(
    objects.map(({ path, manifest }) => [objectKey(manifest), mode === 'bulk' ? mode : `${typeOf(manifest)} ${path}`]),
  );
}

/**
 * What the deployment consists of, by target. Every member is one, also without objects of its own: all that Karmada carries there goes
 * with its Cluster object.
 */
function rosterOf(
  shares: readonly Share[],
  members: readonly Manifest[],
  mode: DeploymentMode,
): Record<string, Record<string, RosterEntry>> {
  const entries: Record<string, Record<string, RosterEntry>> = {};
  for (const cluster of members) {
    entries[`members/${cluster.metadata.name}`] = { [objectKey(cluster)]: MEMBER };
  }
  for (const { label, objects } of shares) {
    entries[label] = { ...entries[label], ...entriesOf(objects, mode) };
  }
  return entries;
}

function membersIn({ targets }: Compilation, { name }: FleetModel): Manifest[] {
  return targets
    .filter(({ target }) => target.fleet === name && target.kind === 'control-plane')
    .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
    .filter(isCluster);
}
