// Generated from github.com/prometheus-operator/prometheus-operator v0.93.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AttachMetadata,
  BasicAuth,
  NamespaceSelector,
  OAuth2,
  Relabeling,
  SafeAuthorization,
  SafeTlsConfig,
  SecretKey,
  Selector,
} from './shared';

/** `PodMonitor` of `monitoring.coreos.com/v1` (namespaced). Values stand as in the manifest. */
export class PodMonitor extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' };

  public constructor(scope: Construct, id: string, props: PodMonitorProps) {
    super(scope, id, { ...PodMonitor.GVK, ...props });
  }
}

/** Metadata and fields of `PodMonitor`. */
export interface PodMonitorProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PodMonitorSpec;
}

/** `PodMonitor.spec`. */
export interface PodMonitorSpec {
  readonly attachMetadata?: AttachMetadata;
  readonly bodySizeLimit?: string;
  readonly convertClassicHistogramsToNHCB?: boolean;
  readonly fallbackScrapeProtocol?:
    | 'PrometheusProto'
    | 'OpenMetricsText0.0.1'
    | 'OpenMetricsText1.0.0'
    | 'PrometheusText0.0.4'
    | 'PrometheusText1.0.0';
  readonly jobLabel?: string;
  /** Integer, at least 0. */
  readonly keepDroppedTargets?: number;
  /** Integer, at least 0. */
  readonly labelLimit?: number;
  /** Integer, at least 0. */
  readonly labelNameLengthLimit?: number;
  /** Integer, at least 0. */
  readonly labelValueLengthLimit?: number;
  readonly namespaceSelector?: NamespaceSelector;
  /** Integer, at least 0. */
  readonly nativeHistogramBucketLimit?: number;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly nativeHistogramMinBucketFactor?: number | string;
  readonly podMetricsEndpoints?: readonly PodMetricsEndpoint[];
  readonly podTargetLabels?: readonly string[];
  /** Integer, at least 0. */
  readonly sampleLimit?: number;
  readonly scrapeClass?: string;
  readonly scrapeClassicHistograms?: boolean;
  readonly scrapeNativeHistograms?: boolean;
  readonly scrapeProtocols?: readonly (
    | 'PrometheusProto'
    | 'OpenMetricsText0.0.1'
    | 'OpenMetricsText1.0.0'
    | 'PrometheusText0.0.4'
    | 'PrometheusText1.0.0'
  )[];
  readonly selector: Selector;
  readonly selectorMechanism?: 'RelabelConfig' | 'RoleSelector';
  /** Integer, at least 0. */
  readonly targetLimit?: number;
}

/** `PodMonitor.spec.podMetricsEndpoints[]`. */
export interface PodMetricsEndpoint {
  readonly authorization?: SafeAuthorization;
  readonly basicAuth?: BasicAuth;
  readonly bearerTokenSecret?: SecretKey;
  readonly enableHttp2?: boolean;
  readonly filterRunning?: boolean;
  readonly followRedirects?: boolean;
  readonly honorLabels?: boolean;
  readonly honorTimestamps?: boolean;
  readonly interval?: string;
  readonly metricRelabelings?: readonly Relabeling[];
  readonly noProxy?: string;
  readonly oauth2?: OAuth2;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly path?: string;
  readonly port?: string;
  /** Integer, at least 1 and at most 65535. */
  readonly portNumber?: number;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKey[]>>;
  readonly proxyFromEnvironment?: boolean;
  readonly proxyUrl?: string;
  readonly relabelings?: readonly Relabeling[];
  readonly scheme?: 'http' | 'https' | 'HTTP' | 'HTTPS';
  readonly scrapeTimeout?: string;
  readonly targetPort?: number | string;
  readonly tlsConfig?: SafeTlsConfig;
  readonly trackTimestampsStaleness?: boolean;
}
