// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Provider, TargetRef, WorkloadSelector } from './shared';

/** `EnvoyFilter` of `networking.istio.io/v1alpha3` (namespaced). Values stand as in the manifest. */
export class EnvoyFilter extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter' };

  public constructor(scope: Construct, id: string, props: EnvoyFilterProps = {}) {
    super(scope, id, { ...EnvoyFilter.GVK, ...props });
  }
}

/** Metadata and fields of `EnvoyFilter`. */
export interface EnvoyFilterProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: EnvoyFilterSpec;
}

/** `EnvoyFilter.spec`. */
export interface EnvoyFilterSpec {
  readonly configPatches?: readonly ConfigPatch[];
  /** Integer. */
  readonly priority?: number;
  /** At most 16. */
  readonly targetRefs?: readonly TargetRef[];
  readonly workloadSelector?: WorkloadSelector;
}

/** `EnvoyFilter.spec.configPatches[]`. */
export interface ConfigPatch {
  readonly applyTo?:
    | 'INVALID'
    | 'LISTENER'
    | 'FILTER_CHAIN'
    | 'NETWORK_FILTER'
    | 'HTTP_FILTER'
    | 'ROUTE_CONFIGURATION'
    | 'VIRTUAL_HOST'
    | 'HTTP_ROUTE'
    | 'CLUSTER'
    | 'EXTENSION_CONFIG'
    | 'BOOTSTRAP'
    | 'LISTENER_FILTER';
  readonly match?: ConfigPatchMatch;
  readonly patch?: Patch;
}

/** `EnvoyFilter.spec.configPatches[].match`. */
export interface ConfigPatchMatch {
  readonly cluster?: Cluster;
  readonly context?: 'ANY' | 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND' | 'GATEWAY' | 'WAYPOINT';
  readonly listener?: Listener;
  readonly proxy?: Proxy;
  readonly routeConfiguration?: RouteConfiguration;
  readonly waypoint?: Waypoint;
}

/** `EnvoyFilter.spec.configPatches[].match.cluster`. */
export interface Cluster {
  readonly name?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly portNumber?: number;
  readonly service?: string;
  readonly subset?: string;
}

/** `EnvoyFilter.spec.configPatches[].match.listener`. */
export interface Listener {
  readonly filterChain?: FilterChain;
  readonly listenerFilter?: string;
  readonly name?: string;
  readonly portName?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly portNumber?: number;
}

/** `EnvoyFilter.spec.configPatches[].match.listener.filterChain`. */
export interface FilterChain {
  readonly applicationProtocols?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly destinationPort?: number;
  readonly filter?: Filter;
  readonly name?: string;
  readonly sni?: string;
  readonly transportProtocol?: string;
}

/** `EnvoyFilter.spec.configPatches[].match.listener.filterChain.filter`. */
export interface Filter {
  readonly name?: string;
  readonly subFilter?: Provider;
}

/** `EnvoyFilter.spec.configPatches[].match.proxy`. */
export interface Proxy {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly proxyVersion?: string;
}

/** `EnvoyFilter.spec.configPatches[].match.routeConfiguration`. */
export interface RouteConfiguration {
  readonly gateway?: string;
  readonly name?: string;
  readonly portName?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly portNumber?: number;
  readonly vhost?: Vhost;
}

/** `EnvoyFilter.spec.configPatches[].match.routeConfiguration.vhost`. */
export interface Vhost {
  readonly domainName?: string;
  readonly name?: string;
  readonly route?: Route;
}

/** `EnvoyFilter.spec.configPatches[].match.routeConfiguration.vhost.route`. */
export interface Route {
  readonly action?: 'ANY' | 'ROUTE' | 'REDIRECT' | 'DIRECT_RESPONSE';
  readonly name?: string;
}

/** `EnvoyFilter.spec.configPatches[].match.waypoint`. */
export interface Waypoint {
  readonly filter?: Filter;
  /** Integer, at least 0 and at most 4294967295. */
  readonly portNumber?: number;
  readonly route?: Provider;
}

/** `EnvoyFilter.spec.configPatches[].patch`. */
export interface Patch {
  readonly filterClass?: 'UNSPECIFIED' | 'AUTHN' | 'AUTHZ' | 'STATS';
  readonly operation?:
    | 'INVALID'
    | 'MERGE'
    | 'ADD'
    | 'REMOVE'
    | 'INSERT_BEFORE'
    | 'INSERT_AFTER'
    | 'INSERT_FIRST'
    | 'REPLACE'
    | 'MERGE_AND_REPLACE_LIST';
  readonly value?: Readonly<Record<string, unknown>>;
}
