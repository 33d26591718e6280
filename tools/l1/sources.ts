/** Where the kinds of one engine are described. Folders and files are inside the Go module that the engine pins. */
export interface Source {
  /** Folder below `engines/` that pins the module, and below `lib/l1/` that gets the output. */
  readonly engine: string;
  /** Path of the Go module. */
  readonly module: string;
  /** Files or folders with CustomResourceDefinitions, one or many in a YAML file. */
  readonly crds?: readonly string[];
  /** OpenAPI documents, version 2 or 3, of kinds that have no CRD: a file, or a folder of them. */
  readonly openapi?: string;
  /** Go module with the API types of the OpenAPI documents, for the enumerations that those leave out. */
  readonly enumsModule?: string;
  /** Groups taken from the OpenAPI documents. @default - all */
  readonly openapiGroups?: readonly string[];
  /** Groups left out: no program writes their kinds. @default - none */
  readonly excludedGroups?: readonly string[];
  /** Whether TypeScript types are written, too. @default true */
  readonly types?: boolean;
  /** Enumerations that an OpenAPI document leaves out: `Kind.path.to.field` to the values. */
  readonly enums?: Readonly<Record<string, readonly string[]>>;
  /** Names of shapes that read better than the derived ones, by the end of their place: `rules[].path`. */
  readonly shapeNames?: Readonly<Record<string, string>>;
  /** Class and file names for kinds that exist in two groups of one engine: `group/Kind` to the name. */
  readonly kindNames?: Readonly<Record<string, string>>;
  /** Versions taken of each kind, and typed; other versions are not checked. @default - all that are served; types of the stored one */
  readonly versions?: readonly string[];
  /** Fields whose content stays open: `Kind.path.to.field`, `[]` for list items. For what no program of ours writes and would fill megabytes. */
  readonly opaque?: readonly string[];
  /** Fields that repeat what a built-in kind has: `Kind.path.to.field`, `[]` for list items, to the short name of its definition. */
  readonly builtins?: Readonly<Record<string, string>>;
  /** Groups of which other software may serve more kinds and versions; unknown ones are no error. */
  readonly openGroups?: readonly string[];
}

