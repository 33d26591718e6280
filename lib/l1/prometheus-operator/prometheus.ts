// Generated from github.com/prometheus-operator/prometheus-operator v0.93.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  Affinity,
  Container,
  EphemeralVolume,
  PodSecurityContext,
  ResourceRequirements,
  Toleration,
  Volume,
  VolumeClaimSpec,
  VolumeMount,
} from '../pod-template';
import type {
  AttachMetadata,
  BasicAuth,
  OAuth2,
  Relabeling,
  SafeAuthorization,
  SecretKey,
  SecretOrConfigMapKey,
  Selector,
  TlsConfig,
} from './shared';

/** `Prometheus` of `monitoring.coreos.com/v1` (namespaced). Values stand as in the manifest. */
export class Prometheus extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus' };

  public constructor(scope: Construct, id: string, props: PrometheusProps) {
    super(scope, id, { ...Prometheus.GVK, ...props });
  }
}

/** Metadata and fields of `Prometheus`. */
export interface PrometheusProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PrometheusSpec;
}

/** `Prometheus.spec`. */
export interface PrometheusSpec {
  readonly additionalAlertManagerConfigs?: SecretKey;
  readonly additionalAlertRelabelConfigs?: SecretKey;
  readonly additionalArgs?: readonly AdditionalArg[];
  readonly additionalScrapeConfigs?: SecretKey;
  readonly affinity?: Affinity;
  readonly alerting?: Alerting;
  readonly allowOverlappingBlocks?: boolean;
  readonly apiserverConfig?: ApiserverConfig;
  readonly arbitraryFSAccessThroughSMs?: ArbitraryFSAccessThroughSMs;
  readonly automountServiceAccountToken?: boolean;
  readonly baseImage?: string;
  readonly bodySizeLimit?: string;
  readonly configMaps?: readonly string[];
  readonly containers?: readonly Container[];
  readonly convertClassicHistogramsToNHCB?: boolean;
  readonly disableCompaction?: boolean;
  readonly dnsConfig?: DnsConfig;
  readonly dnsPolicy?: 'ClusterFirstWithHostNet' | 'ClusterFirst' | 'Default' | 'None';
  readonly enableAdminAPI?: boolean;
  readonly enableFeatures?: readonly string[];
  readonly enableOTLPReceiver?: boolean;
  readonly enableRemoteWriteReceiver?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly enforcedBodySizeLimit?: string;
  /** Integer, at least 0. */
  readonly enforcedKeepDroppedTargets?: number;
  /** Integer, at least 0. */
  readonly enforcedLabelLimit?: number;
  /** Integer, at least 0. */
  readonly enforcedLabelNameLengthLimit?: number;
  /** Integer, at least 0. */
  readonly enforcedLabelValueLengthLimit?: number;
  readonly enforcedNamespaceLabel?: string;
  /** Integer, at least 0. */
  readonly enforcedSampleLimit?: number;
  /** Integer, at least 0. */
  readonly enforcedTargetLimit?: number;
  /** @default "30s" */
  readonly evaluationInterval?: string;
  readonly excludedFromEnforcement?: readonly ExcludedFromEnforcement[];
  readonly exemplars?: Exemplars;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalUrl?: string;
  readonly hostAliases?: readonly HostAliase[];
  readonly hostNetwork?: boolean;
  readonly hostUsers?: boolean;
  readonly ignoreNamespaceSelectors?: boolean;
  readonly image?: string;
  readonly imagePullPolicy?: 'Always' | 'Never' | 'IfNotPresent';
  readonly imagePullSecrets?: readonly ImagePullSecret[];
  readonly initContainers?: readonly Container[];
  /** Integer, at least 0. */
  readonly keepDroppedTargets?: number;
  /** Integer, at least 0. */
  readonly labelLimit?: number;
  /** Integer, at least 0. */
  readonly labelNameLengthLimit?: number;
  /** Integer, at least 0. */
  readonly labelValueLengthLimit?: number;
  readonly listenLocal?: boolean;
  readonly logFormat?: 'logfmt' | 'json';
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** Integer, at least 60. */
  readonly maximumStartupDurationSeconds?: number;
  /** Integer, at least 0. */
  readonly minReadySeconds?: number;
  readonly nameEscapingScheme?: 'AllowUTF8' | 'Underscores' | 'Dots' | 'Values';
  readonly nameValidationScheme?: 'UTF8' | 'Legacy';
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly otlp?: Otlp;
  readonly overrideHonorLabels?: boolean;
  readonly overrideHonorTimestamps?: boolean;
  readonly paused?: boolean;
  readonly persistentVolumeClaimRetentionPolicy?: PersistentVolumeClaimRetentionPolicy;
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
  readonly podMetadata?: PodMetadata;
  readonly podMonitorNamespaceSelector?: Selector;
  readonly podMonitorSelector?: Selector;
  readonly podTargetLabels?: readonly string[];
  /** @default "web" */
  readonly portName?: string;
  readonly priorityClassName?: string;
  readonly probeNamespaceSelector?: Selector;
  readonly probeSelector?: Selector;
  readonly prometheusExternalLabelName?: string;
  readonly prometheusRulesExcludedFromEnforce?: readonly PrometheusRulesExcludedFromEnforce[];
  readonly query?: Query;
  readonly queryLogFile?: string;
  readonly reloadStrategy?: 'HTTP' | 'ProcessSignal';
  readonly remoteRead?: readonly RemoteRead[];
  readonly remoteWrite?: readonly RemoteWrite[];
  /** At least 1. */
  readonly remoteWriteReceiverMessageVersions?: readonly ('V1.0' | 'V2.0')[];
  readonly replicaExternalLabelName?: string;
  /** Integer. */
  readonly replicas?: number;
  readonly resources?: ResourceRequirements;
  readonly retention?: string;
  readonly retentionSize?: string;
  readonly routePrefix?: string;
  readonly ruleNamespaceSelector?: Selector;
  readonly ruleQueryOffset?: string;
  readonly ruleSelector?: Selector;
  readonly rules?: Rules;
  readonly runtime?: Runtime;
  /** Integer, at least 0. */
  readonly sampleLimit?: number;
  readonly schedulerName?: string;
  readonly scrapeClasses?: readonly ScrapeClass[];
  readonly scrapeClassicHistograms?: boolean;
  readonly scrapeConfigNamespaceSelector?: Selector;
  readonly scrapeConfigSelector?: Selector;
  readonly scrapeFailureLogFile?: string;
  /** @default "30s" */
  readonly scrapeInterval?: string;
  readonly scrapeNativeHistograms?: boolean;
  readonly scrapeProtocols?: readonly (
    | 'PrometheusProto'
    | 'OpenMetricsText0.0.1'
    | 'OpenMetricsText1.0.0'
    | 'PrometheusText0.0.4'
    | 'PrometheusText1.0.0'
  )[];
  readonly scrapeTimeout?: string;
  readonly secrets?: readonly string[];
  readonly securityContext?: PodSecurityContext;
  readonly serviceAccountName?: string;
  readonly serviceDiscoveryRole?: 'Endpoints' | 'EndpointSlice';
  readonly serviceMonitorNamespaceSelector?: Selector;
  readonly serviceMonitorSelector?: Selector;
  readonly serviceName?: string;
  readonly sha?: string;
  readonly shardRetentionPolicy?: ShardRetentionPolicy;
  readonly shardingStrategy?: ShardingStrategy;
  /** Integer. @default 1 */
  readonly shards?: number;
  readonly storage?: Storage;
  readonly tag?: string;
  /** Integer, at least 0. */
  readonly targetLimit?: number;
  /** Integer, at least 0. */
  readonly terminationGracePeriodSeconds?: number;
  readonly thanos?: ThanosSidecar;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  readonly tracingConfig?: TracingConfig;
  readonly tsdb?: Tsdb;
  readonly updateStrategy?: UpdateStrategy;
  readonly version?: string;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly volumes?: readonly Volume[];
  readonly walCompression?: boolean;
  readonly web?: Web;
}

