import { ADD_ON_NAMES, type AddOnName } from '../core/add-ons';
import { type EngineVersionName, minorOf } from '../core/versions';

/** One chart of an add-on. */
export interface ChartSpec {
  /** Name under which it is installed. */
  readonly release: string;
  readonly chart: string;
}

/** What is known of one version of an add-on. */
export interface AddOnVersion {
  /** Version of the software, `major.minor`, as fleets and members state it. */
  readonly version: string;
  /** Version of its charts; absent: not known here, and stated where it is installed. */
  readonly chart?: string;
  /**
   * The Kubernetes versions that it supports, `major.minor`, or at least installs on where `source` is its chart; without `to`, all later
   * ones.
   */
  readonly kubernetes: { readonly from: string; readonly to?: string };
  /** Where that is written. */
  readonly source: string;
}

/** What is known of an add-on. */
export interface AddOnSpec {
  /** Its name in messages. */
  readonly title: string;
  /** Where it belongs. */
  readonly on: 'host' | 'member';
  readonly namespace: string;
  /** Address of the chart repository. */
  readonly repository: string;
  /** In the order in which they are installed. */
  readonly charts: readonly ChartSpec[];
  /** The engine whose version a member states; the add-on follows from it. Absent: it is asked for by name. */
  readonly engine?: EngineVersionName;
  /** Whether it says which GPUs a node has: of such there is one in a member. */
  readonly ownsDevices?: true;
  /** Oldest first. Of others, and of those without a chart, the version of the chart must be stated. */
  readonly versions: readonly AddOnVersion[];
}

const KARMADA = 'karmada v1.18.2 README.md, Kubernetes compatibility';
const VOLCANO = 'volcano v1.15.1 README.md, Kubernetes compatibility';
const ISTIO = 'https://istio.io/latest/docs/releases/supported-releases/';
const KYVERNO = 'https://kyverno.io/docs/installation/#compatibility-matrix';
const CERT_MANAGER = 'https://cert-manager.io/docs/releases/';
const FLUX = 'https://fluxcd.io/blog';
const OPERATOR = 'prometheus-operator v0.93.0 Documentation/getting-started/compatibility.md';

/**
 * The add-ons that fleets of GPU clusters have, in the order in which they are installed, with the versions whose Kubernetes
 * versions are written somewhere, and their charts as far as these are.
 */
