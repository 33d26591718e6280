import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { contributeExternals } from '../core/contributions';
import { type Destination, memberNames } from '../core/destination';
import { type Finding, Findings } from '../core/findings';
import { type Home, homeOf, isMember } from '../core/fleet';
import type { Toleration } from '../core/model';
import { checkObjectName, checkReach, knownIn, reachOf } from '../core/reach';
import { ServiceRef } from '../core/service';
import { Gateway, type GatewayServer, type HttpRoute, VirtualService } from '../l1/istio';
import { sendCopies } from '../placement/copies';
import { CanaryRoute } from './canary-route';
import { checkAddresses, checkHosts, checkIdle, checkReached, checkTlsSecret } from './gateway-checks';
import { GatewayPeer, peerHost } from './gateway-peer';
import { checkRoutes, type GatewayRoute, inOrder, routeElsewhere, routeHere } from './gateway-route';
import { LONGEST_NAME, REACH, runsIstio } from './reach';
import { BAD_NAME } from './rules';
import { variantPolicy, variantsOf } from './variants';

/** Properties of a gateway, in a fleet of the members `M` or in one member. */
export interface FleetGatewayProps<M extends string = string> {
  /** Host names that it answers for: full DNS names, `*.example.com` for all below one, however deep. None takes another. */
  readonly hosts: readonly string[];
  /** Where requests go. More specific ones are tried first, in whatever order they stand here. */
  readonly routes: readonly GatewayRoute<NoInfer<M>>[];
  /**
   * Name of the Secret with certificate and key, in the namespace of the gateway's pods. It is filled from outside: by
   * cert-manager, or a secret store.
   * @default - no TLS: plain HTTP on port 80
   */
  readonly tlsSecret?: string;
  /**
   * Whether plain HTTP is answered with a redirect to HTTPS. Without TLS there is none.
   * @default true
   */
  readonly redirectHttp?: boolean;
  /**
   * Labels of the pods that are the gateway.
   * @default - Istio's own ingress gateway: `istio: ingressgateway`
   */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * Members that have the gateway.
   * @default - those that `addresses` and the routes name; all that run Istio where a route names none
   */
  readonly to?: Destination<NoInfer<M>>;
  /**
   * Addresses of the members' gateways, IP address or DNS name, as the other members reach them: requests that come in where
   * a route is not answered are passed on to the members that answer it.
   * @default - none are passed on
   */
  readonly addresses?: Readonly<Partial<Record<NoInfer<M>, string>>>;
  /**
   * Namespace of the objects.
   * @default - the fleet's, else `default`
   */
  readonly namespace?: string;
  /**
   * Taints of members that are tolerated when the gateway is sent.
   * @default - none
   */
  readonly memberTolerations?: readonly Toleration[];
  /**
   * Name of the Gateway and its VirtualService.
   * @default - the construct id
   */
  readonly gatewayName?: string;
}

const INGRESS_GATEWAY = { istio: 'ingressgateway' };

/**
 * Lets requests from outside into members: hosts, TLS, and routes by path and header.
 *
 * Becomes a Gateway and a VirtualService of Istio in every member that has it. A route to a service with a `CanaryRoute` keeps
 * the canary: pass the canary route itself, to which the VirtualService then delegates. What other members answer is passed
 * on to their gateways where the addresses are known; the host of a service never leads to another cluster by itself.
 */
export class FleetGateway<const M extends string = string> extends Construct {
  /** Names of the members that have the gateway. */
  public readonly members: readonly string[];
  /** The routes, as the first member has them. */
  public readonly virtualService: VirtualService;

  private readonly home: Home;
  private readonly gatewayName: string;
  private readonly peers = new Map<string, GatewayPeer>();

  /**
   * @param scope a fleet, whose members get the gateway, one member, or a construct in the scope of either
   * @throws FindingsError `fleet/outside`, `fleet/no-object`
   */
  public constructor(
    scope: Home<M> | Construct,
    id: string,
    private readonly props: FleetGatewayProps<M>,
  ) {
    super(scope, id);
    this.gatewayName = props.gatewayName ?? id;
    this.home = homeOf(this);
    this.members = knownIn(this.home, reachOf(this.home, props.to ?? namedIn(props), runsIstio));
    const metadata = { name: this.gatewayName, namespace: props.namespace };

    const gateway = new Gateway(this, 'Resource', {
      metadata,
      spec: { selector: props.selector ?? INGRESS_GATEWAY, servers: servers(props) },
    });
    const http = new Map(this.members.map((member) => [member, this.routesIn(member)]));
    const [first = []] = http.values();
    this.virtualService = new VirtualService(this, 'Routes', {
      metadata,
      spec: { hosts: props.hosts, gateways: [this.gatewayName], http: first },
    });
    this.send('Placement', gateway, this.members, `${this.gatewayName}-gateway`);
    this.send('RoutesPlacement', this.virtualService, this.members, `${this.gatewayName}-routes`);
    const variants = variantsOf(this.members, first, (member) => http.get(member) ?? []);
    if (variants.length > 0) {
      const of = this.virtualService;
      variantPolicy(this, 'RoutesByMember', { of, path: '/spec/http', variants, field: (routes) => routes });
    }
    this.sendPeers();

    contributeExternals(this, () =>
      props.routes
        .map(({ service }) => (CanaryRoute.isCanaryRoute(service) ? service.service : ServiceRef.of(service)))
        .flatMap(({ ref, apiObject, members }) => (apiObject ? [] : [{ ref, members }])),
    );
    Findings.of(this).addCheck(() => this.check(this.members.filter((member) => http.get(member)?.length === 0)));
  }

