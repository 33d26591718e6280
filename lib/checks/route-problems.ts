import { listOf } from '../core/errors';
import type { Rule } from '../core/findings';
import { isFor, subsetLabels } from '../plan/destination-rules';
import { type Mesh, type MeshDestination, type MeshRoute, type MeshService, selectsPods } from '../plan/mesh';
import { MESH, namespaceIn } from '../plan/mesh-names';
import * as rules from '../traffic/rules';
import type { KnownHosts } from './known-hosts';

/** What is wrong with a route in one member. */
export interface RouteProblem {
  readonly rule: Rule;
  readonly place: string;
  readonly value: unknown;
  /** What is wrong, to follow `in member 'a' `. */
  readonly message: string;
  readonly fix: string;
}

/** What is wrong with the routes of a member. */
export function* routeProblems(mesh: Mesh, member: string, known: KnownHosts): Iterable<RouteProblem> {
  for (const route of mesh.routes) {
    for (const destination of route.destinations) {
      yield* problemsOfDestination(mesh, route, destination, member, known);
    }
    for (const delegate of isThroughGateway(route) ? delegatesOf(mesh, route) : []) {
      for (const destination of delegate.destinations) {
        const service = mesh.services.get(destination.host);
        yield* service ? problemsOfPort(route.place, service, destination, true) : [];
      }
    }
    yield* problemsOfReferences(mesh, route, known);
  }
  yield* claimedTwice(mesh);
}

function* problemsOfDestination(
  mesh: Mesh,
  route: MeshRoute,
  destination: MeshDestination,
  member: string,
  known: KnownHosts,
): Iterable<RouteProblem> {
  const { place } = route;
  const { host } = destination;
  const service = mesh.services.get(host);
  if (service) {
    yield* problemsOfPort(place, service, destination, isThroughGateway(route));
    yield* problemsOfSubset(mesh, route, service, destination, known);
    return;
  }
  if (mesh.entries.has(host) || known.isWithOthers(host, member)) {
    return;
  }
  if (known.hasHost(host)) {
    yield {
      rule: rules.SERVICE_NOT_IN_MEMBER,
      place,
      value: host,
      message: `a route leads to ${host}, which is not there.`,
      fix: 'Send the Service there, too, or leave the member out of the property to of the route.',
    };
    return;
  }
  const namespace = namespaceIn(host);
  const isCluster = known.isMember(namespace) && !known.hasNamespace(namespace);
  yield {
    rule: isCluster ? rules.CLUSTER_IN_HOST : rules.HOST_WITHOUT_SERVICE,
    place,
    value: host,
    message: isCluster
      ? `a route leads to ${host}: '${namespace}' is a member, and no namespace of the fleet's Services.`
      : `a route leads to ${host}, and no Service or ServiceEntry of the fleet has that host.`,
    fix: isCluster
      ? 'Write the namespace of the Service, and send the route to the member that has it.'
      : 'Write NAME.NAMESPACE.svc.cluster.local of a Service; name one that others own by ServiceRef.fromName(...).',
  };
}

function* problemsOfPort(
  place: string,
  { host, ports }: MeshService,
  { port }: MeshDestination,
  throughGateway: boolean,
): Iterable<RouteProblem> {
  if (port === undefined ? throughGateway && ports.length > 1 : !ports.includes(port)) {
    yield {
      rule: rules.NO_SUCH_PORT,
      place,
      value: port ?? ports,
      message:
        port === undefined
          ? `a route through a gateway leads to ${host}, which has the ports ${listOf(ports.map(String))}, and names none.`
          : `a route leads to port ${port} of ${host}, which has ${listOf(ports.map(String)) || 'no ports'}.`,
      fix: 'Name one of the ports of the Service in the property port of the route.',
    };
  }
}

function* problemsOfSubset(
  mesh: Mesh,
  route: MeshRoute,
  service: MeshService,
  { subset }: MeshDestination,
  known: KnownHosts,
): Iterable<RouteProblem> {
  if (subset === undefined) {
    return;
  }
  const { place } = route;
  const { host } = service;
  const found = callersOf(mesh, route).map((caller) => subsetLabels(mesh.rules, service, subset, caller));
  const labels = found.find((one) => one !== undefined);
  if (!labels) {
    const unseen = mesh.rules.find((rule) => isFor(rule, host) && rule.subsets.has(subset));
    yield {
      rule: rules.SUBSET_UNDEFINED,
      place,
      value: subset,
      message: `a route leads to subset '${subset}' of ${host}, which ${
        unseen
          ? `a DestinationRule in namespace '${unseen.namespace}' defines, where no caller finds it.`
          : 'no DestinationRule there defines.'
      }`,
      fix: unseen
        ? `Put all subsets of the host into one DestinationRule in namespace '${service.namespace}', that of the service.`
        : 'Send a DestinationRule with this subset to every member that has the route; a CanaryRoute does.',
    };
  } else if (!service.selector || !known.hasPodsOf(service)) {
    yield {
      rule: rules.PODS_UNKNOWN,
      place,
      value: host,
      message: `routes lead to subsets of ${host}, of which the program has no pods.`,
      fix: 'Nothing, if the workloads are owned elsewhere.',
    };
  } else if (!mesh.pods.some((pods) => selectsPods(service, pods, labels))) {
    const wanted = Object.entries({ ...service.selector, ...labels }).map(([key, value]) => `${key}=${value}`);
    yield known.hasPodsOf(service, labels)
      ? {
          rule: rules.SUBSET_WITHOUT_PODS,
          place,
          value: subset,
          message: `a route leads to subset '${subset}' of ${host}, and no workload there has pods with ${wanted.join(', ')}.`,
          fix: 'Send a workload with these labels there, or give the canary percent 0 and no headers for the member in exceptions.',
        }
      : {
          rule: rules.SUBSET_OF_OTHERS,
          place,
          value: subset,
          message: `a route leads to subset '${subset}' of ${host}, and no workload of the fleet has pods with ${wanted.join(', ')}.`,
          fix: 'Name a version that pods have, or acknowledge it if others own them.',
        };
  }
}

