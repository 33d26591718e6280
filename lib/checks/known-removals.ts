import type { EngineRemoval } from './engine-removals';

/** What one version of an engine serves no more, and the one before it did. */
interface EngineRelease extends Pick<EngineRemoval, 'engine' | 'since' | 'source'> {
  readonly drops: readonly Pick<EngineRemoval, 'apiVersion' | 'kinds' | 'instead'>[];
}

const FLUX_SOURCES = ['Bucket', 'GitRepository', 'HelmChart', 'HelmRepository'];
const FLUX_IMAGES = ['ImagePolicy', 'ImageRepository', 'ImageUpdateAutomation'];

/** Kinds of one controller of Flux, which all have the same successor. */
const flux = (group: string, version: string, kinds: readonly string[], instead: string) => ({
  apiVersion: `${group}.toolkit.fluxcd.io/${version}`,
  kinds,
  instead: `${group}.toolkit.fluxcd.io/${instead}`,
});
/** Of the notification controller, of whose kinds only one is stable. */
const fluxNotifications = (version: string) => [
  flux('notification', version, ['Alert', 'Provider'], 'v1beta3'),
  flux('notification', version, ['Receiver'], 'v1'),
];

const clusterApi = (version: string, kindsOf: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(kindsOf).map(([group, kinds]) => ({
    apiVersion: `${group}/${version}`,
    kinds,
    instead: `${group}/v1beta2`,
  }));
/** By group; kinds of infrastructure are others'. */
const MACHINES = {
  'cluster.x-k8s.io': ['Cluster', 'Machine', 'MachineDeployment', 'MachineHealthCheck', 'MachinePool', 'MachineSet'],
  'addons.cluster.x-k8s.io': ['ClusterResourceSet', 'ClusterResourceSetBinding'],
  'bootstrap.cluster.x-k8s.io': ['KubeadmConfig', 'KubeadmConfigTemplate'],
  'controlplane.cluster.x-k8s.io': ['KubeadmControlPlane'],
};
/** Those that v1alpha3 never had. */
const CLASSES = {
  'cluster.x-k8s.io': ['ClusterClass'],
  'controlplane.cluster.x-k8s.io': ['KubeadmControlPlaneTemplate'],
};
const MIGRATIONS = 'cluster-api v1.8.0 docs/book/src/developer/providers/migrations';

const RELEASES: readonly EngineRelease[] = [
  {
    engine: 'clusterApi',
    since: '1.5',
    source: `${MIGRATIONS}/v1.4-to-v1.5.md`,
    drops: clusterApi('v1alpha3', MACHINES),
  },
  {
    engine: 'clusterApi',
    since: '1.6',
    source: `${MIGRATIONS}/v1.5-to-v1.6.md`,
    drops: [...clusterApi('v1alpha4', MACHINES), ...clusterApi('v1alpha4', CLASSES)],
  },
  {
    engine: 'flux',
    since: '2.7',
    source: 'https://fluxcd.io/blog/2025/09/flux-v2.7.0/#upgrade-procedure',
    drops: [
      flux('helm', 'v2beta1', ['HelmRelease'], 'v2'),
      flux('image', 'v1beta1', FLUX_IMAGES, 'v1'),
      flux('kustomize', 'v1beta1', ['Kustomization'], 'v1'),
      flux('source', 'v1beta1', FLUX_SOURCES, 'v1'),
      ...fluxNotifications('v1beta1'),
    ],
  },
  {
    engine: 'flux',
    since: '2.8',
    source:
      'helm-controller v1.5.0 api/v2beta2, kustomize-controller v1.8.0 api/v1beta2 and source-controller v1.8.0 api/v1beta2, which those of Flux 2.7 serve',
    drops: [
      flux('helm', 'v2beta2', ['HelmRelease'], 'v2'),
      flux('kustomize', 'v1beta2', ['Kustomization'], 'v1'),
      flux('source', 'v1beta2', [...FLUX_SOURCES, 'OCIRepository'], 'v1'),
    ],
  },
  {
    engine: 'flux',
    since: '2.9',
    source:
      'image-automation-controller v1.2.0 and image-reflector-controller v1.2.0 api/v1beta2, notification-controller v1.9.3 api/v1beta2, which those of Flux 2.8 serve',
    drops: [flux('image', 'v1beta2', FLUX_IMAGES, 'v1'), ...fluxNotifications('v1beta2')],
  },
  {
    engine: 'kyverno',
    since: '1.12',
    source: 'kyverno v1.12.6 config/crds/kyverno, which v1.11.5 serves',
    drops: [
      {
        apiVersion: 'kyverno.io/v2alpha1',
        kinds: ['CleanupPolicy', 'ClusterCleanupPolicy', 'PolicyException'],
        instead: 'kyverno.io/v2',
      },
    ],
  },
];

/** What went with a version of an engine, as far as versions known here lack it. */
export const ENGINE_REMOVALS: readonly EngineRemoval[] = RELEASES.flatMap(({ drops, ...release }) =>
  drops.map((dropped) => ({ ...release, ...dropped })),
);