/** `Prometheus.spec.additionalArgs[]`. */
export interface AdditionalArg {
  readonly name: string;
  readonly value?: string;
}

/** `Prometheus.spec.alerting`. */
export interface Alerting {
  readonly alertmanagers: readonly Alertmanager[];
}

/** `Prometheus.spec.alerting.alertmanagers[]`. */
export interface Alertmanager {
  readonly alertRelabelings?: readonly Relabeling[];
  readonly apiVersion?: 'v1' | 'V1' | 'v2' | 'V2';
  readonly authorization?: SafeAuthorization;
  readonly basicAuth?: BasicAuth;
  readonly bearerTokenFile?: string;
  readonly enableHttp2?: boolean;
  readonly name: string;
  readonly namespace?: string;
  readonly noProxy?: string;
  readonly pathPrefix?: string;
  readonly port: number | string;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKey[]>>;
  readonly proxyFromEnvironment?: boolean;
  readonly proxyUrl?: string;
  readonly relabelings?: readonly Relabeling[];
  readonly scheme?: 'http' | 'https' | 'HTTP' | 'HTTPS';
  readonly sigv4?: Sigv4;
  readonly timeout?: string;
  readonly tlsConfig?: TlsConfig;
}

/** `Prometheus.spec.alerting.alertmanagers[].sigv4`. */
export interface Sigv4 {
  readonly accessKey?: SecretKey;
  readonly externalId?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly secretKey?: SecretKey;
  readonly useFIPSSTSEndpoint?: boolean;
}

