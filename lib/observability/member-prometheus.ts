import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IMember } from '../core/fleet';
import { Prometheus, type PrometheusSpec } from '../l1/prometheus-operator';
import type { MemberMetrics } from './member-metrics';
import { PORTS, REPLICA } from './thanos-command';

/** The external label that tells members apart. */
export const CLUSTER_LABEL = 'cluster';

/** What the Prometheus of every member has in common. */
export interface MemberPrometheusSettings {
  readonly prometheusName: string;
  readonly namespace: string;
  /** Image and version of the sidecar. */
  readonly image: string;
  readonly version: string;
  /** The Secret with the objstore.yml, in the namespace of the Prometheus. */
  readonly objstoreSecret: { readonly name: string; readonly key: string };
  /** Where members push to; absent where none does. */
  readonly receiveUrl: string | undefined;
}

/** How long a Prometheus keeps its samples where nothing is said. */
export const LOCAL_RETENTION = '24h';

/** Prometheus in one member, with a sidecar or a remote write, and the rights that it needs to find its targets. */
export class MemberPrometheus extends Construct {
  /** The Prometheus object. */
  public readonly object: Prometheus;

  public constructor(member: IMember, id: string, settings: MemberPrometheusSettings, metrics: MemberMetrics) {
    super(member, id);
    const { prometheusName: name, namespace } = settings;
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/instance': name } };
    const annotations = metrics.serviceAccountAnnotations;
    new ApiObject(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...metadata, ...(annotations ? { annotations } : {}) },
    });
    this.renderRights(name, namespace);
    if (metrics.mode === 'sidecar') {
      this.renderSidecarService(name, namespace);
    }
    this.object = new Prometheus(this, 'Resource', {
      metadata,
      spec: { ...common(name, member.memberName, metrics), ...sending(settings, metrics) },
    });
  }

  /** What discovery and scraping need: to read targets, and to read metrics of the kubelets. */
  private renderRights(name: string, namespace: string): void {
    const metadata = { name: `${name}-${namespace}` };
    const read = ['get', 'list', 'watch'];
    new ApiObject(this, 'ClusterRole', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata,
      rules: [
        { apiGroups: [''], resources: ['nodes', 'services', 'endpoints', 'pods'], verbs: read },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      ],
    });
    new ApiObject(this, 'ClusterRoleBinding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
  }

  /** The gRPC port of the sidecars, for whatever makes it reachable from the host. */
  private renderSidecarService(name: string, namespace: string): void {
    new ApiObject(this, 'Sidecar', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${name}-sidecar`, namespace },
      spec: {
        // labels that the operator gives to the pods
        selector: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': name },
        ports: [{ name: 'grpc', port: PORTS.grpc, targetPort: 'grpc' }],
      },
    });
  }
}

function common(name: string, member: string, metrics: MemberMetrics): PrometheusSpec {
  const { replicas, retention, scrapeInterval, storage, storageClassName, cpu, memory, selector } = metrics;
  const selected = selector ? { matchLabels: selector } : {};
  const limits = memory === undefined ? {} : { memory };
  const requests = { ...(cpu === undefined ? {} : { cpu }), ...limits };
  return {
    replicas: replicas ?? 1,
    retention: retention ?? LOCAL_RETENTION,
    scrapeInterval,
    // with the name of the member no two Prometheus of the fleet have the same labels
    externalLabels: { [CLUSTER_LABEL]: member },
    replicaExternalLabelName: REPLICA,
    serviceAccountName: name,
    // an absent selector selects nothing, an empty one everything
    serviceMonitorSelector: selected,
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: selected,
    podMonitorNamespaceSelector: {},
    probeSelector: selected,
    probeNamespaceSelector: {},
    scrapeConfigSelector: selected,
    scrapeConfigNamespaceSelector: {},
    ruleSelector: selected,
    ruleNamespaceSelector: {},
    storage: {
      volumeClaimTemplate: {
        spec: {
          ...(storageClassName === undefined ? {} : { storageClassName }),
          resources: { requests: { storage: storage ?? '50Gi' } },
        },
      },
    },
    ...(Object.keys(requests).length > 0 ? { resources: { requests, limits } } : {}),
  };
}

function sending(settings: MemberPrometheusSettings, metrics: MemberMetrics): Partial<PrometheusSpec> {
  const { image, version, objstoreSecret, receiveUrl } = settings;
  if (metrics.mode === 'sidecar') {
    return { thanos: { image, version, objectStorageConfig: objstoreSecret } };
  }
  return receiveUrl === undefined ? {} : { remoteWrite: [{ url: receiveUrl, ...metrics.remoteWrite }] };
}
