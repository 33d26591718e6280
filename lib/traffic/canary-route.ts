import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { contributeExternals } from '../core/contributions';
import { type Destination, memberNames } from '../core/destination';
import { show } from '../core/errors';
import { type Finding, Findings, finding } from '../core/findings';
import { type Home, homeOf, isMember } from '../core/fleet';
import type { Toleration } from '../core/model';
import { describeRef } from '../core/object-ref';
import { checkObjectName, checkReach, knownIn, reachOf } from '../core/reach';
import { type ServiceLike, ServiceRef } from '../core/service';
import { DestinationRule, type DestinationRuleSpec, VirtualService, type VirtualServiceSpec } from '../l1/istio';
import { sendCopies } from '../placement/copies';
import { LONGEST_NAME, REACH, runsIstio } from './reach';
import { BAD_NAME, NOT_A_SERVICE } from './rules';
import {
  type CanaryException,
  type CanaryShare,
  checkExceptions,
  checkShare,
  type RouteDetails,
  routesFor,
  unknownMember,
} from './share';
import { variantPolicy, variantsOf } from './variants';
import { checkVersions, labelOf, subsetOf, type Version } from './version';

/** Properties of a canary route, in a fleet of the members `M` or in one member. */
export interface CanaryRouteProps<M extends string = string> extends CanaryShare {
  /** The service: one of cdk8s-plus, an ApiObject, or `ServiceRef.fromName(...)`. */
  readonly service: ServiceLike;
  /** The version that is in use: the value of its pods' version label, or the workload of which they are. */
  readonly stable: Version;
  /** The version that is tried. */
  readonly canary: Version;
  /**
   * Members where the canary has another share.
   * @default - the same share everywhere
   */
  readonly exceptions?: readonly CanaryException<NoInfer<M>>[];
  /**
   * Members of the fleet that send requests to the service: each gets the route.
   * @default - all that run Istio
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Label of the pods that holds their version.
   * @default 'version'
   */
  readonly versionLabel?: string;
  /**
   * Details of every route: `timeout`, `retries`, `fault`, `corsPolicy`, `headers`, as Istio writes them.
   * @default - Istio's
   */
  readonly details?: RouteDetails;
  /**
   * Taints of members that are tolerated when the route is sent.
   * @default - none
   */
  readonly memberTolerations?: readonly Toleration[];
  /**
   * Name of the VirtualService and the DestinationRule.
   * @default - the construct id
   */
  readonly routeName?: string;
}

const CANARY_ROUTE = Symbol.for('cdk8s-fleet.CanaryRoute');
const NOTHING: CanaryShare = { percent: 0 };
const EVERYTHING: CanaryShare = { percent: 100 };

/**
 * Divides the requests to a service between its stable version and a canary.
 *
 * Becomes a VirtualService and a DestinationRule in every member that sends: Istio applies rules in the cluster of the
 * caller. In the scope of a fleet they are templates that Karmada copies, and an OverridePolicy where members have different
 * shares; in the scope of a member they are applied there directly.
 */
export class CanaryRoute<const M extends string = string> extends Construct {
  /** Whether `x` is a CanaryRoute, also one of another copy of this package. */
  public static isCanaryRoute(x: unknown): x is CanaryRoute {
    return typeof x === 'object' && x !== null && CANARY_ROUTE in x;
  }

  /** The service that is divided. */
  public readonly service: ServiceRef;
  /** Names of the members that have the route. */
  public readonly members: readonly string[];
  /** Defines the subsets of both versions. */
  public readonly destinationRule: DestinationRule;

  private readonly virtualService: VirtualService;
  private readonly delegates = new Map<number | undefined, VirtualService>();
  private readonly home: Home;
  private share: CanaryShare;
  /** Shares of the members that differ. */
  private readonly exceptions = new Map<string, CanaryShare>();

  /**
   * @param scope a fleet, whose members get the route, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/no-object`
   */
  public constructor(
    scope: Home<M> | Construct,
    id: string,
    private readonly props: CanaryRouteProps<M>,
  ) {
    super(scope, id);
    Object.defineProperty(this, CANARY_ROUTE, { value: true });
    const { percent, headers, mirrorPercent, stable, canary } = props;
    const routeName = props.routeName ?? id;
    this.service = ServiceRef.of(props.service);
    // a version that is no workload is told of here, and not in the middle of a synthesis
    for (const version of [stable, canary]) {
      labelOf(version, this.versionLabel);
    }
    this.home = homeOf(this);
    const names = reachOf(this.home, props.to, runsIstio);
    this.members = knownIn(this.home, names);
    this.share = { percent, headers, mirrorPercent };
    for (const { to, ...share } of props.exceptions ?? []) {
      for (const member of memberNames(to)) {
        this.exceptions.set(member, share);
      }
    }

    const { host } = this.service;
    this.destinationRule = new DestinationRule(this, 'Subsets', {
      metadata: { name: routeName, namespace: this.service.namespace },
      spec: Lazy.any({ produce: () => this.subsets() }) as DestinationRuleSpec,
    });
    this.virtualService = this.template('Resource', routeName, { hosts: [host] });
    // a route to a subset that is not defined yet is answered with 503
    this.virtualService.addDependency(this.destinationRule);
    this.send('SubsetsPlacement', this.destinationRule, `${routeName}-destination-rule`);
    this.send('Placement', this.virtualService, `${routeName}-virtual-service`);
    this.renderExceptions();

    if (!this.service.apiObject) {
      contributeExternals(this, () => [{ ref: this.service.ref, members: this.service.members }]);
    }
    Findings.of(this).addCheck(() => this.check(routeName, names));
  }

