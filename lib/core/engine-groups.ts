import { apiGroupOf } from './manifest';
import type { ClusterEngineName } from './versions';

/**
 * The API groups whose kinds come with an engine: those of the CRDs in its sources (istio.io/api v1.31.1, cluster-api v1.14.0, volcano
 * v1.15.1, kyverno v1.19.1, prometheus-operator v0.93.0, the controllers of Flux 2.9). Groups that others fill are left out, such as
 * `infrastructure.cluster.x-k8s.io`; so is Karmada's `training.volcano.sh`, which no member needs.
 */
const GROUPS: Readonly<Record<ClusterEngineName, readonly string[]>> = {
  volcano: ['batch', 'bus', 'config', 'flow', 'nodeinfo', 'scheduling', 'shard', 'topology'].map(
    (group) => `${group}.volcano.sh`,
  ),
  istio: ['extensions', 'networking', 'security', 'telemetry'].map((group) => `${group}.istio.io`),
  kyverno: ['kyverno.io', 'policies.kyverno.io', 'reports.kyverno.io'],
  prometheusOperator: ['monitoring.coreos.com'],
  clusterApi: ['', 'addons.', 'bootstrap.', 'controlplane.', 'ipam.', 'runtime.'].map((of) => `${of}cluster.x-k8s.io`),
  flux: ['helm', 'image', 'kustomize', 'notification', 'source'].map((group) => `${group}.toolkit.fluxcd.io`),
};

const ENGINE_OF: ReadonlyMap<string, ClusterEngineName> = new Map(
  (Object.keys(GROUPS) as ClusterEngineName[]).flatMap((engine) => GROUPS[engine].map((group) => [group, engine])),
);

/** The engine that brings the kinds of an API group, if one of those whose versions are stated does. */
export function engineOfKind({ apiVersion }: { readonly apiVersion: string }): ClusterEngineName | undefined {
  return ENGINE_OF.get(apiGroupOf(apiVersion));
}
