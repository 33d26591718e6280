import { type Destination, memberNames } from '../core/destination';
import { fewOf, listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { type ServiceLike, ServiceRef } from '../core/service';
import type { HttpMatch, HttpRoute } from '../l1/istio';
import { CanaryRoute } from './canary-route';
import { checkHeaders, type HeaderMatches, isLost, matchesOf } from './headers';
import { BAD_ROUTE, HEADER_DROPPED } from './rules';
import type { RouteDetails } from './share';

/** One route of a gateway: which requests, and where they go. */
export interface GatewayRoute<M extends string = string> {
  /** The service, or the canary route that divides it: a Service of cdk8s-plus, an ApiObject, `ServiceRef.fromName(...)`. */
  readonly service: ServiceLike | CanaryRoute;
  /**
   * Path of the requests: this one and all below it, whole parts only. `/train` takes `/train/1` and not `/training`.
   * @default '/'
   */
  readonly path?: string;
  /**
   * Headers that the requests must have, all of them.
   * @default - any
   */
  readonly headers?: HeaderMatches;
  /**
   * Members that answer these requests: those that have the service. Others pass them on to these where the gateway knows
   * their addresses.
   * @default - all that have the gateway
   */
  readonly members?: Destination<M>;
  /**
   * Port of the service.
   * @default - its only port
   */
  readonly port?: number;
  /**
   * Whether the service sees the path without `path`: `/1` instead of `/train/1`.
   * @default false
   */
  readonly stripPath?: boolean;
  /**
   * Details of the route: `timeout`, `retries`, `fault`, `corsPolicy`, `headers`, as Istio writes them. What a canary route states itself
   * goes before what is stated here.
   * @default - those of the canary route, else Istio's
   */
  readonly details?: RouteDetails;
}

/** The routes in the order in which they are tried: the longer path first, then the one with more headers. */
export function inOrder<R extends GatewayRoute>(routes: readonly R[]): R[] {
  const headers = (route: R) => Object.keys(route.headers ?? {}).length;
  return [...routes].sort((a, b) => pathOf(b).length - pathOf(a).length || headers(b) - headers(a));
}

/** A route in a member that has the service. */
export function routeHere(route: GatewayRoute): HttpRoute {
  const { service, port } = route;
  if (CanaryRoute.isCanaryRoute(service)) {
    const { name, metadata } = service.delegateFor(port);
    return { ...frame(route), delegate: { name, namespace: metadata.namespace } };
  }
  const { host } = ServiceRef.of(service);
  return {
    ...frame(route),
    route: [{ destination: { host, ...(port === undefined ? {} : { port: { number: port } }) } }],
  };
}

/**
 * A route in a member that passes the requests on. The path stays: the member that answers strips it.
 *
 * @param hosts of the gateways that answer, each of which gets as many
 */
export function routeElsewhere(route: GatewayRoute, hosts: readonly string[], port: number): HttpRoute {
  return {
    ...matchOf(route),
    route: hosts.map((host) => ({
      destination: { host, port: { number: port } },
      ...(hosts.length > 1 ? { weight: 1 } : {}),
    })),
  };
}

function frame(route: GatewayRoute): HttpRoute {
  return { ...matchOf(route), ...(route.stripPath ? { rewrite: { uri: '/' } } : {}), ...route.details };
}

function matchOf(route: GatewayRoute): Pick<HttpRoute, 'match'> {
  const path = pathOf(route);
  const headers = route.headers ? { headers: matchesOf(route.headers) } : {};
  if (path === '/') {
    return route.headers ? { match: [headers] } : {};
  }
  // a prefix alone would take /training for /train
  const match: HttpMatch[] = [
    { uri: { exact: path }, ...headers },
    { uri: { prefix: `${path}/` }, ...headers },
  ];
  return { match };
}

function pathOf({ path = '/' }: GatewayRoute): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** @param members that have the gateway */
export function* checkRoutes(
  place: string,
  routes: readonly GatewayRoute[],
  members: readonly string[],
): Iterable<Finding> {
  if (routes.length === 0) {
    yield finding(BAD_ROUTE, {
      place,
      value: [],
      message: 'the gateway has no routes.',
      fix: 'Add at least one to routes.',
    });
  }
  const seen = new Map<string, number>();
  for (const [i, route] of routes.entries()) {
    const path = pathOf(route);
    if (!/^\/[^\s?#]*$/.test(path)) {
      yield finding(BAD_ROUTE, {
        place,
        value: route.path,
        message: `routes[${i}].path is ${show(route.path)}; expected a path that begins with '/', without query.`,
        fix: "Write a path such as '/infer'.",
      });
    }
    if (route.headers) {
      yield* checkHeaders(place, `routes[${i}].headers`, route.headers);
    }
    const key = `${path} ${JSON.stringify(Object.entries(route.headers ?? {}).sort())}`;
    const first = seen.get(key);
    if (first !== undefined) {
      yield finding(BAD_ROUTE, {
        place,
        value: path,
        message: `routes[${i}] has the path and headers of routes[${first}], and would never see a request.`,
        fix: 'Give one of them another path or other headers, or name the members of both in one route.',
      });
    }
    seen.set(key, first ?? i);
    yield* checkAnswers(place, `routes[${i}].members`, route, members);
    yield* checkCanaryHeaders(place, `routes[${i}].headers`, route, members);
  }
}

/** Headers that lead to a canary inside the members, and not through this route. */
function* checkCanaryHeaders(
  place: string,
  property: string,
  { service, headers = {}, members: answering }: GatewayRoute,
  members: readonly string[],
): Iterable<Finding> {
  if (!CanaryRoute.isCanaryRoute(service)) {
    return;
  }
  const names = answering ? memberNames(answering) : members;
  for (const [header, outer] of Object.entries(headers)) {
    const lost = names.flatMap((name) => {
      const { percent, headers: inside } = service.shareIn(name);
      const inner = percent < 100 ? inside?.[header] : undefined;
      return inner !== undefined && isLost(outer, inner) ? [{ name, inner }] : [];
    });
    const [first] = lost;
    if (first) {
      const where = fewOf(lost.map(({ name }) => `'${name}'`));
      yield finding(HEADER_DROPPED, {
        place,
        value: header,
        message: `${property} and the canary route match '${header}' by ${show(outer)} and ${show(first.inner)} in ${where}: Istio drops the route of the header to the canary.`,
        fix: 'Match another header in one of the two, or in the canary route a value within that of the gateway.',
      });
    }
  }
}

function* checkAnswers(
  place: string,
  property: string,
  route: GatewayRoute,
  members: readonly string[],
): Iterable<Finding> {
  const answers = route.members && memberNames(route.members);
  const strangers = answers?.filter((name) => !members.includes(name)) ?? [];
  if (answers?.length === 0 || strangers.length > 0) {
    yield finding(BAD_ROUTE, {
      place,
      value: answers,
      message:
        strangers.length > 0
          ? `${property} names ${listOf(strangers.map(show))}, without the gateway; it is in ${fewOf(members) || 'no member'}.`
          : `${property} names no member.`,
      fix: 'Name members that have the gateway, or send the gateway to them, too, in to.',
    });
  }
}
