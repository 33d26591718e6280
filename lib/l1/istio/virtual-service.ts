// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Destination } from './shared';

/** `VirtualService` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class VirtualService extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' };

  public constructor(scope: Construct, id: string, props: VirtualServiceProps = {}) {
    super(scope, id, { ...VirtualService.GVK, ...props });
  }
}

/** Metadata and fields of `VirtualService`. */
export interface VirtualServiceProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: VirtualServiceSpec;
}

/** `VirtualService.spec`. */
export interface VirtualServiceSpec {
  readonly exportTo?: readonly string[];
  readonly gateways?: readonly string[];
  readonly hosts?: readonly string[];
  readonly http?: readonly HttpRoute[];
  readonly tcp?: readonly TcpRoute[];
  readonly tls?: readonly TlsRoute[];
}

/** `VirtualService.spec.http[]`. */
export interface HttpRoute {
  readonly corsPolicy?: CorsPolicy;
  readonly delegate?: Delegate;
  readonly directResponse?: DirectResponse;
  readonly fault?: Fault;
  readonly headers?: Headers;
  readonly match?: readonly HttpMatch[];
  readonly mirror?: Destination;
  /** Number, at least 0 and at most 4294967295. */
  readonly mirror_percent?: number | null;
  /** Number, at least 0 and at most 4294967295. */
  readonly mirrorPercent?: number | null;
  readonly mirrorPercentage?: Percentage;
  readonly mirrors?: readonly HttpMirror[];
  readonly name?: string;
  readonly redirect?: HttpRedirect;
  readonly retries?: HttpRetries;
  readonly rewrite?: HttpRewrite;
  readonly route?: readonly HttpRouteDestination[];
  readonly timeout?: string;
}

/** `VirtualService.spec.http[].corsPolicy`. */
export interface CorsPolicy {
  readonly allowCredentials?: boolean | null;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly allowOrigins?: readonly StringMatch[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: string;
  readonly unmatchedPreflights?: 'UNSPECIFIED' | 'FORWARD' | 'IGNORE';
}

/** `VirtualService.spec.http[].corsPolicy.allowOrigins[]`. */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

/** `VirtualService.spec.http[].delegate`. */
export interface Delegate {
  readonly name?: string;
  readonly namespace?: string;
}

/** `VirtualService.spec.http[].directResponse`. */
export interface DirectResponse {
  readonly body?: ResponseBody;
  /** Integer, at least 0 and at most 4294967295. */
  readonly status: number;
}

/** `VirtualService.spec.http[].directResponse.body`. */
export interface ResponseBody {
  /** Base64. */
  readonly bytes?: string;
  readonly string?: string;
}

/** `VirtualService.spec.http[].fault`. */
export interface Fault {
  readonly abort?: Abort;
  readonly delay?: Delay;
}

/** `VirtualService.spec.http[].fault.abort`. */
export interface Abort {
  readonly grpcStatus?: string;
  readonly http2Error?: string;
  /** Integer. */
  readonly httpStatus?: number;
  readonly percentage?: Percentage;
}

/** `VirtualService.spec.http[].fault.abort.percentage`. */
export interface Percentage {
  readonly value?: number;
}

/** `VirtualService.spec.http[].fault.delay`. */
export interface Delay {
  readonly exponentialDelay?: string;
  readonly fixedDelay?: string;
  /** Integer. */
  readonly percent?: number;
  readonly percentage?: Percentage;
}

/** `VirtualService.spec.http[].headers`. */
export interface Headers {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
}

/** `VirtualService.spec.http[].headers.request`. */
export interface HeaderOperations {
  readonly add?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  readonly set?: Readonly<Record<string, string>>;
}

/** `VirtualService.spec.http[].match[]`. */
export interface HttpMatch {
  readonly authority?: StringMatch;
  readonly gateways?: readonly string[];
  readonly headers?: Readonly<Record<string, StringMatch>>;
  readonly ignoreUriCase?: boolean;
  readonly method?: StringMatch;
  readonly name?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly port?: number;
  readonly queryParams?: Readonly<Record<string, StringMatch>>;
  readonly scheme?: StringMatch;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
  readonly statPrefix?: string;
  readonly uri?: StringMatch;
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>;
}

/** `VirtualService.spec.http[].mirrors[]`. */
export interface HttpMirror {
  readonly destination: Destination;
  readonly percentage?: Percentage;
}

/** `VirtualService.spec.http[].redirect`. */
export interface HttpRedirect {
  readonly authority?: string;
  readonly derivePort?: 'FROM_PROTOCOL_DEFAULT' | 'FROM_REQUEST_PORT';
  /** Integer, at least 0 and at most 4294967295. */
  readonly port?: number;
  readonly prefixRewrite?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly redirectCode?: number;
  readonly scheme?: string;
  readonly uri?: string;
}

/** `VirtualService.spec.http[].retries`. */
export interface HttpRetries {
  /** Integer. */
  readonly attempts?: number;
  readonly backoff?: string;
  readonly perTryTimeout?: string;
  readonly retryIgnorePreviousHosts?: boolean | null;
  readonly retryOn?: string;
  readonly retryRemoteLocalities?: boolean | null;
}

/** `VirtualService.spec.http[].rewrite`. */
export interface HttpRewrite {
  readonly authority?: string;
  readonly uri?: string;
  readonly uriRegexRewrite?: UriRegexRewrite;
}

/** `VirtualService.spec.http[].rewrite.uriRegexRewrite`. */
export interface UriRegexRewrite {
  readonly match?: string;
  readonly rewrite?: string;
}

/** `VirtualService.spec.http[].route[]`. */
export interface HttpRouteDestination {
  readonly destination: Destination;
  readonly headers?: Headers;
  /** Integer. */
  readonly weight?: number;
}

/** `VirtualService.spec.tcp[]`. */
export interface TcpRoute {
  readonly match?: readonly TcpMatch[];
  readonly route?: readonly RouteDestination[];
}

/** `VirtualService.spec.tcp[].match[]`. */
export interface TcpMatch {
  readonly destinationSubnets?: readonly string[];
  readonly gateways?: readonly string[];
  /** Integer, at least 0 and at most 4294967295. */
  readonly port?: number;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
  readonly sourceSubnet?: string;
}

/** `VirtualService.spec.tcp[].route[]`. */
export interface RouteDestination {
  readonly destination: Destination;
  /** Integer. */
  readonly weight?: number;
}

/** `VirtualService.spec.tls[]`. */
export interface TlsRoute {
  readonly match: readonly TlsMatch[];
  readonly route?: readonly RouteDestination[];
}

/** `VirtualService.spec.tls[].match[]`. */
export interface TlsMatch {
  readonly destinationSubnets?: readonly string[];
  readonly gateways?: readonly string[];
  /** Integer, at least 0 and at most 4294967295. */
  readonly port?: number;
  readonly sniHosts: readonly string[];
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
}
