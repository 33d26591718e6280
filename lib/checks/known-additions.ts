import type { EngineAddition } from './engine-additions';

/** What one version of an engine has, and the one before it has not. */
interface EngineRelease extends Pick<EngineAddition, 'engine' | 'since' | 'source'> {
  readonly adds: readonly Pick<EngineAddition, 'apiVersion' | 'kinds' | 'fields'>[];
}

const PROPAGATION = {
  apiVersion: 'policy.karmada.io/v1alpha1',
  kinds: ['PropagationPolicy', 'ClusterPropagationPolicy'],
};

const CLUSTER_API = 'cluster.x-k8s.io/v1beta2';
const KUBEADM_TEMPLATE = { apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2', kinds: ['KubeadmConfigTemplate'] };
const KUBEADM_CONTROL_PLANE = { apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2', kinds: ['KubeadmControlPlane'] };
/** Fields of what kubeadm is told, where each of the two has it. */
const kubeadmFields = (...fields: readonly string[]) => [
  { ...KUBEADM_TEMPLATE, fields: fields.map((field) => `spec.template.spec.${field}`) },
  { ...KUBEADM_CONTROL_PLANE, fields: fields.map((field) => `spec.kubeadmConfigSpec.${field}`) },
];

const FLUX_SOURCE = 'source.toolkit.fluxcd.io/v1';
const HELM_RELEASE = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kinds: ['HelmRelease'] };

/** Fields of a kind that Istio serves in several versions of its API. */
const istioFields = (group: string, versions: readonly string[], kind: string, fields: readonly string[]) =>
  versions.map((version) => ({ apiVersion: `${group}.istio.io/${version}`, kinds: [kind], fields }));
const NETWORKING = ['v1', 'v1beta1', 'v1alpha3'];

const KYVERNO = 'policies.kyverno.io/v1';

const RELEASES: readonly EngineRelease[] = [
  {
    engine: 'karmada',
    since: '1.17',
    source: 'karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.17.md',
    adds: [{ ...PROPAGATION, fields: ['spec.placement.workloadAffinity'] }],
  },
  {
    engine: 'karmada',
    since: '1.18',
    source: 'karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.18.md',
    adds: [{ ...PROPAGATION, fields: ['spec.placement.clusterAffinities[].overflowAffinities'] }],
  },
  {
    engine: 'clusterApi',
    since: '1.11',
    source: 'cluster-api v1.11.0 **/config/crd/bases, which v1.10.0 lacks',
    adds: [
      { apiVersion: CLUSTER_API },
      { apiVersion: KUBEADM_TEMPLATE.apiVersion },
      { apiVersion: KUBEADM_CONTROL_PLANE.apiVersion },
    ],
  },
  {
    engine: 'clusterApi',
    since: '1.12',
    source: 'cluster-api v1.12.0 **/config/crd/bases, which v1.11.0 lacks',
    adds: [
      {
        apiVersion: CLUSTER_API,
        kinds: ['Cluster'],
        fields: ['controlPlane', 'workers.machineDeployments[]'].map(
          (of) => `spec.topology.${of}.healthCheck.checks.unhealthyMachineConditions`,
        ),
      },
      { apiVersion: CLUSTER_API, kinds: ['MachineDeployment'], fields: ['spec.template.spec.taints'] },
      { apiVersion: CLUSTER_API, kinds: ['MachineHealthCheck'], fields: ['spec.checks.unhealthyMachineConditions'] },
      ...kubeadmFields(
        'clusterConfiguration.encryptionAlgorithm',
        ...['apiServer', 'controllerManager', 'etcd.local', 'scheduler'].map(
          (component) => `clusterConfiguration.${component}.extraEnvs[].valueFrom.fileKeyRef`,
        ),
      ),
    ],
  },
  {
    engine: 'clusterApi',
    since: '1.13',
    source: 'cluster-api v1.13.0 **/config/crd/bases, which v1.12.0 lacks',
    adds: [
      {
        apiVersion: CLUSTER_API,
        kinds: ['Cluster'],
        fields: [
          'spec.topology.controlPlane.rollout',
          'spec.topology.controlPlane.taints',
          'spec.topology.workers.machineDeployments[].rollout.after',
          'spec.topology.workers.machineDeployments[].taints',
          'spec.topology.workers.machinePools[].taints',
        ],
      },
      { ...KUBEADM_CONTROL_PLANE, fields: ['spec.machineTemplate.spec.taints'] },
      ...kubeadmFields('diskSetup.partitions[].diskLayout'),
    ],
  },
  {
    engine: 'clusterApi',
    since: '1.14',
    source: 'cluster-api v1.14.0 **/config/crd/bases, which v1.13.0 lacks',
    adds: kubeadmFields('files[].contentFormat'),
  },
  {
    engine: 'flux',
    since: '2.3',
    source: 'https://github.com/fluxcd/flux2/releases/tag/v2.3.0',
    adds: [HELM_RELEASE, { apiVersion: FLUX_SOURCE, kinds: ['HelmRepository', 'HelmChart'] }],
  },
  {
    engine: 'flux',
    since: '2.4',
    source: 'https://github.com/fluxcd/flux2/releases/tag/v2.4.0',
    adds: [{ apiVersion: FLUX_SOURCE, kinds: ['Bucket'] }],
  },
  {
    engine: 'flux',
    since: '2.6',
    source: 'https://fluxcd.io/blog/2025/05/flux-v2.6.0/',
    adds: [{ apiVersion: FLUX_SOURCE, kinds: ['OCIRepository'] }],
  },
  {
    engine: 'flux',
    since: '2.7',
    source:
      'helm-controller v1.4.0 api/v2, source-controller v1.7.0 api/v1; those of Flux 2.6, v1.3.0 and v1.6.0, lack it',
    adds: [
      { apiVersion: FLUX_SOURCE, kinds: ['ExternalArtifact'] },
      {
        ...HELM_RELEASE,
        fields: ['spec.commonMetadata', 'spec.dependsOn[].readyExpr', 'spec.install.strategy', 'spec.upgrade.strategy'],
      },
    ],
  },
  {
    engine: 'flux',
    since: '2.7',
    source: 'https://fluxcd.io/blog/2025/09/flux-v2.7.0/#general-availability-of-image-update-automation',
    adds: [{ apiVersion: 'image.toolkit.fluxcd.io/v1' }],
  },
  {
    engine: 'flux',
    since: '2.8',
    source: 'helm-controller v1.5.0 api/v2; that of Flux 2.7, v1.4.0, lacks it',
    adds: [
      {
        ...HELM_RELEASE,
        fields: [
          'spec.healthCheckExprs',
          'spec.install.serverSideApply',
          'spec.rollback.serverSideApply',
          'spec.upgrade.serverSideApply',
          'spec.waitStrategy',
        ],
      },
    ],
  },
  {
    engine: 'flux',
    since: '2.9',
    source: 'helm-controller v1.6.0 api/v2; that of Flux 2.8, v1.5.0, lacks it',
    adds: [
      {
        ...HELM_RELEASE,
        fields: ['spec.postRenderStrategy', 'spec.upgrade.chartNameChangeStrategy', 'spec.valuesFrom[].literal'],
      },
    ],
  },
  {
    engine: 'istio',
    since: '1.30',
    source: 'istio.io/api v1.30.3 kubernetes/customresourcedefinitions.gen.yaml, which v1.29.0 lacks',
    adds: [
      { apiVersion: 'extensions.istio.io/v1alpha1', kinds: ['TrafficExtension'] },
      ...istioFields('telemetry', ['v1', 'v1alpha1'], 'Telemetry', ['spec.tracing[].disableContextPropagation']),
      ...istioFields('security', ['v1', 'v1beta1'], 'AuthorizationPolicy', [
        'spec.rules[].from[].source.notTrustDomains',
        'spec.rules[].from[].source.trustDomains',
      ]),
    ],
  },
  {
    engine: 'istio',
    since: '1.31',
    source: 'istio.io/api v1.31.1 kubernetes/customresourcedefinitions.gen.yaml, which v1.30.3 lacks',
    adds: [
      ...istioFields('networking', NETWORKING, 'Gateway', ['spec.servers[].tls.insecureSkipVerify']),
      ...istioFields('networking', NETWORKING, 'VirtualService', ['spec.http[].redirect.prefixRewrite']),
      ...istioFields('networking', NETWORKING, 'Sidecar', [
        'spec.inboundConnectionPool.http.http2KeepAlive',
        'spec.ingress[].connectionPool.http.http2KeepAlive',
        'spec.ingress[].tls.insecureSkipVerify',
      ]),
      ...istioFields(
        'networking',
        NETWORKING,
        'DestinationRule',
        ['spec.trafficPolicy', 'spec.subsets[].trafficPolicy'].flatMap((policy) => [
          ...[policy, `${policy}.portLevelSettings[]`].flatMap((settings) => [
            `${settings}.connectionPool.http.http2KeepAlive`,
            `${settings}.loadBalancer.zoneAwareLbSetting`,
            `${settings}.outlierDetection.outlierDetectionHttpErrorCodes`,
          ]),
          `${policy}.retryBudget.budgetInterval`,
        ]),
      ),
    ],
  },
  {
    engine: 'kyverno',
    since: '1.17',
    source: 'https://kyverno.io/docs/policy-types/overview',
    adds: [{ apiVersion: KYVERNO }],
  },
  {
    engine: 'kyverno',
    since: '1.19',
    source: 'kyverno v1.19.1 config/crds/policies.kyverno.io, which v1.18.2 lacks',
    adds: [
      {
        apiVersion: KYVERNO,
        kinds: ['PolicyException'],
        fields: ['spec.evaluationMode', 'spec.expiresAt', 'spec.properties'],
      },
      {
        apiVersion: KYVERNO,
        kinds: ['GeneratingPolicy'],
        fields: [
          'spec.auditAnnotations',
          'spec.evaluation.skipBackgroundRequests',
          'spec.generate[].template',
          'spec.useServerSideApply',
        ],
      },
      {
        apiVersion: KYVERNO,
        kinds: ['MutatingPolicy'],
        fields: [
          'spec.auditAnnotations',
          'spec.evaluation.skipBackgroundRequests',
          'spec.evaluation.useServerSideApply',
          'spec.targetMatchConditions',
        ],
      },
      {
        apiVersion: KYVERNO,
        kinds: ['ImageValidatingPolicy'],
        fields: [
          'spec.attestors[].cosign.keyless.additionalExtensions',
          'spec.attestors[].cosign.keyless.identities[].subjectExpression',
          'spec.attestors[].cosign.trustedRoot',
        ],
      },
    ],
  },
  {
    engine: 'prometheusOperator',
    since: '0.93',
    source: 'prometheus-operator v0.93.0 example/prometheus-operator-crd, which v0.92.0 lacks',
    adds: [{ apiVersion: 'monitoring.coreos.com/v1', kinds: ['Prometheus'], fields: ['spec.tsdb.chunkEncoding'] }],
  },
];

/**
 * What came with the versions that this library knows, to the kinds that it knows, and what is to be written instead of what went; not
 * what pod templates in them have.
 */
export const ENGINE_ADDITIONS: readonly EngineAddition[] = RELEASES.flatMap(({ adds, ...release }) =>
  adds.map((added) => ({ ...release, ...added })),
);
