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
