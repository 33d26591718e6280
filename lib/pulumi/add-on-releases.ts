import * as pulumi from '@pulumi/pulumi';
import type { AddOnModel, ReleaseModel } from '../core/add-ons';
import type { Target } from '../core/target';
import { type ClusterConnection, type IFleetClusters, labelOf } from './clusters';
import { DynamicResource } from './dynamic-resource';
import { lateSecretsIn, withLateValues } from './late-inputs';
import { requireSeconds } from './numbers';
import { compiled, type FleetProgram, fleetOf } from './program';

/** Seconds that each step of helm has, where nothing is stated: images are pulled meanwhile. */
const SECONDS = 600;

/** What is installed, and where to. */
export interface AddOnReleasesArgs {
  readonly program: FleetProgram;
  /** Which of its fleets. @default the only one */
  readonly fleet?: string;
  readonly clusters: IFleetClusters;
  /**
   * Paths of charts, folders or archives, by release: for machines that reach no repository. The version is that of the path then.
   * @default none: charts come from their repositories
   */
  readonly charts?: Readonly<Record<string, string>>;
  /**
   * Values that the program does not hold, by release, over those that it holds: outputs of other resources, passwords. All are
   * kept as secrets.
   * @default none
   */
  readonly secretValues?: Readonly<Record<string, pulumi.Input<Readonly<Record<string, unknown>>>>>;
  /** Seconds that each step of helm has. @default 600 */
  readonly seconds?: number;
}

/**
 * The add-ons of a compiled fleet, installed by helm: those of its `FleetAddOns` that Flux does not install. One resource for each
 * release, one after another in a cluster, all clusters at the same time. A preview shows charts, versions and values out of the state:
 * it needs no cluster and no helm.
 */
export class AddOnReleases extends pulumi.ComponentResource {
  /** By target and release: `members/edge-01/volcano`. */
  public readonly releases: Readonly<Record<string, AddOnRelease>>;

  /**
   * @throws FindingsError if the program has errors: nothing is installed then
   * @throws Failure `pulumi/bad-number`, `pulumi/which-fleet`, and what the clusters throw about a target that they do not know
   */
  public constructor(name: string, args: AddOnReleasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cdk8s-fleet:index:AddOnReleases', name, {}, opts);
    requireSeconds(name, 'seconds', args.seconds);
    const compilation = compiled(args.program);
    const fleet = fleetOf(compilation, args.fleet, name);
    const addOns = args.clusters.haveEngines
      ? []
      : compilation.addOns.filter((addOn) => addOn.fleet === fleet.name && addOn.by === 'helm');
    const releases: Record<string, AddOnRelease> = {};
    const last = new Map<string, AddOnRelease>();
    for (const addOn of addOns) {
      const target = targetOf(addOn);
      const label = labelOf(target);
      const connection = args.clusters.connectionTo(target);
      for (const release of connection ? addOn.releases : []) {
        const before = last.get(label);
        const resource = new AddOnRelease(
          `${name}/${label}/${release.release}`,
          { ...args, release, connection: connection! },
          // without nodes helm would wait for pods that nothing runs; and they go after what it uninstalls
          { parent: this, dependsOn: [...(before ? [before] : []), ...(connection!.dependsOn ?? [])] },
        );
        releases[`${label}/${release.release}`] = resource;
        last.set(label, resource);
      }
    }
    this.releases = releases;
    this.registerOutputs({ releases: Object.keys(releases) });
  }

  /**
   * What must be installed before objects are applied to a target (`members/edge-01`): what the target itself gets, and for the control
   * plane what its host gets. It does not wait for the members: one of them that is sick would stop all others, and Karmada sends
   * a member only kinds that it has.
   */
  public neededBy(target: string): readonly pulumi.Resource[] {
    const cluster = target === 'control-plane' ? 'host' : target;
    return Object.entries(this.releases)
      .filter(([key]) => key.startsWith(`${cluster}/`))
      .map(([, release]) => release);
  }
}

/** One release of one cluster. */
interface AddOnReleaseArgs extends Pick<AddOnReleasesArgs, 'charts' | 'secretValues' | 'seconds'> {
  readonly release: ReleaseModel;
  readonly connection: ClusterConnection;
}

/** A chart that helm installs, upgrades and uninstalls. */
export class AddOnRelease extends DynamicResource {
  public constructor(name: string, args: AddOnReleaseArgs, opts?: pulumi.CustomResourceOptions) {
    const { release: model, connection, charts = {}, secretValues = {}, seconds = SECONDS } = args;
    const { release, namespace, chart, repository, version, values } = model;
    const { kubeconfig, context, cluster } = connection;
    const path = charts[release];
    const lateSecrets = lateSecretsIn([values]);
    super(
      'Release',
      name,
      'release',
      {
        kubeconfig: pulumi.secret(kubeconfig),
        ...(context === undefined ? {} : { context }),
        ownedCluster: cluster !== undefined,
        release,
        namespace,
        ...(path === undefined ? { chart, repository } : { chart: path }),
        version,
        values: withLateValues(values),
        secretValues: pulumi.secret(secretValues[release] ?? {}),
        seconds,
        ...(lateSecrets ? { lateSecrets } : {}),
      },
      { ...opts, ...(cluster ? { deletedWith: cluster } : {}) },
    );
  }
}

function targetOf({ fleet, member }: AddOnModel): Target {
  return member === undefined
    ? { kind: 'host', fleet, folder: `${fleet}/host` }
    : { kind: 'member', fleet, member, folder: `${fleet}/members/${member}` };
}
