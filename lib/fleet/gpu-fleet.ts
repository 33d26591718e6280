import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { withoutNamespace } from '../core/cluster-scoped';
import { contributeFleet } from '../core/contributions';
import { closest, fail, fewOf, listOf, show } from '../core/errors';
import { Findings } from '../core/findings';
import type { FleetModel } from '../core/model';
import { assignTarget } from '../core/target';
import { type EngineVersionName, VERSIONED_ENGINES } from '../core/versions';
import { Cluster } from '../l1/karmada';
import { type ClusterVersionsProps, clusterVersions, controlPlaneVersions } from './cluster-versions';
import { FleetGroup } from './group';
import { checkLinks, type LinkProps } from './links';
import { Member, type MemberProps } from './member';
import { BAD_MEMBER, DUPLICATE_NAME, UNKNOWN_GROUP, UNKNOWN_MEMBER } from './rules';
import { checkFleet } from './validation';

/** Namespace on the control plane where the secrets of members are kept; Karmada's default. */
const SECRET_NAMESPACE = 'karmada-cluster';

/** Properties of a fleet. */
export interface GpuFleetProps<M extends string = string, G extends string = string> {
  /** The members by name: DNS labels of at most 48 characters. */
  readonly members: Readonly<Record<M, MemberProps>>;
  /**
   * Named parts of the fleet: group name to the names of its members. A member can be in several groups.
   * @default - none
   */
  readonly groups?: Readonly<Record<G, readonly NoInfer<M>[]>>;
  /**
   * Version of the Karmada control plane, `major.minor`.
   * @default '1.18'
   */
  readonly karmada?: string;
  /**
   * Versions of the control plane's API server, which is one of Kubernetes: it has to know the kinds that it stores for members.
   * @default - as Karmada's own installers bring it with this version
   */
  readonly controlPlane?: ClusterVersionsProps;
  /**
   * Versions of the cluster that runs the control plane, and of what runs there: Cluster API, Flux, Kyverno.
   * @default - not known: objects for it are held against no version
   */
  readonly host?: ClusterVersionsProps;
  /**
   * Version of Volcano in the members, `major.minor`.
   * @default - not installed
   */
  readonly volcano?: string;
  /**
   * Version of Istio in the members, `major.minor`.
   * @default - not installed
   */
  readonly istio?: string;
  /**
   * Version of Kyverno in the members, `major.minor`.
   * @default - not installed
   */
  readonly kyverno?: string;
  /**
   * Version of the Prometheus operator in the members, `major.minor`.
   * @default - not installed
   */
  readonly prometheusOperator?: string;
  /**
   * Version of volcano-global on the control plane, `major.minor`: jobs over several members become HyperJobs.
   * @default - not installed
   */
  readonly volcanoGlobal?: string;
  /**
   * Networks between members, for jobs that run in several of them.
   * @default - not known: no job can exchange gradients between members
   */
  readonly links?: readonly LinkProps<NoInfer<M>>[];
  /**
   * Members that a twin runs where none are chosen: the few that stand for the others, in a fleet too large for one
   * machine. Plan and manifests are always of the whole fleet.
   * @default - all
   */
  readonly twinMembers?: readonly NoInfer<M>[];
  /**
   * ISO 4217 code of the currency in which pools state their price.
   * @default 'USD'
   */
  readonly currency?: string;
  /**
   * Namespace of the objects created in the fleet's scope that state none.
   * @default - `default`, as the API server does it
   */
  readonly namespace?: string;
}

/**
 * A fleet of GPU clusters under one Karmada control plane.
 *
 * The scope in which an object is created decides where it is applied: objects in the fleet's scope go to the Karmada
 * API server, objects in `fleet.host` to the cluster that runs it, objects in `fleet.member(name)` to that member.
 *
 * Every member becomes a Karmada `Cluster` object that refers to the secrets `NAME` and `NAME-impersonator` in the
 * namespace `karmada-cluster`. They are filled when the member joins; manifests never hold credentials.
 */
export class GpuFleet<const M extends string = string, const G extends string = never> extends Chart {
  /** The cluster that runs the control plane: scope of what is applied there. */
  public readonly host: Chart;
  /** The members, in the order of the program. */
  public readonly members: readonly Member<M>[];
  /** The groups, in the order of the program. */
  public readonly groups: readonly FleetGroup<M>[];
  /** The fleet as plain data. */
  public readonly model: FleetModel;

  /**
   * @throws FindingsError `fleet/duplicate-name`, `fleet/bad-member`
   */
  public constructor(scope: Construct, id: string, props: GpuFleetProps<M, G>) {
    requireFree(scope, id, Object.keys(props.members));
    requireProperties(scope, id, props);
    super(scope, id, props.namespace === undefined ? {} : { namespace: props.namespace });
    assignTarget(this, { kind: 'control-plane', fleet: id, folder: `${id}/control-plane` });

    this.host = new Chart(scope, `${id}-host`);
    assignTarget(this.host, { kind: 'host', fleet: id, folder: `${id}/host` });

    const names = Object.keys(props.members) as M[];
    this.groups = (Object.entries(props.groups ?? {}) as [string, readonly M[]][]).map(
      ([name, members]) => new FleetGroup<M>(name, [...members]),
    );
    this.members = names.map(
      (name) =>
        new Member(scope, `${id}-member-${name}`, props.members[name], {
          fleet: id,
          name,
          engines: enginesOf(props),
          groupLabels: Object.assign({}, ...this.groups.filter((g) => g.members.includes(name)).map((g) => g.labels)),
        }),
    );
    const karmada = props.karmada ?? '1.18';
    this.model = {
      name: id,
      karmada,
      controlPlane: controlPlaneVersions(karmada, props.controlPlane),
      ...(props.host ? { host: clusterVersions(props.host) } : {}),
      currency: props.currency ?? 'USD',
      members: this.members.map((member) => member.model),
      groups: Object.fromEntries(this.groups.map((group) => [group.name, group.members])),
      ...(props.links ? { links: props.links.map((link) => ({ ...link })) } : {}),
      ...(props.volcanoGlobal ? { volcanoGlobal: props.volcanoGlobal } : {}),
      ...(props.twinMembers ? { twinMembers: [...props.twinMembers] } : {}),
    };

    const clusters = new Construct(this, 'Members');
    for (const name of names) {
      this.renderCluster(clusters, name, props.members[name]);
    }
    contributeFleet(this, () => this.model);
    Findings.of(this).addCheck(() => checkFleet(this.node.path, props, this.model));
    Findings.of(this).addCheck(() => checkLinks(this.node.path, props.links ?? [], names));
  }