  /** The routes of a member: those that it answers, and those that it passes on. */
  private routesIn(member: string): HttpRoute[] {
    const { routes, tlsSecret } = this.props;
    return inOrder(routes).flatMap((route) => {
      const answering = this.answering(route);
      if (answering.includes(member)) {
        return [routeHere(route)];
      }
      const hosts = answering.flatMap((name) => this.peer(name)?.host ?? []);
      return hosts.length > 0 ? [routeElsewhere(route, hosts, portOf(tlsSecret))] : [];
    });
  }

  private answering({ members }: GatewayRoute): readonly string[] {
    return members ? memberNames(members).filter((name) => this.members.includes(name)) : this.members;
  }

  /** The gateway of another member, if its address is known. */
  private peer(member: string): GatewayPeer | undefined {
    const { addresses, tlsSecret, namespace } = this.props;
    const address = (addresses as Readonly<Record<string, string | undefined>> | undefined)?.[member];
    if (address === undefined || this.peers.has(member)) {
      return this.peers.get(member);
    }
    const peer = new GatewayPeer(this, `Peer-${member}`, {
      name: `${this.gatewayName}-in-${member}`,
      namespace,
      host: peerHost(this.gatewayName, member),
      address,
      port: portOf(tlsSecret),
      tls: tlsSecret !== undefined,
    });
    this.peers.set(member, peer);
    return peer;
  }

  private sendPeers(): void {
    for (const [member, peer] of this.peers) {
      const others = this.members.filter((name) => name !== member);
      for (const of of peer.objects) {
        this.send(`${peer.node.id}-${of.kind}`, of, others, `${of.name}-${of.kind.toLowerCase()}`);
      }
    }
  }

  private send(id: string, of: ApiObject, to: readonly string[], policyName: string): void {
    sendCopies(this, id, { of, to, policyName, tolerations: this.props.memberTolerations });
  }

  /** @param idle members that have no route */
  private *check(idle: readonly string[]): Iterable<Finding> {
    const { props, home, members, gatewayName } = this;
    const place = this.node.path;
    yield* checkObjectName(BAD_NAME, { place, property: 'gatewayName', name: gatewayName, max: LONGEST_NAME });
    const given = { to: props.to, addresses: props.addresses };
    // other properties are held against the members that have the gateway, below
    const names = props.to ? reachOf(home, props.to) : members;
    yield* checkReach({ place, what: 'the gateway', home, names, engine: 'istio', given }, REACH);
    yield* checkHosts(place, props.hosts);
    yield* checkTlsSecret(place, props.tlsSecret);
    yield* checkRoutes(place, props.routes, members);
    yield* checkIdle(place, props.routes.length > 0 ? idle : []);
    if (!isMember(home)) {
      yield* checkAddresses(place, props.addresses ?? {}, members);
      for (const [i, route] of props.routes.entries()) {
        const answering = this.answering(route);
        const passedOn = answering.some((name) => this.peers.has(name));
        yield* checkReached(place, `routes[${i}]`, passedOn ? [] : members.filter((name) => !answering.includes(name)));
      }
    }
  }
}

/** Members that the properties name, unless a route is answered wherever the gateway is. */
function namedIn({ routes, addresses }: FleetGatewayProps): string[] | undefined {
  const everywhere = routes.some(({ members }) => members === undefined);
  const answering = routes.flatMap(({ members }) => (members ? memberNames(members) : []));
  return everywhere || routes.length === 0 ? undefined : [...new Set([...answering, ...Object.keys(addresses ?? {})])];
}

function servers({ hosts, tlsSecret, redirectHttp = true }: FleetGatewayProps): GatewayServer[] {
  const http = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts };
  if (tlsSecret === undefined) {
    return [http];
  }
  const https = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts };
  return [
    { ...https, tls: { mode: 'SIMPLE', credentialName: tlsSecret } },
    ...(redirectHttp ? [{ ...http, tls: { httpsRedirect: true } }] : []),
  ];
}

function portOf(tlsSecret: string | undefined): number {
  return tlsSecret === undefined ? 80 : 443;
}
