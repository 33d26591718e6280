/** Engines whose version a fleet or a member states. */
export const VERSIONED_ENGINES = ['volcano', 'istio', 'kyverno', 'prometheusOperator'] as const;

/** Name of such an engine, as properties call it. */
export type EngineVersionName = (typeof VERSIONED_ENGINES)[number];

/** Such engines as messages call them. */
export const ENGINE_TITLES: Readonly<Record<EngineVersionName, string>> = {
  volcano: 'Volcano',
  istio: 'Istio',
  kyverno: 'Kyverno',
  prometheusOperator: 'the Prometheus operator',
};

/**
 * The minor versions that this release knows. Kubernetes: those that the other engines of the list support.
 * Karmada's kinds are the same in these versions as far as this library writes them.
 */
export const KNOWN_VERSIONS: Readonly<
  Record<EngineVersionName | 'karmada' | 'kubernetes' | 'volcanoGlobal', readonly string[]>
> = {
  kubernetes: ['1.32', '1.33', '1.34', '1.35', '1.36'],
  karmada: ['1.16', '1.17', '1.18'],
  volcano: ['1.14', '1.15'],
  volcanoGlobal: ['0.3'],
  istio: ['1.29', '1.30', '1.31'],
  kyverno: ['1.16', '1.17', '1.18', '1.19'],
  prometheusOperator: ['0.92', '0.93'],
};

const MINOR = /^(\d+)\.(\d+)$/;

/** Whether a version is written `major.minor`: as text, since the number 1.30 is 1.3. */
export function isMinorVersion(version: string): boolean {
  return typeof version === 'string' && MINOR.test(version);
}

/** Negative if version a is older than b, positive if newer; both are `major.minor`. */
export function compareVersions(a: string, b: string): number {
  const [, majorA, minorA] = MINOR.exec(a) ?? [];
  const [, majorB, minorB] = MINOR.exec(b) ?? [];
  return Number(majorA) - Number(majorB) || Number(minorA) - Number(minorB);
}