  /**
   * Gives all requests to the canary. When it has proved itself, state its version as `stable`.
   * @param to members where it is promoted: the fleet, a group, a member, or members by name; by default all with the route
   */
  public promote(to?: Destination<NoInfer<M>>): void {
    this.change('promote()', EVERYTHING, to);
  }

  /**
   * Gives all requests to the stable version: no share, no header and no mirror leads to the canary.
   * @param to members where it is rolled back; by default all with the route
   */
  public rollBack(to?: Destination<NoInfer<M>>): void {
    this.change('rollBack()', NOTHING, to);
  }

  /** The share of the canary in a member. */
  public shareIn(member: M): CanaryShare {
    return this.exceptions.get(member) ?? this.share;
  }

  /**
   * A VirtualService without hosts that holds the same routes, for gateways to delegate to. It is made by the first call.
   *
   * A gateway that led to the service itself would pass the canary by: the routes of the mesh do not hold for what comes in
   * through a gateway. And one VirtualService cannot be both, since Istio takes one with hosts for no delegate.
   *
   * @param port of the service, where it has several
   */
  public delegateFor(port?: number): VirtualService {
    let delegate = this.delegates.get(port);
    if (!delegate) {
      const suffix = port === undefined ? '' : `-${port}`;
      const name = `${this.virtualService.name}-delegate${suffix}`;
      delegate = this.template(`Delegate${suffix}`, name, {}, port);
      delegate.addDependency(this.destinationRule);
      this.delegates.set(port, delegate);
      this.send(`DelegatePlacement${suffix}`, delegate, name);
      this.renderExceptions();
    }
    return delegate;
  }

  private change(method: string, share: CanaryShare, to: Destination | undefined): void {
    const { members } = this;
    if (to === undefined) {
      this.share = share;
      this.exceptions.clear();
    } else {
      for (const member of memberNames(to)) {
        if (!members.includes(member)) {
          Findings.of(this).addCheck(() => [unknownMember(this.node.path, method, member, members)]);
        }
        this.exceptions.set(member, share);
      }
    }
    this.renderExceptions();
  }

  private template(id: string, name: string, spec: VirtualServiceSpec, port?: number): VirtualService {
    const produce = (): VirtualServiceSpec => {
      const share = isMember(this.home) ? (this.exceptions.get(this.home.memberName) ?? this.share) : this.share;
      return { ...spec, http: this.routes(share, port) };
    };
    return new VirtualService(this, id, {
      metadata: { name, namespace: this.service.namespace },
      spec: Lazy.any({ produce }) as VirtualServiceSpec,
    });
  }

  private routes(share: CanaryShare, port?: number) {
    const { host } = this.service;
    const [stable, canary] = this.versions().map(({ subset }) => subset) as [string, string];
    return routesFor({ host, stable, canary, ...(port === undefined ? {} : { port }) }, share, this.props.details);
  }

  private subsets(): DestinationRuleSpec {
    const label = this.versionLabel;
    const subsets = this.versions().map(({ subset, value }) => ({ name: subset, labels: { [label]: value } }));
    return { host: this.service.host, subsets };
  }

  /** The stable version and the canary. A workload may get its labels after the route was made. */
  private versions() {
    return [this.props.stable, this.props.canary].map((version) => {
      const value = labelOf(version, this.versionLabel);
      return { value, subset: subsetOf(value) };
    });
  }

  private get versionLabel(): string {
    return this.props.versionLabel ?? 'version';
  }

  private send(id: string, of: ApiObject, policyName: string): void {
    sendCopies(this, id, { of, to: this.members, policyName, tolerations: this.props.memberTolerations });
  }

  private renderExceptions(): void {
    this.node.tryRemoveChild('Exceptions');
    const variants = variantsOf(this.members, this.share, (member) => this.shareIn(member as M));
    if (isMember(this.home) || variants.length === 0) {
      return;
    }
    const exceptions = new Construct(this, 'Exceptions');
    const templates = [[undefined, this.virtualService] as const, ...this.delegates];
    for (const [port, of] of templates) {
      const field = (share: CanaryShare) => this.routes(share, port);
      variantPolicy(exceptions, of.node.id, { of, path: '/spec/http', variants, field });
    }
  }

  /** @param names of the members that were asked for */
  private *check(routeName: string, names: readonly string[]): Iterable<Finding> {
    const { props, home, members, service } = this;
    const place = this.node.path;
    yield* checkObjectName(BAD_NAME, { place, property: 'routeName', name: routeName, max: LONGEST_NAME });
    const given = { to: props.to, exceptions: props.exceptions };
    yield* checkReach({ place, what: 'the route', home, names, engine: 'istio', given }, REACH);
    if (service.apiVersion !== 'v1' || service.kind !== 'Service') {
      yield finding(NOT_A_SERVICE, {
        place,
        value: `${service.apiVersion} ${service.kind}`,
        message: `service is ${describeRef(service)} (${show(service.apiVersion)}).`,
        fix: 'Pass the Service: of cdk8s-plus, a construct that renders one, or ServiceRef.fromName(...).',
      });
    }
    yield* checkVersions(place, props.stable, props.canary, this.versionLabel);
    yield* checkShare(place, '', props);
    if (!isMember(home)) {
      yield* checkExceptions(place, props.exceptions ?? [], members);
    }
  }
}