/** `Prometheus.spec.apiserverConfig`. */
export interface ApiserverConfig {
  readonly authorization?: Authorization;
  readonly basicAuth?: BasicAuth;
  readonly bearerToken?: string;
  readonly bearerTokenFile?: string;
  readonly host: string;
  readonly noProxy?: string;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKey[]>>;
  readonly proxyFromEnvironment?: boolean;
  readonly proxyUrl?: string;
  readonly tlsConfig?: TlsConfig;
}

/** `Prometheus.spec.apiserverConfig.authorization`. */
export interface Authorization {
  readonly credentials?: SecretKey;
  readonly credentialsFile?: string;
  readonly type?: string;
}

/** `Prometheus.spec.arbitraryFSAccessThroughSMs`. */
export interface ArbitraryFSAccessThroughSMs {
  readonly deny?: boolean;
}

/** `Prometheus.spec.dnsConfig`. */
export interface DnsConfig {
  readonly nameservers?: readonly string[];
  readonly options?: readonly AdditionalArg[];
  readonly searches?: readonly string[];
}

/** `Prometheus.spec.excludedFromEnforcement[]`. */
export interface ExcludedFromEnforcement {
  /** @default "monitoring.coreos.com" */
  readonly group?: 'monitoring.coreos.com';
  readonly name?: string;
  readonly namespace: string;
  readonly resource: 'prometheusrules' | 'servicemonitors' | 'podmonitors' | 'probes' | 'scrapeconfigs';
}

/** `Prometheus.spec.exemplars`. */
export interface Exemplars {
  /** Integer. */
  readonly maxSize?: number;
}

/** `Prometheus.spec.hostAliases[]`. */
export interface HostAliase {
  readonly hostnames: readonly string[];
  readonly ip: string;
}

/** `Prometheus.spec.imagePullSecrets[]`. */
export interface ImagePullSecret {
  /** @default "" */
  readonly name?: string;
}

/** `Prometheus.spec.otlp`. */
export interface Otlp {
  readonly convertHistogramsToNHCB?: boolean;
  /** At least 1. */
  readonly ignoreResourceAttributes?: readonly string[];
  readonly keepIdentifyingResourceAttributes?: boolean;
  readonly labelNamePreserveMultipleUnderscores?: boolean;
  readonly labelNameUnderscoreSanitization?: boolean;
  readonly promoteAllResourceAttributes?: boolean;
  /** At least 1. */
  readonly promoteResourceAttributes?: readonly string[];
  readonly promoteScopeMetadata?: boolean;
  readonly translationStrategy?:
    | 'NoUTF8EscapingWithSuffixes'
    | 'UnderscoreEscapingWithSuffixes'
    | 'NoTranslation'
    | 'UnderscoreEscapingWithoutSuffixes';
}

