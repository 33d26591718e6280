export type { AdmissionOptions } from './admission';
export { FederatedTrainingJob, type FederatedTrainingJobProps } from './federated-training-job';
export {
  type GpuClaimRequest,
  GpuRequest,
  type GpuSliceRequest,
  type GpuSlicesProps,
  type MigRequest,
  type VgpuRequestProps,
  type VirtualGpuRequest,
} from './gpu-request';
export type { GradientPrecision } from './gradient-traffic';
export type {
  EnvPlugin,
  HcclrankPlugin,
  JobPlugins,
  MpiPlugin,
  PytorchPlugin,
  RayPlugin,
  SshPlugin,
  SvcPlugin,
  TensorflowPlugin,
} from './job-plugin-options';
export type { JobPlugin } from './job-plugins';
export type { JobAction, JobEvent, JobPolicy } from './job-policy';
export { MpiJob, type MpiJobProps } from './mpi-job';
export type { NetworkTopology } from './network-topology';
export { PyTorchJob, type PyTorchJobProps } from './pytorch-job';
export { QueueBase } from './queue-base';
export type { DeviceResource, QueueAmounts, QueueQuota, Quota, Resources } from './quota';
export type { SchedulerAction, SchedulerConfiguration, SchedulerPlugin, TierPlugin } from './scheduler-configuration';
export type { Tenant, TenantPath, Tenants } from './tenant';
export { TenantQueue, type TenantQueueProps } from './tenant-queue';
export { TenantQueues, type TenantQueuesProps } from './tenant-queues';
export { TrainingJob, type TrainingJobProps } from './training-job';
export { type ForeignQueueProps, TrainingQueue, type TrainingQueueProps } from './training-queue';
export type { TrainingPods, TrainingTask } from './training-task';
export { VolcanoScheduler, type VolcanoSchedulerProps } from './volcano-scheduler';