export const ADD_ONS: Readonly<Record<AddOnName, AddOnSpec>> = {
  karmada: {
    title: 'Karmada',
    on: 'host',
    namespace: 'karmada-system',
    repository: 'https://raw.githubusercontent.com/karmada-io/karmada/master/charts',
    charts: [{ release: 'karmada', chart: 'karmada' }],
    versions: [
      { version: '1.16', chart: 'v1.16.0', kubernetes: { from: '1.25', to: '1.34' }, source: KARMADA },
      { version: '1.17', chart: 'v1.17.2', kubernetes: { from: '1.26', to: '1.35' }, source: KARMADA },
      { version: '1.18', chart: 'v1.18.2', kubernetes: { from: '1.26', to: '1.35' }, source: KARMADA },
    ],
  },
  flux: {
    title: 'Flux',
    on: 'member',
    namespace: 'flux-system',
    repository: 'https://fluxcd-community.github.io/helm-charts',
    charts: [{ release: 'flux', chart: 'flux2' }],
    // the chart is another project's, with numbers of its own: 2.16.3 has Flux 2.6.4 (as helm lists it in docs/gitops.md of
    // github.com/Singullaritty/homework), 2.17.2 has 2.7.5 (charts/flux2/Chart.yaml of github.com/fluxcd-community/helm-charts),
    // 2.18.4 has 2.8.8 (the copy charts/flux2-2.18.4 in github.com/aws-controllers-k8s/test-infra)
    versions: [
      {
        version: '2.6',
        chart: '2.16.3',
        kubernetes: { from: '1.31', to: '1.33' },
        source: `${FLUX}/2025/05/flux-v2.6.0/`,
      },
      {
        version: '2.7',
        chart: '2.17.2',
        kubernetes: { from: '1.32', to: '1.34' },
        source: `${FLUX}/2025/09/flux-v2.7.0/`,
      },
      {
        version: '2.8',
        chart: '2.18.4',
        kubernetes: { from: '1.33', to: '1.35' },
        source: `${FLUX}/2026/02/flux-v2.8.0/`,
      },
      { version: '2.9', kubernetes: { from: '1.34', to: '1.36' }, source: `${FLUX}/2026/06/flux-v2.9.0/` },
    ],
  },
  certManager: {
    title: 'cert-manager',
    on: 'member',
    namespace: 'cert-manager',
    repository: 'https://charts.jetstack.io',
    charts: [{ release: 'cert-manager', chart: 'cert-manager' }],
    versions: [
      { version: '1.19', chart: 'v1.19.1', kubernetes: { from: '1.31', to: '1.35' }, source: CERT_MANAGER },
      { version: '1.20', chart: 'v1.20.0', kubernetes: { from: '1.32', to: '1.35' }, source: CERT_MANAGER },
      { version: '1.21', chart: 'v1.21.1', kubernetes: { from: '1.33', to: '1.36' }, source: CERT_MANAGER },
    ],
  },
  kyverno: {
    title: 'Kyverno',
    on: 'member',
    namespace: 'kyverno',
    repository: 'https://kyverno.github.io/kyverno/',
    charts: [{ release: 'kyverno', chart: 'kyverno' }],
    engine: 'kyverno',
    versions: [
      { version: '1.17', chart: '3.7.2', kubernetes: { from: '1.32', to: '1.35' }, source: KYVERNO },
      { version: '1.18', chart: '3.8.2', kubernetes: { from: '1.33', to: '1.35' }, source: KYVERNO },
      { version: '1.19', chart: '3.9.1', kubernetes: { from: '1.33', to: '1.35' }, source: KYVERNO },
    ],
  },
  prometheusStack: {
    title: 'kube-prometheus-stack',
    on: 'member',
    namespace: 'monitoring',
    repository: 'https://prometheus-community.github.io/helm-charts',
    charts: [{ release: 'kube-prometheus-stack', chart: 'kube-prometheus-stack' }],
    engine: 'prometheusOperator',
    versions: [
      { version: '0.92', chart: '87.0.0', kubernetes: { from: '1.25' }, source: OPERATOR },
      { version: '0.93', chart: '88.0.0', kubernetes: { from: '1.25' }, source: OPERATOR },
    ],
  },
  istio: {
    title: 'Istio',
    on: 'member',
    namespace: 'istio-system',
    repository: 'https://istio-release.storage.googleapis.com/charts',
    charts: [
      { release: 'istio-base', chart: 'base' },
      { release: 'istiod', chart: 'istiod' },
      { release: 'istio-ingressgateway', chart: 'gateway' },
    ],
    engine: 'istio',
    versions: [
      { version: '1.29', chart: '1.29.0', kubernetes: { from: '1.31', to: '1.35' }, source: ISTIO },
      { version: '1.30', chart: '1.30.4', kubernetes: { from: '1.32', to: '1.36' }, source: ISTIO },
      { version: '1.31', chart: '1.31.1', kubernetes: { from: '1.32', to: '1.36' }, source: ISTIO },
    ],
  },
  volcano: {
    title: 'Volcano',
    on: 'member',
    namespace: 'volcano-system',
    repository: 'https://volcano-sh.github.io/helm-charts',
    charts: [{ release: 'volcano', chart: 'volcano' }],
    engine: 'volcano',
    versions: [
      { version: '1.14', chart: '1.14.0', kubernetes: { from: '1.23', to: '1.34' }, source: VOLCANO },
      { version: '1.15', chart: '1.15.1', kubernetes: { from: '1.23', to: '1.35' }, source: VOLCANO },
    ],
  },
  gpuOperator: {
    title: 'the NVIDIA GPU operator',
    on: 'member',
    namespace: 'gpu-operator',
    repository: 'https://helm.ngc.nvidia.com/nvidia',
    charts: [{ release: 'gpu-operator', chart: 'gpu-operator' }],
    ownsDevices: true,
    versions: [
      {
        version: '25.3',
        chart: 'v25.3.4',
        kubernetes: { from: '1.16' },
        source: 'gpu-operator v25.3.4 Chart.yaml, kubeVersion',
      },
    ],
  },
  nvidiaDevicePlugin: {
    title: "NVIDIA's device plugin",
    on: 'member',
    namespace: 'nvidia-device-plugin',
    repository: 'https://nvidia.github.io/k8s-device-plugin',
    charts: [{ release: 'nvidia-device-plugin', chart: 'nvidia-device-plugin' }],
    ownsDevices: true,
    versions: [
      {
        version: '0.18',
        chart: '0.18.2',
        kubernetes: { from: '1.10' },
        source: 'k8s-device-plugin v0.18.2 deployments/helm/nvidia-device-plugin/Chart.yaml, kubeVersion',
      },
      {
        version: '0.19',
        chart: '0.19.1',
        kubernetes: { from: '1.10' },
        source: 'k8s-device-plugin v0.19.1 deployments/helm/nvidia-device-plugin/Chart.yaml, kubeVersion',
      },
    ],
  },
  vgpuDevicePlugin: {
    title: "Volcano's vGPU device plugin",
    on: 'member',
    namespace: 'kube-system',
    repository: 'oci://ghcr.io/project-hami/charts',
    charts: [{ release: 'volcano-vgpu-device-plugin', chart: 'volcano-vgpu-device-plugin' }],
    ownsDevices: true,
    versions: [],
  },
};

/** The versions of an add-on whose charts are known, oldest first. */
export function installableVersions(name: AddOnName): readonly string[] {
  return ADD_ONS[name].versions.filter(({ chart }) => chart !== undefined).map(({ version }) => version);
}

/** What is known of a version of an add-on, if anything. */
export function versionOf(name: AddOnName, version: string | undefined): AddOnVersion | undefined {
  return ADD_ONS[name].versions.find((known) => known.version === version);
}

/**
 * The version of the software that a version of its chart has, if that is known: charts of one minor version differ in patches of the
 * software only.
 */
export function versionOfChart(name: AddOnName, chart: string): string | undefined {
  const minor = minorOf(chart);
  const known = ADD_ONS[name].versions.find((one) => minor !== undefined && minorOf(one.chart ?? '') === minor);
  return known?.version;
}

/** Add-ons that say which GPUs a node has. */
export const DEVICE_OWNERS: readonly AddOnName[] = ADD_ON_NAMES.filter((name) => ADD_ONS[name].ownsDevices);
