import type { JsonObject } from './manifest';

/** Software that a cluster has beside its workloads, by the names that properties use. */
export const ADD_ON_NAMES = [
  'karmada',
  'volcano',
  'istio',
  'kyverno',
  'prometheusStack',
  'gpuOperator',
  'nvidiaDevicePlugin',
  'vgpuDevicePlugin',
  'certManager',
  'flux',
] as const;

/** Name of an add-on. */
export type AddOnName = (typeof ADD_ON_NAMES)[number];

/** A chart, and under which name it is installed. */
export interface ReleaseModel {
  /** Name of the release, unique in its namespace. */
  readonly release: string;
  /** Made with the release where it is not there. */
  readonly namespace: string;
  readonly chart: string;
  /** Address of the repository that has the chart: `https://`, or `oci://` for a registry. */
  readonly repository: string;
  /** Version of the chart. */
  readonly version: string;
  readonly values: JsonObject;
}

/** An add-on that a program installs in one cluster. */
export interface AddOnModel {
  /** Path of the construct. */
  readonly place: string;
  readonly name: AddOnName;
  readonly fleet: string;
  /** The member; absent: the host of the control plane. */
  readonly member?: string;
  /** Version of the software, `major.minor`. */
  readonly version: string;
  /** `flux`: objects of the program tell Flux to install it. `helm`: whoever deploys the program does. */
  readonly by: 'flux' | 'helm';
  /** In the order in which they are installed. */
  readonly releases: readonly ReleaseModel[];
}
