import type { ClusterVersions } from '../core/model';
import { type ClusterEngineName, KARMADA_API_SERVERS } from '../core/versions';

/** Versions of a cluster that is no member: those of the host, and of the control plane. */
export interface ClusterVersionsProps {
  /**
   * Kubernetes version, `major.minor`.
   * @default - of the control plane: that of the API server which its version of Karmada brings; of the host: not known
   */
  readonly kubernetes?: string;
  /**
   * Versions of the engines whose kinds the cluster serves, `major.minor`. On the control plane none of them runs: it has their
   * definitions, of the version that whoever applied these took. `null` where one is absent: objects of its kinds are refused there.
   * @default - not known: kinds of engines are not held against a version there
   */
  readonly engines?: Readonly<Partial<Record<ClusterEngineName, string | null>>>;
}

/** The control plane as it is stated, and where nothing is stated as Karmada brings it. */
export function controlPlaneVersions(karmada: string, stated: ClusterVersionsProps = {}): ClusterVersions {
  return clusterVersions({ ...stated, kubernetes: stated.kubernetes ?? KARMADA_API_SERVERS.get(karmada) });
}

/** A cluster as it is stated. */
export function clusterVersions({ kubernetes, engines = {} }: ClusterVersionsProps): ClusterVersions {
  return { ...(kubernetes === undefined ? {} : { kubernetes }), ...statedEngines({ ...engines }) };
}

/** Engines as they are stated: the versions of those that are there, and the names of those that are not. */
export function statedEngines(
  stated: Readonly<Partial<Record<ClusterEngineName, string | null>>>,
): Pick<ClusterVersions, 'engines' | 'without'> {
  const entries = Object.entries(stated);
  const without = entries.flatMap(([name, version]) => (version === null ? [name] : []));
  return {
    engines: Object.fromEntries(entries.flatMap(([name, version]) => (version ? [[name, version]] : []))),
    ...(without.length > 0 ? { without } : {}),
  };
}