function* problemsOfReferences(mesh: Mesh, route: MeshRoute, known: KnownHosts): Iterable<RouteProblem> {
  const { place } = route;
  for (const delegate of route.delegates) {
    if (!hasRoute(mesh, delegate)) {
      const isKnown = known.hasRoute(delegate);
      yield {
        rule: isKnown ? rules.NO_SUCH_DELEGATE : rules.UNKNOWN_DELEGATE,
        place,
        value: delegate,
        message: `a route delegates to VirtualService ${delegate}, which is not there${isKnown ? '' : ', and nowhere in the fleet'}.`,
        fix: isKnown
          ? 'Send the canary route to every member that answers the route of the gateway.'
          : 'Write namespace and name of a VirtualService without hosts, or acknowledge it if others own it.',
      };
    }
  }
  for (const gateway of route.gateways.filter((name) => name !== MESH)) {
    if (!mesh.gateways.some(({ key }) => key === gateway)) {
      yield {
        rule: rules.NO_SUCH_GATEWAY,
        place,
        value: gateway,
        message: `the routes are for Gateway ${gateway}, which is not there.`,
        fix: "Send the Gateway there, too, write its namespace ('ingress/public'), or acknowledge it if others own it.",
      };
    }
  }
  if (isThroughGateway(route)) {
    for (const { host, subset } of route.destinations) {
      const divided = mesh.routes.some(
        (other) =>
          other !== route &&
          !isThroughGateway(other) &&
          other.hosts.includes(host) &&
          other.destinations.some((destination) => destination.host === host && destination.subset !== undefined),
      );
      if (subset === undefined && divided) {
        yield {
          rule: rules.CANARY_PASSED_BY,
          place,
          value: host,
          message: `a gateway leads to ${host} itself, whose requests a route of the mesh divides by version.`,
          fix: 'Pass the CanaryRoute as the service of the route.',
        };
      }
    }
  }
}

/** Two VirtualServices of the mesh with one host, two Gateways with one host, port and pods that are not both for plain HTTP. */
function* claimedTwice({ routes, gateways }: Mesh): Iterable<RouteProblem> {
  const claims = [
    ...routes
      .filter(({ gateways, callers }) => gateways.includes(MESH) && callers === undefined)
      .map(({ place, hosts }) => ({
        place,
        claims: hosts.map((host) => ({ what: `${host} inside the mesh`, shared: false })),
      })),
    ...gateways,
  ];
  const first = new Map<string, { readonly place: string; readonly shared: boolean }>();
  for (const { place, claims: claimed } of claims) {
    for (const { what, shared } of claimed) {
      const other = first.get(what);
      if (other && other.place !== place && !(other.shared && shared)) {
        yield {
          rule: rules.TWO_ROUTES,
          place,
          value: what,
          message: `it takes ${what}, as ${other.place} does.`,
          fix: 'Put the routes of a host together, or send one of the two to other members.',
        };
      }
      first.set(what, other ?? { place, shared });
    }
  }
}

function hasRoute({ routes }: Mesh, key: string): boolean {
  return routes.some(({ namespace, name }) => `${namespace}/${name}` === key);
}

function delegatesOf({ routes }: Mesh, { delegates }: MeshRoute): MeshRoute[] {
  return routes.filter(({ namespace, name }) => delegates.includes(`${namespace}/${name}`));
}

function isThroughGateway({ gateways }: MeshRoute): boolean {
  return gateways.some((gateway) => gateway !== MESH);
}

/** Namespaces from which the requests of a route come, those of gateways in front of it among them; undefined: any. */
function callersOf({ routes }: Mesh, route: MeshRoute): (string | undefined)[] {
  const key = `${route.namespace}/${route.name}`;
  const through = [route, ...routes.filter(({ delegates }) => delegates.includes(key))]
    .flatMap(({ gateways }) => gateways)
    .filter((gateway) => gateway !== MESH);
  return [...(route.callers ?? [undefined]), ...through.map((gateway) => gateway.split('/')[0])];
}
