import type { Rule } from '../core/findings';

const ROUTE_VALIDATION = 'istio.io/istio pkg/config/validation/virtualservice.go';

export const NO_ISTIO: Rule = {
  id: 'traffic/no-istio',
  severity: 'error',
  title: 'Routes and gateways go to members that run Istio.',
  why: 'The API server of a member without Istio does not know the kinds; Karmada retries for ever, and nothing is routed.',
};

export const NO_MEMBERS: Rule = {
  id: 'traffic/no-members',
  severity: 'error',
  title: 'A route or gateway goes to at least one member.',
  why: 'It would divide, or let in, no request.',
};

export const UNKNOWN_MEMBER: Rule = {
  id: 'traffic/unknown-member',
  severity: 'error',
  title: 'A route or gateway goes to members of its fleet, and states shares and addresses of members that have it.',
  why: 'What is stated for another member has no effect anywhere.',
};

export const BAD_NAME: Rule = {
  id: 'traffic/bad-name',
  severity: 'error',
  title: 'The name of a route or gateway is a DNS label of at most 43 characters.',
  why: 'Istio refuses a Gateway whose name is no DNS label, which has at most 63 characters; the names of its objects and policies begin with it.',
  source: 'istio.io/istio pkg/config/validation/validation.go, ValidateGateway',
};

export const NOT_A_SERVICE: Rule = {
  id: 'traffic/not-a-service',
  severity: 'error',
  title: 'Routes lead to Services.',
  why: 'Istio knows hosts of Services and ServiceEntries; no host follows from any other object.',
};

export const BAD_PERCENT: Rule = {
  id: 'traffic/bad-percent',
  severity: 'error',
  title: 'A percentage of requests is a whole number from 0 to 100; a mirrored one may have fractions.',
  why: 'Istio takes weights as parts of their sum: 150 of 250 would be 60 %, and the API server refuses fractions.',
  source: ROUTE_VALIDATION,
};

export const BAD_HEADER: Rule = {
  id: 'traffic/bad-header',
  severity: 'error',
  title:
    'Headers are matched by lower-case names that HTTP allows, and by values or expressions of RE2 that are not empty.',
  why: 'Envoy sees all header names in lower case: a match of another name never matches. Istio refuses other characters, and other expressions.',
  source: ROUTE_VALIDATION,
};

export const SAME_VERSION: Rule = {
  id: 'traffic/same-version',
  severity: 'error',
  title: 'The stable and the canary version differ.',
  why: 'Both subsets would be the same pods, and the canary would get everything at once.',
};

export const BAD_VERSION: Rule = {
  id: 'traffic/bad-version',
  severity: 'error',
  title: 'A version is a DNS label, or a workload whose pods carry it as a label.',
  why: 'The version names the subset and is the value of the label by which its pods are found.',
  source: 'istio.io/istio pkg/config/validation/validation.go, validateSubset',
};

export const SHARE_STATED_TWICE: Rule = {
  id: 'traffic/share-stated-twice',
  severity: 'error',
  title: 'The exceptions of a route state the share of a member once.',
  why: 'Only one of the shares could hold.',
};

export const ONE_MEMBER: Rule = {
  id: 'traffic/one-member',
  severity: 'error',
  title: 'A route or gateway in the scope of a member names no other members.',
  why: 'It is applied to that member directly and to no other.',
};

export const BAD_HOST: Rule = {
  id: 'traffic/bad-host',
  severity: 'error',
  title:
    'A gateway has hosts, none of which takes those of another: full DNS names, with `*` at most as the whole first part, or IPv4 addresses.',
  why: 'Istio refuses the Gateway, or its VirtualService: short names, a last part that is a number, and hosts that overlap.',
  source:
    'istio.io/istio pkg/config/validation/agent/validation.go, ValidateWildcardDomain; validation.go, ValidateVirtualService',
};

export const BAD_ADDRESS: Rule = {
  id: 'traffic/bad-address',
  severity: 'error',
  title: 'The address of a gateway is an IP address or a DNS name.',
  why: 'Istio refuses the ServiceEntry by which the other members know it: they pass nothing on.',
  source: 'istio.io/istio pkg/config/validation/validation.go, ValidateServiceEntry',
};

export const BAD_ROUTE: Rule = {
  id: 'traffic/bad-route',
  severity: 'error',
  title: 'A gateway has routes, each with a path of its own that begins with `/`.',
  why: 'The first route that matches takes the request: a second one with the same path and headers never sees any.',
};

export const HEADER_DROPPED: Rule = {
  id: 'traffic/header-dropped',
  severity: 'warning',
  title: 'Where a gateway and the canary route behind it match the same header, the canary matches what lies within.',
  why: 'Istio joins both matches, and drops the route of the canary where it sees a conflict, as it does with every expression: requests with the header are divided like all others.',
  source: 'istio.io/istio pilot/pkg/model/virtualservice.go, MergeHTTPRoutes',
};

