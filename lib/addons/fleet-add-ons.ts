import { Construct } from 'constructs';
import { ADD_ON_NAMES, type AddOnModel, type AddOnName, type ReleaseModel } from '../core/add-ons';
import { contributeAddOns } from '../core/contributions';
import { type Destination, memberNames } from '../core/destination';
import { Findings } from '../core/findings';
import { fleetOrFail, type IFleet, type IMember } from '../core/fleet';
import { hasNvidiaCards } from '../core/gpus';
import type { JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { chartKeepsScheduler, handedToChart } from '../core/scheduler-keeper';
import type { HelmRelease } from '../l1/flux';
import { checkAddOns, checkAsked } from './add-on-checks';
import { ADD_ONS, installableVersions, versionOf, versionOfChart } from './catalogue';
import { type FluxDelivery, renderReleases } from './flux-releases';
import { configMapOf, schedulerValueOf, withScheduler } from './scheduler-value';
import type { AddOnSettings } from './settings';
import { derivedValues, mergedValues } from './values';

/** What differs in one member. */
export interface MemberAddOnsProps {
  /**
   * Add-ons that this member gets besides the others.
   * @default - none
   */
  readonly also?: readonly AddOnName[];
  /**
   * Add-ons that this member does not get.
   * @default - none
   */
  readonly except?: readonly AddOnName[];
  /**
   * Versions of charts, by add-on.
   * @default - those of all members
   */
  readonly chartVersions?: Readonly<Partial<Record<AddOnName, string>>>;
  /**
   * Values of charts by release, over those of all members.
   * @default - none
   */
  readonly values?: Readonly<Record<string, JsonObject>>;
}

/** Properties of the add-ons of a fleet with the members `M`. */
export interface FleetAddOnsProps<M extends string = string> extends AddOnSettings {
  /**
   * Members that get add-ons.
   * @default - all
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Add-ons besides those that follow from the engines of the members. Those that own devices go to members with NVIDIA GPUs,
   * `karmada` to the host.
   * @default - none
   */
  readonly also?: readonly AddOnName[];
  /**
   * Add-ons that are not installed although they follow from the engines: others do it.
   * @default - none
   */
  readonly except?: readonly AddOnName[];
  /**
   * Versions of the software, `major.minor`, of add-ons that no member states as an engine.
   * @default - that of the chart that is stated, else the newest whose chart is known; where neither is, not known: what needs a
   * version of it is not checked
   */
  readonly versions?: Readonly<Partial<Record<AddOnName, string>>>;
  /**
   * Versions of charts: for a patch release, or a version of the software that is not known here.
   * @default - the chart of the version of the software
   */
  readonly chartVersions?: Readonly<Partial<Record<AddOnName, string>>>;
  /**
   * Addresses of chart repositories, such as mirrors: `https://` or `oci://`.
   * @default - where the project publishes its charts
   */
  readonly repositories?: Readonly<Partial<Record<AddOnName, string>>>;
  /**
   * Values of charts by release, over what follows from the fleet and the settings.
   * @default - none
   */
  readonly values?: Readonly<Record<string, JsonObject>>;
  /**
   * What differs in members, by name.
   * @default - nothing
   */
  readonly members?: Readonly<Partial<Record<NoInfer<M>, MemberAddOnsProps>>>;
  /**
   * Has Flux install them, out of objects of this program.
   * @default - whoever deploys the program installs them: AddOnReleases of cdk8s-fleet/pulumi
   */
  readonly flux?: FluxDelivery;
}

/**
 * What the clusters of a fleet have beside workloads: the engines that their members state, and what is asked for besides.
 *
 * A member that states Volcano 1.15 gets the chart of Volcano 1.15, unless it says that Volcano is there already (`preinstalled`).
 * The versions of engines stand in one place, the fleet, so that what is installed is what all checks and the plan reckon with.
 */
export class FleetAddOns<const M extends string = string> extends Construct {
  /** The objects for Flux by member and release (`edge-01/volcano`), for patches; empty without Flux. */
  public readonly objects: Readonly<Record<string, HelmRelease>>;

  private readonly stated: readonly AddOnModel[];
  private readonly members: readonly IMember[];

  /**
   * @param scope a fleet, or a construct in its scope
   * @throws FindingsError `fleet/outside`, `fleet/id-taken`
   */
  public constructor(scope: IFleet<M> | Construct, id: string, props: FleetAddOnsProps<M> = {}) {
    super(scope, id);
    const fleet = fleetOrFail(this);
    const place = this.node.path;
    const wanted = props.to ? memberNames<string>(props.to) : fleet.model.members.map(({ name }) => name);
    const differences: Readonly<Record<string, MemberAddOnsProps | undefined>> = props.members ?? {};
    const context = { place, fleet: fleet.model.name, karmada: fleet.model.karmada, props };

    this.members = fleet.members;
    this.stated = [
      ...namesForHost(props).map((name) => addOn({ ...context, name })),
      ...fleet.model.members
        .filter(({ name }) => wanted.includes(name))
        .flatMap((member) => {
          const own = differences[member.name] ?? {};
          return namesFor(member, props, own).map((name) => addOn({ ...context, name, member, own }));
        }),
    ];
    for (const addOn of this.stated.filter((one) => schedulerValueOf(one) === undefined)) {
      const [member, configMap] = [this.memberOf(addOn), configMapOf(addOn)];
      if (member && configMap) {
        chartKeepsScheduler(member, configMap);
      }
    }
    this.objects = props.flux ? renderReleases(this, fleet, () => this.addOns, props.flux) : {};

    contributeAddOns(this, () => this.addOns);
    Findings.of(this).addCheck(() => checkAsked({ place, fleet: fleet.model, wanted, differences, props }));
    Findings.of(this).addCheck(() => checkAddOns(fleet.model, this.addOns, props.flux));
  }

  /** What is installed, cluster by cluster, in the order in which it is installed; with what the program has stated until now. */
  public get addOns(): readonly AddOnModel[] {
    return this.stated.map((addOn) => {
      const member = this.memberOf(addOn);
      const scheduler = member && handedToChart(member);
      return scheduler === undefined ? addOn : withScheduler(addOn, scheduler);
    });
  }

  private memberOf({ member }: AddOnModel): IMember | undefined {
    return this.members.find(({ memberName }) => memberName === member);
  }
}

/** The host gets what is asked for only: a control plane that can be deployed to is there already. */
function namesForHost({ also = [] }: FleetAddOnsProps): AddOnName[] {
  return ADD_ON_NAMES.filter((name) => ADD_ONS[name].on === 'host' && also.includes(name));
}

function namesFor(member: MemberModel, props: FleetAddOnsProps, own: MemberAddOnsProps): AddOnName[] {
  const except = [...(props.except ?? []), ...(own.except ?? []), ...(member.preinstalled ?? [])];
  return INSTALL_ORDER.filter((name) => {
    const { engine, on, ownsDevices } = ADD_ONS[name];
    const follows = engine !== undefined && member.engines[engine] !== undefined;
    const forAll = (props.also?.includes(name) ?? false) && (!ownsDevices || hasNvidiaGpus(member));
    return on === 'member' && (follows || forAll || (own.also?.includes(name) ?? false)) && !except.includes(name);
  });
}

/** As the catalogue has them. */
const INSTALL_ORDER = Object.keys(ADD_ONS) as readonly AddOnName[];

/** A member without pools may have any. */
function hasNvidiaGpus({ pools }: MemberModel): boolean {
  return pools.length === 0 || pools.some(hasNvidiaCards);
}

interface AddOnContext {
  readonly place: string;
  readonly fleet: string;
  readonly karmada: string;
  readonly name: AddOnName;
  readonly props: FleetAddOnsProps;
  readonly member?: MemberModel;
  readonly own?: MemberAddOnsProps;
}

function addOn({ place, fleet, karmada, name, props, member, own = {} }: AddOnContext): AddOnModel {
  const { engine = name, charts, namespace, repository } = ADD_ONS[name];
  // the version of Flux is stated like that of an engine, though Flux is installed only where it is asked for
  const stated = name === 'karmada' ? karmada : member?.engines[engine];
  const statedChart = own.chartVersions?.[name] ?? props.chartVersions?.[name];
  const implied = statedChart === undefined ? installableVersions(name).at(-1) : versionOfChart(name, statedChart);
  const version = stated ?? props.versions?.[name] ?? implied ?? '';
  const chartVersion = statedChart ?? versionOf(name, version)?.chart;
  const derived = derivedValues(name, props, { fleet, member });
  const releases = charts
    .filter(({ chart }) => chart !== 'gateway' || (props.istio?.gateway ?? true))
    .map(
      ({ release, chart }): ReleaseModel => ({
        release,
        namespace,
        chart,
        repository: props.repositories?.[name] ?? repository,
        version: chartVersion ?? '',
        values: mergedValues(derived[release], props.values?.[release], own.values?.[release]),
      }),
    );
  const by = props.flux && name !== 'flux' && name !== 'karmada' ? 'flux' : 'helm';
  return { place, name, fleet, ...(member ? { member: member.name } : {}), version, by, releases };
}