  /**
   * The member with this name. A misspelt name does not compile where the members are known to the compiler.
   * @throws FindingsError `fleet/unknown-member`
   */
  public member(name: M): Member<M> {
    return (
      this.members.find((member) => member.memberName === name) ??
      fail(UNKNOWN_MEMBER, {
        place: this.node.path,
        value: name,
        message: `the fleet has no member ${show(name)}; its members are ${fewOf(this.members.map((m) => m.memberName))}.`,
        fix: suggestion(
          name,
          this.members.map((m) => m.memberName),
          'Name a member of the fleet.',
        ),
      })
    );
  }

  /**
   * The group with this name.
   * @throws FindingsError `fleet/unknown-group`
   */
  public group(name: G): FleetGroup<M> {
    return (
      this.groups.find((group) => group.name === name) ??
      fail(UNKNOWN_GROUP, {
        place: this.node.path,
        value: name,
        message: `the fleet has no group ${show(name)}; its groups are ${listOf(this.groups.map((g) => g.name)) || 'none'}.`,
        fix: suggestion(
          name,
          this.groups.map((g) => g.name),
          "Declare the group in the fleet's property groups.",
        ),
      })
    );
  }

  private renderCluster(scope: Construct, name: M, props: MemberProps): void {
    const model = this.members.find((member) => member.memberName === name)!.model;
    const secret = (suffix: string) => ({ namespace: SECRET_NAMESPACE, name: `${name}${suffix}` });
    // an empty name is reported by checkFleet; a construct cannot have an empty id
    const cluster = new Cluster(scope, name || 'unnamed', {
      metadata: { name, ...(Object.keys(model.labels).length > 0 ? { labels: { ...model.labels } } : {}) },
      spec: {
        syncMode: model.syncMode,
        ...(props.apiEndpoint ? { apiEndpoint: props.apiEndpoint } : {}),
        secretRef: secret(''),
        impersonatorSecretRef: secret('-impersonator'),
        ...(model.provider ? { provider: model.provider } : {}),
        ...(model.region ? { region: model.region } : {}),
        ...(model.zones.length > 0 ? { zones: model.zones } : {}),
        ...(model.taints.length > 0 ? { taints: model.taints } : {}),
      },
    });
    withoutNamespace(cluster);
  }
}

/** A fleet makes several charts beside each other; another fleet, or chart, may have taken one of their names. */
function requireFree(scope: Construct, id: string, members: readonly string[]): void {
  const taken = [id, `${id}-host`, ...members.map((name) => `${id}-member-${name}`)].find((name) =>
    scope.node.tryFindChild(name),
  );
  if (taken !== undefined) {
    fail(DUPLICATE_NAME, {
      place: [scope.node.path, id].filter(Boolean).join('/'),
      value: taken,
      message: `the fleet '${id}' needs a chart named ${show(taken)}, and there is one already.`,
      fix: 'Give the fleet, or the chart that has the name, another id.',
    });
  }
}

/** Inventories hold what no compiler has seen: what is not there, or no list, is told before anything reads it. */
function requireProperties(scope: Construct, id: string, { members, groups }: GpuFleetProps): void {
  const place = [scope.node.path, id].filter(Boolean).join('/');
  const demand = (isGood: boolean, value: unknown, what: string, fix: string) =>
    isGood || fail(BAD_MEMBER, { place, value, message: `${what} ${show(value)}.`, fix });
  const isThere = (value: unknown) => typeof value === 'object' && value !== null;
  const isList = (value: unknown) => Array.isArray(value ?? []);
  for (const [name, props] of Object.entries(members)) {
    const of = `of member ${show(name)}`;
    const least = "State at least its version: { kubernetes: '1.34' }; leave out members that are not there.";
    demand(isThere(props), props, `the properties ${of} are`, least);
    demand(isList(props.zones), props.zones, `zones ${of} are`, 'Write a list of names, or leave zones out.');
    demand(isList(props.pools), props.pools, `pools ${of} are`, 'Write a list of pools, or leave pools out.');
    for (const [index, pool] of (props.pools ?? []).entries()) {
      demand(
        isThere(pool),
        pool,
        `pool ${index} ${of} is`,
        'State name and nodes; leave out pools that are not there.',
      );
    }
  }
  for (const [name, named] of Object.entries(groups ?? {})) {
    demand(Array.isArray(named), named, `the members of group ${show(name)} are`, 'Write a list of names of members.');
  }
}

function enginesOf(props: GpuFleetProps): Partial<Record<EngineVersionName, string>> {
  return Object.fromEntries(
    VERSIONED_ENGINES.map((engine) => [engine, props[engine]]).filter(([, version]) => version),
  );
}

function suggestion(name: string, known: readonly string[], otherwise: string): string {
  const near = closest(name, known);
  return near ? `Did you mean '${near}'?` : otherwise;
}
