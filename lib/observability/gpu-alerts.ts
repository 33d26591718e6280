/** When the alerts of a GPU monitor fire. */
export interface GpuAlertProps {
  /**
   * Temperature in degrees Celsius above which a GPU is too hot.
   * @default 85
   */
  readonly temperatureAbove?: number;
  /**
   * Share of its memory, 0 to 1, above which a GPU is nearly full.
   * @default 0.95
   */
  readonly memoryAbove?: number;
  /**
   * Share of time, 0 to 1, below which a GPU that a pod holds is idle.
   * @default 0.05
   */
  readonly idleBelow?: number;
}

/** Alerts with all thresholds. */
export type GpuThresholds = Required<GpuAlertProps>;

export const GPU_THRESHOLDS: GpuThresholds = { temperatureAbove: 85, memoryAbove: 0.95, idleBelow: 0.05 };

/**
 * Errors of the hardware or its driver (XIDs), after which the node needs a look: others come from the programs that use the GPU.
 * Source: https://docs.nvidia.com/deploy/xid-errors/
 */
export const HARDWARE_XIDS: Readonly<Record<number, string>> = {
  48: 'double bit ECC error',
  62: 'internal micro-controller halt',
  64: 'row remapping failed',
  74: 'NVLink error',
  79: 'GPU has fallen off the bus',
  95: 'uncontained ECC error',
  119: 'GSP does not answer',
  120: 'GSP error',
};
