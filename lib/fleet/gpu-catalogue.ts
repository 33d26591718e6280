/** What is known of one GPU model. */
export interface GpuSpec {
  readonly vendor: 'nvidia' | 'amd' | 'huawei';
  /** Microarchitecture, as the vendor names it. */
  readonly generation: string;
  /** Memory of one device in GiB, in the variant that clouds offer most. */
  readonly memoryGiB: number;
  /** Value of the node label with which the vendor's feature discovery names the model. */
  readonly product: string;
}

/** The extended resource under which a vendor's device plugin advertises whole devices, and its product label. */
export const VENDORS = {
  nvidia: { resource: 'nvidia.com/gpu', productLabel: 'nvidia.com/gpu.product' },
  amd: { resource: 'amd.com/gpu', productLabel: 'amd.com/gpu.product-name' },
  huawei: { resource: 'huawei.com/Ascend910', productLabel: 'accelerator' },
} as const;

/**
 * NVIDIA models. Memory from the vendor's data sheets; product names as GPU feature discovery writes them
 * (https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html).
 */
export const NVIDIA = {
  P100: { vendor: 'nvidia', generation: 'Pascal', memoryGiB: 16, product: 'Tesla-P100-PCIE-16GB' },
  P40: { vendor: 'nvidia', generation: 'Pascal', memoryGiB: 24, product: 'Tesla-P40' },
  V100: { vendor: 'nvidia', generation: 'Volta', memoryGiB: 16, product: 'Tesla-V100-SXM2-16GB' },
  'V100-32GB': { vendor: 'nvidia', generation: 'Volta', memoryGiB: 32, product: 'Tesla-V100-SXM2-32GB' },
  T4: { vendor: 'nvidia', generation: 'Turing', memoryGiB: 16, product: 'Tesla-T4' },
  RTX3090: { vendor: 'nvidia', generation: 'Ampere', memoryGiB: 24, product: 'NVIDIA-GeForce-RTX-3090' },
  A10: { vendor: 'nvidia', generation: 'Ampere', memoryGiB: 24, product: 'NVIDIA-A10' },
  A10G: { vendor: 'nvidia', generation: 'Ampere', memoryGiB: 24, product: 'NVIDIA-A10G' },
  A30: { vendor: 'nvidia', generation: 'Ampere', memoryGiB: 24, product: 'NVIDIA-A30' },
  'A100-40GB': { vendor: 'nvidia', generation: 'Ampere', memoryGiB: 40, product: 'NVIDIA-A100-SXM4-40GB' },
  'A100-80GB': { vendor: 'nvidia', generation: 'Ampere', memoryGiB: 80, product: 'NVIDIA-A100-SXM4-80GB' },
  RTX4090: { vendor: 'nvidia', generation: 'Ada', memoryGiB: 24, product: 'NVIDIA-GeForce-RTX-4090' },
  L4: { vendor: 'nvidia', generation: 'Ada', memoryGiB: 24, product: 'NVIDIA-L4' },
  L40S: { vendor: 'nvidia', generation: 'Ada', memoryGiB: 48, product: 'NVIDIA-L40S' },
  H20: { vendor: 'nvidia', generation: 'Hopper', memoryGiB: 96, product: 'NVIDIA-H20' },
  H100: { vendor: 'nvidia', generation: 'Hopper', memoryGiB: 80, product: 'NVIDIA-H100-80GB-HBM3' },
  H200: { vendor: 'nvidia', generation: 'Hopper', memoryGiB: 141, product: 'NVIDIA-H200' },
  B200: { vendor: 'nvidia', generation: 'Blackwell', memoryGiB: 180, product: 'NVIDIA-B200' },
} as const satisfies Readonly<Record<string, GpuSpec>>;

/**
 * AMD Instinct models. The product name is what the firmware of the board says, with the form of the board: MI300X as AMD's labeller writes
 * it on modules (https://instinct.docs.amd.com/projects/k8s-device-plugin/en/latest/user-guide/installation.html).
 */
export const AMD = {
  MI250X: { vendor: 'amd', generation: 'CDNA2', memoryGiB: 128, product: 'AMD_Instinct_MI250X' },
  MI300X: { vendor: 'amd', generation: 'CDNA3', memoryGiB: 192, product: 'AMD_Instinct_MI300X_OAM' },
} as const satisfies Readonly<Record<string, GpuSpec>>;

/** Huawei Ascend models. */
export const HUAWEI = {
  Ascend910B: { vendor: 'huawei', generation: 'Da Vinci', memoryGiB: 64, product: 'huawei-Ascend910' },
} as const satisfies Readonly<Record<string, GpuSpec>>;
