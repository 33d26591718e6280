// Generated from github.com/prometheus-operator/prometheus-operator v0.93.0 by `npm run l1`; do not edit.

/** `PodMonitor.spec.attachMetadata`. */
export interface AttachMetadata {
  readonly node?: boolean;
}

/** `PodMonitor.spec.namespaceSelector`. */
export interface NamespaceSelector {
  readonly any?: boolean;
  readonly matchNames?: readonly string[];
}

/** `PodMonitor.spec.podMetricsEndpoints[].authorization`. */
export interface SafeAuthorization {
  readonly credentials?: SecretKey;
  readonly type?: string;
}

/** `PodMonitor.spec.podMetricsEndpoints[].authorization.credentials`. */
export interface SecretKey {
  readonly key: string;
  /** @default "" */
  readonly name?: string;
  readonly optional?: boolean;
}

/** `PodMonitor.spec.podMetricsEndpoints[].basicAuth`. */
export interface BasicAuth {
  readonly password?: SecretKey;
  readonly username?: SecretKey;
}

/** `PodMonitor.spec.podMetricsEndpoints[].metricRelabelings[]`. */
export interface Relabeling {
  /** @default "replace" */
  readonly action?:
    | 'replace'
    | 'Replace'
    | 'keep'
    | 'Keep'
    | 'drop'
    | 'Drop'
    | 'hashmod'
    | 'HashMod'
    | 'labelmap'
    | 'LabelMap'
    | 'labeldrop'
    | 'LabelDrop'
    | 'labelkeep'
    | 'LabelKeep'
    | 'lowercase'
    | 'Lowercase'
    | 'uppercase'
    | 'Uppercase'
    | 'keepequal'
    | 'KeepEqual'
    | 'dropequal'
    | 'DropEqual';
  /** Integer, at least 0. */
  readonly modulus?: number;
  readonly regex?: string;
  readonly replacement?: string;
  readonly separator?: string;
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
}

/** `PodMonitor.spec.podMetricsEndpoints[].oauth2`. */
export interface OAuth2 {
  readonly clientId: SecretOrConfigMapKey;
  readonly clientSecret: SecretKey;
  readonly endpointParams?: Readonly<Record<string, string>>;
  readonly noProxy?: string;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKey[]>>;
  readonly proxyFromEnvironment?: boolean;
  readonly proxyUrl?: string;
  readonly scopes?: readonly string[];
  readonly tlsConfig?: SafeTlsConfig;
  readonly tokenUrl: string;
}

/** `PodMonitor.spec.podMetricsEndpoints[].oauth2.clientId`. */
export interface SecretOrConfigMapKey {
  readonly configMap?: SecretKey;
  readonly secret?: SecretKey;
}

/** `PodMonitor.spec.podMetricsEndpoints[].oauth2.tlsConfig`. */
export interface SafeTlsConfig {
  readonly ca?: SecretOrConfigMapKey;
  readonly cert?: SecretOrConfigMapKey;
  readonly insecureSkipVerify?: boolean;
  readonly keySecret?: SecretKey;
  readonly maxVersion?: 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
  readonly minVersion?: 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
  readonly serverName?: string;
}

/** `PodMonitor.spec.selector`. */
export interface Selector {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `PodMonitor.spec.selector.matchExpressions[]`. */
export interface MatchExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** `Prometheus.spec.alerting.alertmanagers[].tlsConfig`. */
export interface TlsConfig {
  readonly ca?: SecretOrConfigMapKey;
  readonly caFile?: string;
  readonly cert?: SecretOrConfigMapKey;
  readonly certFile?: string;
  readonly insecureSkipVerify?: boolean;
  readonly keyFile?: string;
  readonly keySecret?: SecretKey;
  readonly maxVersion?: 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
  readonly minVersion?: 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13';
  readonly serverName?: string;
}
