// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ConnectionPool, DestinationPort, Selector } from './shared';

/** `DestinationRule` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class DestinationRule extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' };

  public constructor(scope: Construct, id: string, props: DestinationRuleProps = {}) {
    super(scope, id, { ...DestinationRule.GVK, ...props });
  }
}

/** Metadata and fields of `DestinationRule`. */
export interface DestinationRuleProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: DestinationRuleSpec;
}

/** `DestinationRule.spec`. */
export interface DestinationRuleSpec {
  readonly exportTo?: readonly string[];
  readonly host: string;
  readonly subsets?: readonly Subset[];
  readonly trafficPolicy?: TrafficPolicy;
  readonly workloadSelector?: Selector;
}

/** `DestinationRule.spec.subsets[]`. */
export interface Subset {
  readonly labels?: Readonly<Record<string, string>>;
  readonly name: string;
  readonly trafficPolicy?: TrafficPolicy;
}

/** `DestinationRule.spec.subsets[].trafficPolicy`. */
export interface TrafficPolicy {
  readonly connectionPool?: ConnectionPool;
  readonly loadBalancer?: LoadBalancer;
  readonly outlierDetection?: OutlierDetection;
  /** At most 4096. */
  readonly portLevelSettings?: readonly PortLevelSetting[];
  readonly proxyProtocol?: ProxyProtocol;
  readonly retryBudget?: RetryBudget;
  readonly tls?: ClientTls;
  readonly tunnel?: Tunnel;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer`. */
export interface LoadBalancer {
  readonly consistentHash?: ConsistentHash;
  readonly localityLbSetting?: LocalityLbSetting;
  readonly simple?: 'UNSPECIFIED' | 'LEAST_CONN' | 'RANDOM' | 'PASSTHROUGH' | 'ROUND_ROBIN' | 'LEAST_REQUEST';
  readonly warmup?: Warmup;
  readonly warmupDurationSecs?: string;
  readonly zoneAwareLbSetting?: ZoneAwareLbSetting;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.consistentHash`. */
export interface ConsistentHash {
  readonly httpCookie?: HttpCookie;
  readonly httpHeaderName?: string;
  readonly httpQueryParameterName?: string;
  readonly maglev?: Maglev;
  /** Integer, at least 0. */
  readonly minimumRingSize?: number;
  readonly ringHash?: RingHash;
  readonly useSourceIp?: boolean;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.consistentHash.httpCookie`. */
export interface HttpCookie {
  readonly attributes?: readonly Attribute[];
  readonly name: string;
  readonly path?: string;
  readonly ttl?: string;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[]`. */
export interface Attribute {
  readonly name: string;
  readonly value?: string;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.consistentHash.maglev`. */
export interface Maglev {
  /** Integer, at least 0. */
  readonly tableSize?: number;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.consistentHash.ringHash`. */
export interface RingHash {
  /** Integer, at least 0. */
  readonly minimumRingSize?: number;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.localityLbSetting`. */
export interface LocalityLbSetting {
  readonly distribute?: readonly Distribute[];
  readonly enabled?: boolean | null;
  readonly failover?: readonly Failover[];
  readonly failoverPriority?: readonly string[];
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.localityLbSetting.distribute[]`. */
export interface Distribute {
  readonly from?: string;
  readonly to?: Readonly<Record<string, number>>;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.localityLbSetting.failover[]`. */
export interface Failover {
  readonly from?: string;
  readonly to?: string;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.warmup`. */
export interface Warmup {
  /** Number, at least 0. */
  readonly aggression?: number | null;
  readonly duration: string;
  /** Number, at least 0 and at most 100. */
  readonly minimumPercent?: number | null;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.loadBalancer.zoneAwareLbSetting`. */
export interface ZoneAwareLbSetting {
  readonly enabled?: boolean | null;
  readonly failover?: readonly Failover[];
  readonly failoverPriority?: readonly string[];
  /** Number, at least 1 and at most 4294967295. */
  readonly minClusterSize?: number | null;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.outlierDetection`. */
export interface OutlierDetection {
  readonly baseEjectionTime?: string;
  /** Number, at least 0 and at most 4294967295. */
  readonly consecutive5xxErrors?: number | null;
  /** Integer. */
  readonly consecutiveErrors?: number;
  /** Number, at least 0 and at most 4294967295. */
  readonly consecutiveGatewayErrors?: number | null;
  /** Number, at least 0 and at most 4294967295. */
  readonly consecutiveLocalOriginFailures?: number | null;
  readonly interval?: string;
  /** Integer. */
  readonly maxEjectionPercent?: number;
  /** Integer. */
  readonly minHealthPercent?: number;
  readonly outlierDetectionHttpErrorCodes?: readonly number[];
  readonly splitExternalLocalOriginErrors?: boolean;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.portLevelSettings[]`. */
export interface PortLevelSetting {
  readonly connectionPool?: ConnectionPool;
  readonly loadBalancer?: LoadBalancer;
  readonly outlierDetection?: OutlierDetection;
  readonly port?: DestinationPort;
  readonly tls?: ClientTls;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.portLevelSettings[].tls`. */
export interface ClientTls {
  readonly caCertificates?: string;
  readonly caCrl?: string;
  readonly clientCertificate?: string;
  readonly credentialName?: string;
  readonly insecureSkipVerify?: boolean | null;
  readonly mode?: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  readonly privateKey?: string;
  readonly sni?: string;
  readonly subjectAltNames?: readonly string[];
}

/** `DestinationRule.spec.subsets[].trafficPolicy.proxyProtocol`. */
export interface ProxyProtocol {
  readonly version?: 'V1' | 'V2';
}

/** `DestinationRule.spec.subsets[].trafficPolicy.retryBudget`. */
export interface RetryBudget {
  readonly budgetInterval?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly minRetryConcurrency?: number;
  /** Number, at least 0 and at most 100. */
  readonly percent?: number | null;
}

/** `DestinationRule.spec.subsets[].trafficPolicy.tunnel`. */
export interface Tunnel {
  readonly protocol?: string;
  readonly targetHost: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly targetPort: number;
}
