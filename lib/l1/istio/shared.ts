// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.

/** `Gateway.spec.servers[].tls`. */
export interface Tls {
  readonly caCertCredentialName?: string;
  readonly caCertificates?: string;
  readonly caCrl?: string;
  readonly cipherSuites?: readonly string[];
  readonly credentialName?: string;
  /** At least 1. At most 2. */
  readonly credentialNames?: readonly string[];
  readonly httpsRedirect?: boolean;
  readonly insecureSkipVerify?: boolean | null;
  readonly maxProtocolVersion?: 'TLS_AUTO' | 'TLSV1_0' | 'TLSV1_1' | 'TLSV1_2' | 'TLSV1_3';
  readonly minProtocolVersion?: 'TLS_AUTO' | 'TLSV1_0' | 'TLSV1_1' | 'TLSV1_2' | 'TLSV1_3';
  readonly mode?: 'PASSTHROUGH' | 'SIMPLE' | 'MUTUAL' | 'AUTO_PASSTHROUGH' | 'ISTIO_MUTUAL' | 'OPTIONAL_MUTUAL';
  readonly privateKey?: string;
  readonly serverCertificate?: string;
  readonly subjectAltNames?: readonly string[];
  /** At least 1. At most 2. */
  readonly tlsCertificates?: readonly TlsCertificate[];
  readonly verifyCertificateHash?: readonly string[];
  readonly verifyCertificateSpki?: readonly string[];
}

/** `Gateway.spec.servers[].tls.tlsCertificates[]`. */
export interface TlsCertificate {
  readonly caCertificates?: string;
  readonly privateKey?: string;
  readonly serverCertificate?: string;
}

/** `Sidecar.spec.inboundConnectionPool`. */
export interface ConnectionPool {
  readonly http?: HttpPool;
  readonly tcp?: TcpPool;
}

/** `Sidecar.spec.inboundConnectionPool.http`. */
export interface HttpPool {
  readonly h2UpgradePolicy?: 'DEFAULT' | 'DO_NOT_UPGRADE' | 'UPGRADE';
  /** Integer. */
  readonly http1MaxPendingRequests?: number;
  readonly http2KeepAlive?: Http2KeepAlive;
  /** Integer. */
  readonly http2MaxRequests?: number;
  readonly idleTimeout?: string;
  /** Integer. */
  readonly maxConcurrentStreams?: number;
  /** Integer. */
  readonly maxRequestsPerConnection?: number;
  /** Integer. */
  readonly maxRetries?: number;
  readonly useClientProtocol?: boolean;
}

/** `Sidecar.spec.inboundConnectionPool.http.http2KeepAlive`. */
export interface Http2KeepAlive {
  readonly interval?: string;
  readonly timeout?: string;
}

/** `Sidecar.spec.inboundConnectionPool.tcp`. */
export interface TcpPool {
  readonly connectTimeout?: string;
  readonly idleTimeout?: string;
  readonly maxConnectionDuration?: string;
  /** Integer. */
  readonly maxConnections?: number;
  readonly tcpKeepalive?: TcpKeepalive;
}

/** `Sidecar.spec.inboundConnectionPool.tcp.tcpKeepalive`. */
export interface TcpKeepalive {
  readonly interval?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly probes?: number;
  readonly time?: string;
}

/** `Sidecar.spec.outboundTrafficPolicy.egressProxy`. */
export interface Destination {
  readonly host: string;
  readonly port?: DestinationPort;
  readonly subset?: string;
}

/** `Sidecar.spec.outboundTrafficPolicy.egressProxy.port`. */
export interface DestinationPort {
  /** Integer, at least 0 and at most 4294967295. */
  readonly number?: number;
}

/** `Sidecar.spec.workloadSelector`. */
export interface WorkloadSelector {
  /** At most 256. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** `Telemetry.spec.selector`. */
export interface Selector {
  /** At most 4096. */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `Telemetry.spec.targetRef`. */
export interface TargetRef {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** `WasmPlugin.spec.match[]`. */
export interface Match {
  readonly mode?: 'UNDEFINED' | 'CLIENT' | 'SERVER' | 'CLIENT_AND_SERVER';
  readonly ports?: readonly MatchPort[];
}

/** `WasmPlugin.spec.match[].ports[]`. */
export interface MatchPort {
  /** Integer, at least 1 and at most 65535. */
  readonly number: number;
}

/** `WasmPlugin.spec.vmConfig`. */
export interface VmConfig {
  /** At most 256. */
  readonly env?: readonly Env[];
}

/** `WasmPlugin.spec.vmConfig.env[]`. */
export interface Env {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: 'INLINE' | 'HOST';
}

/** `EnvoyFilter.spec.configPatches[].match.listener.filterChain.filter.subFilter`. */
export interface Provider {
  readonly name?: string;
}

/** `ServiceEntry.spec.endpoints[]`. */
export interface WorkloadEntrySpec {
  readonly address?: string;
  /** At most 256. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly locality?: string;
  readonly network?: string;
  /** At most 128. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly serviceAccount?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly weight?: number;
}
