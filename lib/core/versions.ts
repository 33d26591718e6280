/** Engines whose version a fleet states for its members: a member that states one has it. */
export const VERSIONED_ENGINES = ['volcano', 'istio', 'kyverno', 'prometheusOperator'] as const;

/** Name of such an engine, as properties call it. */
export type EngineVersionName = (typeof VERSIONED_ENGINES)[number];

/** Engines whose version each cluster states for itself, members and others: its objects are held against it, nothing else follows. */
export const CLUSTER_ENGINES = [...VERSIONED_ENGINES, 'clusterApi', 'flux'] as const;

/** Name of such an engine, as properties call it. */
export type ClusterEngineName = (typeof CLUSTER_ENGINES)[number];

/** Engines as messages call them. */
export const ENGINE_TITLES: Readonly<Record<ClusterEngineName | 'karmada', string>> = {
  karmada: 'Karmada',
  volcano: 'Volcano',
  istio: 'Istio',
  kyverno: 'Kyverno',
  prometheusOperator: 'the Prometheus operator',
  clusterApi: 'Cluster API',
  flux: 'Flux',
};

/**
 * The minor versions that this release knows. Kubernetes: those that the other engines of the list support.
 * Karmada's kinds are the same in these versions as far as this library writes them.
 */
export const KNOWN_VERSIONS: Readonly<
  Record<ClusterEngineName | 'karmada' | 'kubernetes' | 'volcanoGlobal', readonly string[]>
> = {
  kubernetes: ['1.32', '1.33', '1.34', '1.35', '1.36'],
  karmada: ['1.16', '1.17', '1.18'],
  volcano: ['1.14', '1.15'],
  volcanoGlobal: ['0.3'],
  istio: ['1.29', '1.30', '1.31'],
  kyverno: ['1.16', '1.17', '1.18', '1.19'],
  prometheusOperator: ['0.92', '0.93'],
  clusterApi: ['1.11', '1.12', '1.13', '1.14'],
  flux: ['2.6', '2.7', '2.8', '2.9'],
};

/**
 * The Kubernetes version of the API server that a version of Karmada brings. Its chart, `karmadactl init` and its operator agree:
 * karmada v1.18.2 charts/karmada/values.yaml (apiServer.image.tag), docs/CHANGELOG/CHANGELOG-1.16.md and CHANGELOG-1.17.md.
 */
export const KARMADA_API_SERVERS: ReadonlyMap<string, string> = new Map([
  ['1.16', '1.34'],
  ['1.17', '1.35'],
  ['1.18', '1.35'],
]);

const MINOR = /^(\d+)\.(\d+)$/;

/** Whether a version is written `major.minor`: as text, since the number 1.30 is 1.3. */
export function isMinorVersion(version: string): boolean {
  return typeof version === 'string' && MINOR.test(version);
}

/** The `major.minor` that a version begins with, `1.34` of `v1.34.2`; undefined of other texts. */
export function minorOf(version: string): string | undefined {
  return /^v?(\d+\.\d+)(?:\.|$)/.exec(version)?.[1];
}

/** Negative if version a is older than b, positive if newer; both are `major.minor`. */
export function compareVersions(a: string, b: string): number {
  const [, majorA, minorA] = MINOR.exec(a) ?? [];
  const [, majorB, minorB] = MINOR.exec(b) ?? [];
  return Number(majorA) - Number(majorB) || Number(minorA) - Number(minorB);
}
