/** The first version that labels releases and finds them by their labels (helm 3, cmd/helm/upgrade.go). */
export const OLDEST_HELM = '3.13';

/** A version of helm. */
export interface HelmVersion {
  readonly major: number;
  readonly minor: number;
}

/** What `helm version --short` tells; undefined of what is no helm. */
export function helmVersionIn(answer: string): HelmVersion | undefined {
  const [, major, minor] = /\bv(\d+)\.(\d+)/.exec(answer) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** Whether all is there that releases need. */
export function isKnownHelm({ major, minor }: HelmVersion): boolean {
  const [oldestMajor, oldestMinor] = OLDEST_HELM.split('.').map(Number) as [number, number];
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Flags by which a release gets the fields that others have set. Helm 4 applies in the server, where fields have owners; by itself it does
 * not do so for a release that helm 3 has made, and refuses to force anything then (helm 4, pkg/kube/client.go). Helm 3 merges by itself,
 * and knows no conflicts.
 */
export function forcingFlags({ major }: HelmVersion): readonly string[] {
  return major >= 4 ? ['--server-side=true', '--force-conflicts'] : [];
}