export const BAD_SECRET: Rule = {
  id: 'traffic/bad-secret',
  severity: 'error',
  title: 'The TLS secret of a gateway is named as a Secret can be.',
  why: 'The gateway waits for a Secret that cannot exist, and answers no handshake.',
};

export const ROUTE_ELSEWHERE: Rule = {
  id: 'traffic/route-elsewhere',
  severity: 'warning',
  title: 'A gateway that several members have leads everywhere to the same services.',
  why: 'The hosts are the same, so a request may come in at any of the members; where the route is missing the answer is 404.',
};

export const HOST_WITHOUT_SERVICE: Rule = {
  id: 'traffic/host-without-service',
  severity: 'warning',
  title: 'Routes lead to hosts of Services that the program knows.',
  why: 'Istio answers 503 for a host that no Service or ServiceEntry of the cluster has, and reports no error.',
};

export const CLUSTER_IN_HOST: Rule = {
  id: 'traffic/cluster-in-host',
  severity: 'error',
  title: 'The second part of the host of a Service is a namespace, not a cluster.',
  why: 'No host names a cluster: the route would look for a namespace of the name of the cluster, and answer 503.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
};

export const SERVICE_NOT_IN_MEMBER: Rule = {
  id: 'traffic/service-not-in-member',
  severity: 'error',
  title: 'The service that a route leads to is in the member that has the route.',
  why: 'Each member resolves the host in its own cluster; where the service is missing the answer is 503.',
};

export const NO_SUCH_PORT: Rule = {
  id: 'traffic/no-such-port',
  severity: 'error',
  title: 'A route through a gateway leads to a port that the service has, and says which if there are several.',
  why: 'Without a port Istio takes that of the listener, 443 or 80; a port that the service lacks has no endpoints.',
  source: 'istio.io/istio pilot/pkg/networking/core/route/route.go, GetDestinationCluster',
};

export const SUBSET_UNDEFINED: Rule = {
  id: 'traffic/subset-undefined',
  severity: 'error',
  title: 'Every subset that a route leads to is defined by a DestinationRule in the member that has the route.',
  why: 'Rules count in the cluster that sends, and there in the namespaces of the caller and of the service and in the root of the mesh. Without one Envoy has no such cluster and answers 503.',
  source: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
};

export const SUBSET_WITHOUT_PODS: Rule = {
  id: 'traffic/subset-without-pods',
  severity: 'error',
  title: 'The member that has a route has pods for every subset that the route leads to.',
  why: 'The share of an empty subset is answered with 503; nothing falls back to the other pods.',
};

export const SUBSET_OF_OTHERS: Rule = {
  id: 'traffic/subset-of-others',
  severity: 'warning',
  title: 'A subset that a route leads to has pods somewhere in the program, where other pods of the service are in it.',
  why: 'Unless others own such pods, the label is misspelt, and the share of the subset is answered with 503. Where they do, acknowledge that.',
  source: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
};

export const PODS_UNKNOWN: Rule = {
  id: 'traffic/pods-unknown',
  severity: 'info',
  title: 'The pods behind a route are in the program.',
  why: 'Whether each subset has pods can only be seen where the workloads are part of the program.',
};

export const NO_SUCH_DELEGATE: Rule = {
  id: 'traffic/no-such-delegate',
  severity: 'error',
  title: 'The VirtualService to which another delegates is in the same member.',
  why: 'Istio drops a route whose delegate is missing, with a line in its own log, and answers 404.',
  source: 'istio.io/istio pilot/pkg/model/virtualservice_controller.go',
};

export const UNKNOWN_DELEGATE: Rule = {
  id: 'traffic/unknown-delegate',
  severity: 'warning',
  title: 'The VirtualService to which another delegates is in the program.',
  why: 'Istio drops a route whose delegate is missing, with a line in its own log, and answers 404. Where others own the delegate, acknowledge that.',
  source: 'istio.io/istio pilot/pkg/model/virtualservice_controller.go',
};

export const NO_SUCH_GATEWAY: Rule = {
  id: 'traffic/no-such-gateway',
  severity: 'warning',
  title: 'The Gateway that a VirtualService names is in the same member.',
  why: 'Routes of a Gateway that does not exist are never used; Istio reports nothing.',
};

export const CANARY_PASSED_BY: Rule = {
  id: 'traffic/canary-passed-by',
  severity: 'warning',
  title: 'A gateway leads to the canary route of a service, where it has one.',
  why: 'Routes of the mesh do not hold for what comes in through a gateway: the pods of both versions would share it evenly.',
  source: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
};

export const TWO_ROUTES: Rule = {
  id: 'traffic/two-routes',
  severity: 'error',
  title:
    'In each member one VirtualService of the mesh routes a host, and one Gateway takes it, unless all that do speak plain HTTP.',
  why: 'Inside the mesh the oldest VirtualService of a host holds and the others are ignored. Of two servers with TLS one takes the host; a redirect beside plain HTTP redirects the requests of both. Only the routes of plain HTTP are put together.',
  source: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
};