/** `Prometheus.spec.persistentVolumeClaimRetentionPolicy`. */
export interface PersistentVolumeClaimRetentionPolicy {
  readonly whenDeleted?: string;
  readonly whenScaled?: string;
}

/** `Prometheus.spec.podMetadata`. */
export interface PodMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
}

/** `Prometheus.spec.prometheusRulesExcludedFromEnforce[]`. */
export interface PrometheusRulesExcludedFromEnforce {
  readonly ruleName: string;
  readonly ruleNamespace: string;
}

/** `Prometheus.spec.query`. */
export interface Query {
  readonly lookbackDelta?: string;
  /** Integer, at least 1. */
  readonly maxConcurrency?: number;
  /** Integer. */
  readonly maxSamples?: number;
  readonly timeout?: string;
}

/** `Prometheus.spec.remoteRead[]`. */
export interface RemoteRead {
  readonly authorization?: Authorization;
  readonly basicAuth?: BasicAuth;
  readonly bearerToken?: string;
  readonly bearerTokenFile?: string;
  readonly filterExternalLabels?: boolean;
  readonly followRedirects?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly noProxy?: string;
  readonly oauth2?: OAuth2;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKey[]>>;
  readonly proxyFromEnvironment?: boolean;
  readonly proxyUrl?: string;
  readonly readRecent?: boolean;
  readonly remoteTimeout?: string;
  readonly requiredMatchers?: Readonly<Record<string, string>>;
  readonly tlsConfig?: TlsConfig;
  readonly url: string;
}

/** `Prometheus.spec.remoteWrite[]`. */
export interface RemoteWrite {
  readonly authorization?: Authorization;
  readonly azureAd?: AzureAd;
  readonly basicAuth?: BasicAuth;
  readonly bearerToken?: string;
  readonly bearerTokenFile?: string;
  readonly enableHTTP2?: boolean;
  readonly followRedirects?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly messageVersion?: 'V1.0' | 'V2.0';
  readonly metadataConfig?: MetadataConfig;
  readonly name?: string;
  readonly noProxy?: string;
  readonly oauth2?: OAuth2;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKey[]>>;
  readonly proxyFromEnvironment?: boolean;
  readonly proxyUrl?: string;
  readonly queueConfig?: QueueConfig;
  readonly remoteTimeout?: string;
  readonly roundRobinDNS?: boolean;
  readonly sendExemplars?: boolean;
  readonly sendNativeHistograms?: boolean;
  readonly sigv4?: Sigv4;
  readonly tlsConfig?: TlsConfig;
  readonly url: string;
  readonly writeRelabelConfigs?: readonly Relabeling[];
}

/** `Prometheus.spec.remoteWrite[].azureAd`. */
export interface AzureAd {
  readonly cloud?: 'AzureChina' | 'AzureGovernment' | 'AzurePublic';
  readonly managedIdentity?: ManagedIdentity;
  readonly oauth?: Oauth;
  readonly scope?: string;
  readonly sdk?: Sdk;
  readonly workloadIdentity?: WorkloadIdentity;
}

/** `Prometheus.spec.remoteWrite[].azureAd.managedIdentity`. */
export interface ManagedIdentity {
  readonly clientId?: string;
}

/** `Prometheus.spec.remoteWrite[].azureAd.oauth`. */
export interface Oauth {
  readonly clientId: string;
  readonly clientSecret: SecretKey;
  readonly tenantId: string;
}

/** `Prometheus.spec.remoteWrite[].azureAd.sdk`. */
export interface Sdk {
  readonly tenantId?: string;
}

/** `Prometheus.spec.remoteWrite[].azureAd.workloadIdentity`. */
export interface WorkloadIdentity {
  readonly clientId: string;
  readonly tenantId: string;
}

