import type { EngineAddition } from './engine-additions';

const CLUSTER_API = 'cluster.x-k8s.io/v1beta2';
const KUBEADM_TEMPLATE = { apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2', kinds: ['KubeadmConfigTemplate'] };
const KUBEADM_CONTROL_PLANE = { apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2', kinds: ['KubeadmControlPlane'] };
const HELM_RELEASE = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kinds: ['HelmRelease'] };
const ISTIO_NETWORKING = ['networking.istio.io/v1', 'networking.istio.io/v1beta1', 'networking.istio.io/v1alpha3'];

/** A source: what one version of a module has in a folder, and the one before it has not. */
const crdsOf = (module: string, version: string, folder: string, before: string) =>
  `${module} ${version} ${folder}, which ${before} lacks`;
const clusterApi = (version: string, before: string) => crdsOf('cluster-api', version, '**/config/crd/bases', before);
const helmController = (version: string, before: string, flux: string) =>
  `${crdsOf('helm-controller', version, 'api/v2', before)}; it is in Flux ${flux}`;
const istioApi = (version: string, before: string) =>
  crdsOf('istio.io/api', version, 'kubernetes/customresourcedefinitions.gen.yaml', before);

const FLUX_2_3 = 'https://github.com/fluxcd/flux2/releases/tag/v2.3.0';
const KYVERNO_1_19 = crdsOf('kyverno', 'v1.19.1', 'config/crds/policies.kyverno.io', 'v1.18.2');
const PROPAGATION = ['PropagationPolicy', 'ClusterPropagationPolicy'];

/** What came with the versions that this library knows, as far as programs can write it. */
export const ENGINE_ADDITIONS: readonly EngineAddition[] = [
  {
    engine: 'karmada',
    since: '1.17',
    apiVersion: 'policy.karmada.io/v1alpha1',
    kinds: PROPAGATION,
    fields: ['spec.placement.workloadAffinity'],
    source: 'karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.17.md',
  },
  {
    engine: 'karmada',
    since: '1.18',
    apiVersion: 'policy.karmada.io/v1alpha1',
    kinds: PROPAGATION,
    fields: ['spec.placement.clusterAffinities[].overflowAffinities'],
    source: 'karmada v1.18.2 docs/CHANGELOG/CHANGELOG-1.18.md',
  },
  ...[CLUSTER_API, KUBEADM_TEMPLATE.apiVersion, KUBEADM_CONTROL_PLANE.apiVersion].map(
    (apiVersion): EngineAddition => ({
      engine: 'clusterApi',
      since: '1.11',
      apiVersion,
      source: clusterApi('v1.11.0', 'v1.10.0'),
    }),
  ),
  {
    engine: 'clusterApi',
    since: '1.12',
    apiVersion: CLUSTER_API,
    kinds: ['MachineDeployment'],
    fields: ['spec.template.spec.taints'],
    source: clusterApi('v1.12.0', 'v1.11.0'),
  },
  {
    engine: 'clusterApi',
    since: '1.12',
    apiVersion: CLUSTER_API,
    kinds: ['MachineHealthCheck'],
    fields: ['spec.checks.unhealthyMachineConditions'],
    source: clusterApi('v1.12.0', 'v1.11.0'),
  },
  {
    engine: 'clusterApi',
    since: '1.12',
    ...KUBEADM_CONTROL_PLANE,
    fields: ['spec.kubeadmConfigSpec.clusterConfiguration.encryptionAlgorithm'],
    source: clusterApi('v1.12.0', 'v1.11.0'),
  },
  {
    engine: 'clusterApi',
    since: '1.13',
    ...KUBEADM_CONTROL_PLANE,
    fields: ['spec.kubeadmConfigSpec.diskSetup.partitions[].diskLayout', 'spec.machineTemplate.spec.taints'],
    source: clusterApi('v1.13.0', 'v1.12.0'),
  },
  {
    engine: 'clusterApi',
    since: '1.13',
    ...KUBEADM_TEMPLATE,
    fields: ['spec.template.spec.diskSetup.partitions[].diskLayout'],
    source: clusterApi('v1.13.0', 'v1.12.0'),
  },
  {
    engine: 'clusterApi',
    since: '1.14',
    ...KUBEADM_CONTROL_PLANE,
    fields: ['spec.kubeadmConfigSpec.files[].contentFormat'],
    source: clusterApi('v1.14.0', 'v1.13.0'),
  },
  {
    engine: 'clusterApi',
    since: '1.14',
    ...KUBEADM_TEMPLATE,
    fields: ['spec.template.spec.files[].contentFormat'],
    source: clusterApi('v1.14.0', 'v1.13.0'),
  },
  { engine: 'flux', since: '2.3', ...HELM_RELEASE, source: FLUX_2_3 },
  {
    engine: 'flux',
    since: '2.3',
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kinds: ['HelmRepository', 'HelmChart'],
    source: FLUX_2_3,
  },
  {
    engine: 'flux',
    since: '2.4',
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kinds: ['Bucket'],
    source: 'https://github.com/fluxcd/flux2/releases/tag/v2.4.0',
  },
  {
    engine: 'flux',
    since: '2.6',
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kinds: ['OCIRepository'],
    source: 'https://fluxcd.io/blog/2025/05/flux-v2.6.0/',
  },
  {
    engine: 'flux',
    since: '2.7',
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kinds: ['ExternalArtifact'],
    source: 'https://fluxcd.io/blog/2025/09/flux-v2.7.0/',
  },
  {
    engine: 'flux',
    since: '2.7',
    ...HELM_RELEASE,
    fields: ['spec.commonMetadata', 'spec.dependsOn[].readyExpr', 'spec.install.strategy', 'spec.upgrade.strategy'],
    source: helmController('v1.4.0', 'v1.3.0', '2.7'),
  },
  {
    engine: 'flux',
    since: '2.8',
    ...HELM_RELEASE,
    fields: [
      'spec.healthCheckExprs',
      'spec.install.serverSideApply',
      'spec.rollback.serverSideApply',
      'spec.upgrade.serverSideApply',
      'spec.waitStrategy',
    ],
    source: helmController('v1.5.0', 'v1.4.0', '2.8'),
  },
  {
    engine: 'flux',
    since: '2.9',
    ...HELM_RELEASE,
    fields: ['spec.postRenderStrategy', 'spec.upgrade.chartNameChangeStrategy', 'spec.valuesFrom[].literal'],
    source: helmController('v1.6.0', 'v1.5.0', '2.9'),
  },
  {
    engine: 'istio',
    since: '1.30',
    apiVersion: 'extensions.istio.io/v1alpha1',
    kinds: ['TrafficExtension'],
    source: istioApi('v1.30.3', 'v1.29.0'),
  },
  ...['security.istio.io/v1', 'security.istio.io/v1beta1'].map(
    (apiVersion): EngineAddition => ({
      engine: 'istio',
      since: '1.30',
      apiVersion,
      kinds: ['AuthorizationPolicy'],
      fields: ['spec.rules[].from[].source.notTrustDomains', 'spec.rules[].from[].source.trustDomains'],
      source: istioApi('v1.30.3', 'v1.29.0'),
    }),
  ),
  ...ISTIO_NETWORKING.flatMap((apiVersion): EngineAddition[] => [
    {
      engine: 'istio',
      since: '1.31',
      apiVersion,
      kinds: ['DestinationRule'],
      fields: ['spec.trafficPolicy', 'spec.subsets[].trafficPolicy'].flatMap((policy) => [
        ...[policy, `${policy}.portLevelSettings[]`].flatMap((settings) => [
          `${settings}.connectionPool.http.http2KeepAlive`,
          `${settings}.loadBalancer.zoneAwareLbSetting`,
          `${settings}.outlierDetection.outlierDetectionHttpErrorCodes`,
        ]),
        `${policy}.retryBudget.budgetInterval`,
      ]),
      source: istioApi('v1.31.1', 'v1.30.3'),
    },
    {
      engine: 'istio',
      since: '1.31',
      apiVersion,
      kinds: ['Gateway'],
      fields: ['spec.servers[].tls.insecureSkipVerify'],
      source: istioApi('v1.31.1', 'v1.30.3'),
    },
    {
      engine: 'istio',
      since: '1.31',
      apiVersion,
      kinds: ['VirtualService'],
      fields: ['spec.http[].redirect.prefixRewrite'],
      source: istioApi('v1.31.1', 'v1.30.3'),
    },
  ]),
  {
    engine: 'prometheusOperator',
    since: '0.93',
    apiVersion: 'monitoring.coreos.com/v1',
    kinds: ['Prometheus'],
    fields: ['spec.tsdb.chunkEncoding'],
    source: crdsOf('prometheus-operator', 'v0.93.0', 'example/prometheus-operator-crd', 'v0.92.0'),
  },
  {
    engine: 'kyverno',
    since: '1.17',
    apiVersion: 'policies.kyverno.io/v1',
    source: 'https://kyverno.io/docs/policy-types/overview',
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['PolicyException'],
    fields: ['spec.evaluationMode', 'spec.expiresAt', 'spec.properties'],
    source: KYVERNO_1_19,
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['GeneratingPolicy'],
    fields: [
      'spec.auditAnnotations',
      'spec.evaluation.skipBackgroundRequests',
      'spec.generate[].template',
      'spec.useServerSideApply',
    ],
    source: KYVERNO_1_19,
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['MutatingPolicy'],
    fields: [
      'spec.auditAnnotations',
      'spec.evaluation.skipBackgroundRequests',
      'spec.evaluation.useServerSideApply',
      'spec.targetMatchConditions',
    ],
    source: KYVERNO_1_19,
  },
  {
    engine: 'kyverno',
    since: '1.19',
    apiVersion: 'policies.kyverno.io/v1',
    kinds: ['ImageValidatingPolicy'],
    fields: [
      'spec.attestors[].cosign.keyless.additionalExtensions',
      'spec.attestors[].cosign.keyless.identities[].subjectExpression',
      'spec.attestors[].cosign.trustedRoot',
    ],
    source: KYVERNO_1_19,
  },
];
