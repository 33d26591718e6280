export {
  type GpuClaimRequest,
  GpuRequest,
  type GpuSliceRequest,
  type GpuSlicesProps,
  type MigRequest,
  type VgpuRequestProps,
  type VirtualGpuRequest,
} from './gpu-request';
export type { QueueAmounts, Quota, Resources } from './quota';
export type { SchedulerAction, SchedulerConfiguration, SchedulerPlugin, TierPlugin } from './scheduler-configuration';
export { type JobPlugin, TrainingJob, type TrainingJobProps } from './training-job';
export { type ForeignQueueProps, TrainingQueue, type TrainingQueueProps } from './training-queue';
export type { TrainingTask } from './training-task';
export { VolcanoScheduler, type VolcanoSchedulerProps } from './volcano-scheduler';