/** Everything that `npm run l1` reads. An engine may have several entries; `kubernetes` comes first: others refer to it. */
export const SOURCES: readonly Source[] = [
  {
    engine: 'kubernetes',
    module: 'k8s.io/kubernetes',
    openapi: 'api/openapi-spec/v3',
    enumsModule: 'k8s.io/api',
    excludedGroups: ['internal.apiserver.k8s.io'],
    // cdk8s-plus has types for them.
    types: false,
  },
  {
    engine: 'karmada',
    module: 'github.com/karmada-io/karmada',
    crds: ['charts/karmada/_crds/bases'],
    openapi: 'api/openapi-spec/swagger.json',
    openapiGroups: ['cluster.karmada.io', 'search.karmada.io'],
    enums: { 'Cluster.spec.syncMode': ['Push', 'Pull'] },
    shapeNames: {
      'placement.clusterAffinity': 'ClusterAffinity',
      dispatchingOnClusters: 'ClusterNames',
      'clusterAffinities[]': 'ClusterAffinityTerm',
      'staticWeightList[]': 'StaticClusterWeight',
      'workloadAffinity.affinity': 'WorkloadAffinityTerm',
      'clusterTolerations[]': 'Toleration',
      'PropagationPolicy.spec.schedulePriority': 'SchedulePriority',
      'PropagationPolicy.spec.suspension': 'Suspension',
      'failover.application': 'ApplicationFailover',
      'failover.cluster': 'ClusterFailover',
      'statePreservation.rules[]': 'StatePreservationRule',
      'fieldOverrider[].json[]': 'FieldPatch',
      'annotationsOverrider[]': 'LabelAnnotationOverrider',
      'argsOverrider[]': 'CommandArgsOverrider',
      'plaintext[]': 'PlaintextOverrider',
      'imageOverrider[].predicate': 'ImagePredicate',
      'Cluster.spec.secretRef': 'LocalSecretReference',
      'resourceModels[].ranges[]': 'ResourceModelRange',
      'ResourceBinding.spec.resource': 'ObjectReference',
      'ResourceBinding.spec.clusters[]': 'TargetCluster',
      'requiredBy[]': 'BindingSnapshot',
      scaleTargetRef: 'CrossVersionObjectReference',
      scaleDown: 'ScalingRules',
      'scaleDown.policies[]': 'ScalingPolicy',
      'FederatedHPA.spec.metrics[]': 'MetricSpec',
      'metrics[].containerResource': 'ContainerResourceMetric',
      'metrics[].external': 'ExternalMetric',
      'metrics[].object': 'ObjectMetric',
      'metrics[].pods': 'PodsMetric',
      'metrics[].resource': 'ResourceMetric',
      'metrics[].external.metric': 'MetricIdentifier',
      'metrics[].external.target': 'MetricTarget',
      'rules[].http': 'HttpIngressRule',
      'rules[].http.paths[]': 'HttpIngressPath',
      'MultiClusterIngress.spec.tls[]': 'IngressTls',
      defaultBackend: 'IngressBackend',
      'defaultBackend.resource': 'TypedLocalObjectReference',
      'defaultBackend.service': 'IngressServiceBackend',
      'defaultBackend.service.port': 'ServiceBackendPort',
    },
    openGroups: ['multicluster.x-k8s.io'],
  },
  {
    engine: 'volcano',
    module: 'volcano.sh/volcano',
    crds: [
      'config/crd/volcano/bases/batch.volcano.sh_cronjobs.yaml',
      'config/crd/volcano/bases/batch.volcano.sh_jobs.yaml',
      'config/crd/volcano/bases/scheduling.volcano.sh_podgroups.yaml',
      'config/crd/volcano/bases/scheduling.volcano.sh_queues.yaml',
      'config/crd/volcano/bases/topology.volcano.sh_hypernodes.yaml',
    ],
    shapeNames: {
      'Job.spec.policies[]': 'LifecyclePolicy',
      'Job.spec.tasks[]': 'TaskSpec',
      'Job.spec.volumes[]': 'JobVolume',
      'Queue.spec.affinity': 'QueueAffinity',
      'HyperNode.spec.members[]': 'HyperNodeMember',
      'HyperNode.spec.members[].selector': 'MemberSelector',
      'jobTemplate.metadata': 'JobTemplateMetadata',
      'volumeClaim.resources': 'VolumeResources',
    },
  },
  {
    engine: 'istio',
    module: 'istio.io/api',
    crds: ['kubernetes/customresourcedefinitions.gen.yaml'],
    shapeNames: {
      egressProxy: 'Destination',
      'egressProxy.port': 'DestinationPort',
      inboundConnectionPool: 'ConnectionPool',
      'connectionPool.http': 'HttpPool',
      'connectionPool.tcp': 'TcpPool',
      'allowOrigins[]': 'StringMatch',
      mirrorPercentage: 'Percentage',
      'directResponse.body': 'ResponseBody',
      'http[].headers.request': 'HeaderOperations',
      'http[].mirrors[]': 'HttpMirror',
      'http[].redirect': 'HttpRedirect',
      'http[].retries': 'HttpRetries',
      'http[].rewrite': 'HttpRewrite',
      'http[].route[]': 'HttpRouteDestination',
      'VirtualService.spec.http[]': 'HttpRoute',
      'VirtualService.spec.tcp[]': 'TcpRoute',
      'VirtualService.spec.tls[]': 'TlsRoute',
      'VirtualService.spec.tcp[].route[]': 'RouteDestination',
      'Gateway.spec.servers[]': 'GatewayServer',
      'trafficPolicy.tls': 'ClientTls',
    },
  },
  {
    engine: 'kyverno',
    module: 'github.com/kyverno/kyverno',
    crds: [
      'config/crds/policies.kyverno.io/policies.kyverno.io_deletingpolicies.yaml',
      'config/crds/policies.kyverno.io/policies.kyverno.io_generatingpolicies.yaml',
      'config/crds/policies.kyverno.io/policies.kyverno.io_imagevalidatingpolicies.yaml',
      'config/crds/policies.kyverno.io/policies.kyverno.io_mutatingpolicies.yaml',
      'config/crds/policies.kyverno.io/policies.kyverno.io_policyexceptions.yaml',
      'config/crds/policies.kyverno.io/policies.kyverno.io_validatingpolicies.yaml',
      'config/crds/kyverno/kyverno.io_clusterpolicies.yaml',
    ],
    versions: ['v1'],
    shapeNames: {
      'celPreconditions[]': 'NamedExpression',
      'ClusterPolicy.spec.rules[]': 'PolicyRule',
      'rules[].match.all[]': 'ResourceFilter',
      'match.all[].resources': 'ResourceDescription',
      'rules[].validate.podSecurity.exclude[]': 'PodSecurityExclusion',
      'rules[].validate.cel': 'CelValidation',
      'resources.namespaceSelector': 'LabelSelector',
      'resources.namespaceSelector.matchExpressions[]': 'LabelExpression',
      'excludeResourceRules[]': 'ResourceRule',
      'autogen.mutatingAdmissionPolicy': 'AdmissionPolicyGeneration',
      'evaluation.admission': 'Switch',
    },
    opaque: [
      'ClusterPolicy.status',
      'ClusterPolicy.spec.rules[].context',
      'ClusterPolicy.spec.rules[].exclude',
      'ClusterPolicy.spec.rules[].generate',
      'ClusterPolicy.spec.rules[].imageExtractors',
      'ClusterPolicy.spec.rules[].mutate',
      'ClusterPolicy.spec.rules[].validate.deny',
      'ClusterPolicy.spec.rules[].validate.foreach',
      'ClusterPolicy.spec.rules[].validate.manifests',
      'ClusterPolicy.spec.rules[].verifyImages',
      'DeletingPolicy.status',
      'GeneratingPolicy.status',
      'ImageValidatingPolicy.status',
      'MutatingPolicy.status',
      'ValidatingPolicy.status',
    ],
    // older versions of these kinds, and kinds that are going away, are served beside them
    openGroups: ['kyverno.io', 'policies.kyverno.io'],
  },
  {
    engine: 'prometheus-operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    crds: [
      'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheuses.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
    ],
    shapeNames: {
      'PrometheusRule.spec.groups[].rules[]': 'RuleInGroup',
      'PrometheusRule.spec.groups[]': 'RuleGroup',
      'ServiceMonitor.spec.endpoints[]': 'ServiceEndpoint',
      'Prometheus.spec.thanos': 'ThanosSidecar',
      'metricRelabelings[]': 'Relabeling',
      'oauth2.clientId': 'SecretOrConfigMapKey',
      'basicAuth.username': 'SecretKey',
      'podMetricsEndpoints[].oauth2': 'OAuth2',
      'podMetricsEndpoints[].authorization': 'SafeAuthorization',
      'podMetricsEndpoints[].oauth2.tlsConfig': 'SafeTlsConfig',
    },
    builtins: {
      'Prometheus.spec.affinity': 'core.v1.Affinity',
      'Prometheus.spec.containers[]': 'core.v1.Container',
      'Prometheus.spec.initContainers[]': 'core.v1.Container',
      'Prometheus.spec.resources': 'core.v1.ResourceRequirements',
      'Prometheus.spec.securityContext': 'core.v1.PodSecurityContext',
      'Prometheus.spec.storage.ephemeral': 'core.v1.EphemeralVolumeSource',
      'Prometheus.spec.storage.volumeClaimTemplate.spec': 'core.v1.PersistentVolumeClaimSpec',
      'Prometheus.spec.thanos.resources': 'core.v1.ResourceRequirements',
      'Prometheus.spec.thanos.volumeMounts[]': 'core.v1.VolumeMount',
      'Prometheus.spec.tolerations[]': 'core.v1.Toleration',
      'Prometheus.spec.volumeMounts[]': 'core.v1.VolumeMount',
      'Prometheus.spec.volumes[]': 'core.v1.Volume',
    },
    opaque: ['Prometheus.spec.storage.volumeClaimTemplate.status'],
    // the group has more kinds: Alertmanager, Probe, ScrapeConfig, ThanosRuler, ...
    openGroups: ['monitoring.coreos.com'],
  },
  {
    engine: 'cluster-api',
    module: 'sigs.k8s.io/cluster-api',
    crds: [
      'core/config/crd/bases/cluster.x-k8s.io_clusters.yaml',
      'core/config/crd/bases/cluster.x-k8s.io_machinedeployments.yaml',
      'core/config/crd/bases/cluster.x-k8s.io_machinehealthchecks.yaml',
      'bootstrap/kubeadm/config/crd/bases/bootstrap.cluster.x-k8s.io_kubeadmconfigtemplates.yaml',
      'controlplane/kubeadm/config/crd/bases/controlplane.cluster.x-k8s.io_kubeadmcontrolplanes.yaml',
    ],
    versions: ['v1beta2'],
    shapeNames: {
      'Cluster.spec.controlPlaneRef': 'VersionedObjectRef',
      'Cluster.spec.clusterNetwork.pods': 'NetworkRanges',
      'MachineDeployment.spec.template': 'MachineTemplate',
      'MachineDeployment.spec.template.spec': 'MachineSpec',
      'MachineDeployment.spec.selector': 'MachineSelector',
      'KubeadmControlPlane.spec.machineTemplate': 'ControlPlaneMachineTemplate',
      'KubeadmControlPlane.spec.machineTemplate.spec': 'ControlPlaneMachineSpec',
      'KubeadmControlPlane.spec.rollout.strategy': 'ControlPlaneStrategy',
      'KubeadmControlPlane.spec.rollout.strategy.rollingUpdate': 'ControlPlaneRollingUpdate',
      'KubeadmConfigTemplate.spec.template': 'KubeadmConfigResource',
      'kubeadmConfigSpec.files[]': 'HostFile',
    },
    // older versions of these kinds, and other kinds, are served beside them
    openGroups: ['cluster.x-k8s.io', 'bootstrap.cluster.x-k8s.io', 'controlplane.cluster.x-k8s.io'],
  },
  {
    engine: 'flux',
    module: 'github.com/fluxcd/helm-controller',
    crds: ['config/crd/bases/helm.toolkit.fluxcd.io_helmreleases.yaml'],
    versions: ['v2'],
    shapeNames: {
      'HelmRelease.spec.chart': 'HelmChartTemplate',
      'HelmRelease.spec.chart.spec': 'HelmChartTemplateSpec',
      'chart.spec.verify': 'ChartVerification',
      'driftDetection.ignore[]': 'IgnoredDrift',
      'upgrade.remediation': 'UpgradeRemediation',
    },
    openGroups: ['helm.toolkit.fluxcd.io'],
  },
  {
    engine: 'flux',
    module: 'github.com/fluxcd/source-controller',
    crds: ['config/crd/bases/source.toolkit.fluxcd.io_helmrepositories.yaml'],
    versions: ['v1'],
    // the controllers of Flux serve more kinds, and older versions of these
    openGroups: ['source.toolkit.fluxcd.io'],
  },
];