/** `Prometheus.spec.remoteWrite[].metadataConfig`. */
export interface MetadataConfig {
  /** Integer, at least -1. */
  readonly maxSamplesPerSend?: number;
  readonly send?: boolean;
  readonly sendInterval?: string;
}

/** `Prometheus.spec.remoteWrite[].queueConfig`. */
export interface QueueConfig {
  readonly batchSendDeadline?: string;
  /** Integer. */
  readonly capacity?: number;
  readonly maxBackoff?: string;
  /** Integer. */
  readonly maxRetries?: number;
  /** Integer. */
  readonly maxSamplesPerSend?: number;
  /** Integer. */
  readonly maxShards?: number;
  readonly minBackoff?: string;
  /** Integer. */
  readonly minShards?: number;
  readonly retryOnRateLimit?: boolean;
  readonly sampleAgeLimit?: string;
}

/** `Prometheus.spec.rules`. */
export interface Rules {
  readonly alert?: Alert;
}

/** `Prometheus.spec.rules.alert`. */
export interface Alert {
  readonly forGracePeriod?: string;
  readonly forOutageTolerance?: string;
  readonly resendDelay?: string;
}

/** `Prometheus.spec.runtime`. */
export interface Runtime {
  /** Integer, at least -1. */
  readonly goGC?: number;
}

/** `Prometheus.spec.scrapeClasses[]`. */
export interface ScrapeClass {
  readonly attachMetadata?: AttachMetadata;
  readonly authorization?: Authorization;
  readonly default?: boolean;
  readonly fallbackScrapeProtocol?:
    | 'PrometheusProto'
    | 'OpenMetricsText0.0.1'
    | 'OpenMetricsText1.0.0'
    | 'PrometheusText0.0.4'
    | 'PrometheusText1.0.0';
  readonly metricRelabelings?: readonly Relabeling[];
  readonly name: string;
  readonly relabelings?: readonly Relabeling[];
  readonly tlsConfig?: TlsConfig;
}

/** `Prometheus.spec.shardRetentionPolicy`. */
export interface ShardRetentionPolicy {
  readonly retain?: Retain;
  readonly whenScaled?: 'Retain' | 'Delete';
}

/** `Prometheus.spec.shardRetentionPolicy.retain`. */
export interface Retain {
  readonly retentionPeriod: string;
}

/** `Prometheus.spec.shardingStrategy`. */
export interface ShardingStrategy {
  readonly mode?: 'Address' | 'Topology';
  readonly topology?: Topology;
}

/** `Prometheus.spec.shardingStrategy.topology`. */
export interface Topology {
  readonly externalLabelName?: string;
  readonly values?: readonly string[];
}

/** `Prometheus.spec.storage`. */
export interface Storage {
  readonly disableMountSubPath?: boolean;
  readonly emptyDir?: EmptyDir;
  readonly ephemeral?: EphemeralVolume;
  readonly volumeClaimTemplate?: VolumeClaimTemplate;
}

/** `Prometheus.spec.storage.emptyDir`. */
export interface EmptyDir {
  readonly medium?: string;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly sizeLimit?: number | string;
}

