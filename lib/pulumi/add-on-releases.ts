import * as pulumi from '@pulumi/pulumi';
import type { AddOnModel, AddOnName, ReleaseModel } from '../core/add-ons';
import { closest } from '../core/errors';
import { holdsLate } from '../core/late';
import type { Target } from '../core/target';
import { badAdopt, chartVersion } from './add-on-failures';
import { Claim } from './claim';
import { type ClusterConnection, type IFleetClusters, labelOf } from './clusters';
import { DynamicResource, typeOf } from './dynamic-resource';
import { lateSecretsIn, textOf, withLateValues } from './late-inputs';
import { requireSeconds } from './numbers';
import { compiled, type FleetProgram, fleetOf } from './program';
import { ReleaseRoster } from './release-roster';
import { markOf } from './urn';

const TYPE = 'cdk8s-fleet:index:AddOnReleases';
/** Seconds that each step of helm has, where nothing is stated: images are pulled meanwhile. */
const SECONDS = 600;

/** A version of a chart in full, as https://semver.org has it, with or without the v. */
const EXACT = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

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
  /**
   * Releases that are there already, by their keys in `releases` (`members/edge-01/volcano`), that become this program's: it upgrades them to
   * its own version and values, and uninstalls them when they go from the program. What is to stay as it is belongs into `preinstalled` of the
   * member instead.
   * @default - none: a release that others have installed is refused
   */
  readonly adopt?: readonly string[];
  /**
   * Releases that this update may uninstall, by their keys, or all of a cluster that goes (`members/edge-01`): what the program has no more, or leaves to others
   * by `except`, `preinstalled` or Flux. `pulumi destroy` asks nobody.
   * @default - none: a program that has less than before is refused
   */
  readonly uninstalls?: readonly string[];
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
   * @throws Failure `pulumi/bad-number`, `pulumi/which-fleet`, `pulumi/bad-adopt`, `pulumi/chart-version`, and what the clusters throw about a
   * target that they do not know
   * @param opts with `retainOnDelete` releases stay where they are when they leave the program; with `aliases` add-ons of another name or parent
   *   have the releases that they had
   */
  public constructor(name: string, args: AddOnReleasesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const compilation = compiled(args.program);
    const fleet = fleetOf(compilation, args.fleet, name);
    const claim = new Claim(fleet.name, 'add-ons', { type: TYPE, name, opts });
    // a claim that is refused leaves nothing of this in the state, as with a deployment
    super(TYPE, name, {}, pulumi.mergeOptions(opts, { dependsOn: [claim] }));
    requireSeconds(name, 'seconds', args.seconds);
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
        const key = `${label}/${release.release}`;
        if (args.charts?.[release.release] === undefined) {
          checkVersion(key, release.version);
        }
        const resource = new AddOnRelease(
          `${name}/${key}`,
          { ...args, key, addOn: addOn.name, release, connection: connection! },
          // without nodes helm would wait for pods that nothing runs; and they go after what it uninstalls
          { parent: this, dependsOn: [...(before ? [before] : []), ...(connection!.dependsOn ?? [])] },
        );
        releases[key] = resource;
        last.set(label, resource);
      }
    }
    checkAdopted(name, args.adopt ?? [], Object.keys(releases));
    new ReleaseRoster(
      `${name}/roster`,
      {
        releases: Object.keys(releases),
        uninstalls: args.uninstalls ?? [],
        retained: opts.retainOnDelete === true,
      },
      { parent: this },
    );
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
interface AddOnReleaseArgs extends Pick<AddOnReleasesArgs, 'charts' | 'secretValues' | 'seconds' | 'adopt'> {
  /** Among the releases of the fleet. */
  readonly key: string;
  readonly addOn: AddOnName;
  readonly release: ReleaseModel;
  readonly connection: ClusterConnection;
}

/** A chart that helm installs, upgrades and uninstalls. */
export class AddOnRelease extends DynamicResource {
  public constructor(name: string, args: AddOnReleaseArgs, opts: pulumi.CustomResourceOptions = {}) {
    const {
      key,
      addOn,
      release: model,
      connection,
      charts = {},
      secretValues = {},
      seconds = SECONDS,
      adopt = [],
    } = args;
    const { release, namespace, chart, repository, version, values } = model;
    const { kubeconfig, context, cluster } = connection;
    const path = charts[release];
    super(
      'Release',
      name,
      'release',
      {
        kubeconfig: pulumi.secret(kubeconfig),
        ...(context === undefined ? {} : { context }),
        ownedCluster: cluster !== undefined,
        owner: markOf({ type: typeOf('Release'), name, opts }),
        adopt: adopt.includes(key),
        key,
        addOn,
        release,
        namespace,
        ...(path === undefined ? { chart, repository: textOf(repository) } : { chart: path }),
        version: textOf(version),
        values: withLateValues(values),
        secretValues: pulumi.secret(secretValues[release] ?? {}),
        seconds,
        lateSecrets: lateSecretsIn([values, { repository, version }]),
        clusterId: undefined,
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

/** @throws Failure `pulumi/chart-version` for what is no version in full. A late value is not known yet */
function checkVersion(key: string, version: string): void {
  if (!holdsLate(version) && !EXACT.test(version)) {
    throw chartVersion(key, version);
  }
}

/** @throws Failure `pulumi/bad-adopt` for a release that is none of them */
function checkAdopted(place: string, adopt: readonly string[], keys: readonly string[]): void {
  const unknown = adopt.find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    throw badAdopt(place, unknown, closest(unknown, keys) ?? keys.find((key) => key.endsWith(`/${unknown}`)));
  }
}