/** `Prometheus.spec.storage.volumeClaimTemplate`. */
export interface VolumeClaimTemplate {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: PodMetadata;
  readonly spec?: VolumeClaimSpec;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** `Prometheus.spec.thanos`. */
export interface ThanosSidecar {
  readonly additionalArgs?: readonly AdditionalArg[];
  readonly baseImage?: string;
  /** @default "2h" */
  readonly blockSize?: string;
  readonly getConfigInterval?: string;
  readonly getConfigTimeout?: string;
  readonly grpcListenLocal?: boolean;
  readonly grpcServerTlsConfig?: GrpcServerTlsConfig;
  readonly httpListenLocal?: boolean;
  readonly image?: string;
  readonly listenLocal?: boolean;
  readonly logFormat?: 'logfmt' | 'json';
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  readonly minTime?: string;
  readonly objectStorageConfig?: SecretKey;
  readonly objectStorageConfigFile?: string;
  readonly readyTimeout?: string;
  readonly resources?: ResourceRequirements;
  readonly sha?: string;
  readonly tag?: string;
  readonly tracingConfig?: SecretKey;
  readonly tracingConfigFile?: string;
  readonly version?: string;
  readonly volumeMounts?: readonly VolumeMount[];
}

/** `Prometheus.spec.thanos.grpcServerTlsConfig`. */
export interface GrpcServerTlsConfig {
  readonly ca?: SecretOrConfigMapKey;
  readonly caFile?: string;
  readonly cert?: SecretOrConfigMapKey;
  readonly certFile?: string;
  /** At least 1. */
  readonly cipherSuites?: readonly string[];
  /** At least 1. */
  readonly curves?: readonly string[];
  readonly insecureSkipVerify?: boolean;
  readonly keyFile?: string;
  readonly keySecret?: SecretKey;
  readonly maxVersion?: 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
  readonly minVersion?: 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
  readonly serverName?: string;
}

/** `Prometheus.spec.topologySpreadConstraints[]`. */
export interface TopologySpreadConstraint {
  readonly additionalLabelSelectors?: 'OnResource' | 'OnShard';
  readonly labelSelector?: Selector;
  readonly matchLabelKeys?: readonly string[];
  /** Integer. */
  readonly maxSkew: number;
  /** Integer. */
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: string;
}

/** `Prometheus.spec.tracingConfig`. */
export interface TracingConfig {
  readonly clientType?: 'http' | 'grpc' | 'HTTP' | 'GRPC';
  readonly compression?: 'gzip' | 'Gzip';
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly insecure?: boolean;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly samplingFraction?: number | string;
  readonly timeout?: string;
  readonly tlsConfig?: TlsConfig;
}

/** `Prometheus.spec.tsdb`. */
export interface Tsdb {
  readonly chunkEncoding?: ChunkEncoding;
  readonly outOfOrderTimeWindow?: string;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly staleSeriesCompactionThreshold?: number | string;
}

/** `Prometheus.spec.tsdb.chunkEncoding`. */
export interface ChunkEncoding {
  readonly floats?: 'Xor' | 'Xor2';
}

/** `Prometheus.spec.updateStrategy`. */
export interface UpdateStrategy {
  readonly rollingUpdate?: RollingUpdate;
  readonly type: 'OnDelete' | 'RollingUpdate';
}

/** `Prometheus.spec.updateStrategy.rollingUpdate`. */
export interface RollingUpdate {
  readonly maxUnavailable?: number | string;
}

/** `Prometheus.spec.web`. */
export interface Web {
  readonly httpConfig?: HttpConfig;
  /** Integer, at least 0. */
  readonly maxConnections?: number;
  readonly pageTitle?: string;
  readonly tlsConfig?: WebTlsConfig;
}

/** `Prometheus.spec.web.httpConfig`. */
export interface HttpConfig {
  readonly headers?: Headers;
  readonly http2?: boolean;
}

/** `Prometheus.spec.web.httpConfig.headers`. */
export interface Headers {
  readonly contentSecurityPolicy?: string;
  readonly strictTransportSecurity?: string;
  readonly xContentTypeOptions?: 'NoSniff';
  readonly xFrameOptions?: 'Deny' | 'SameOrigin';
  readonly xXSSProtection?: string;
}

/** `Prometheus.spec.web.tlsConfig`. */
export interface WebTlsConfig {
  readonly cert?: SecretOrConfigMapKey;
  readonly certFile?: string;
  readonly cipherSuites?: readonly string[];
  readonly client_ca?: SecretOrConfigMapKey;
  readonly clientAuthType?: string;
  readonly clientCAFile?: string;
  readonly curvePreferences?: readonly string[];
  readonly keyFile?: string;
  readonly keySecret?: SecretKey;
  readonly maxVersion?: string;
  readonly minVersion?: string;
  readonly preferServerCipherSuites?: boolean;
}
