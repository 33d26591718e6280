export { FederatedTrainingJob, type FederatedTrainingJobProps } from './federated-training-job';
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
export type { QueueAmounts, Quota, Resources } from './quota';
export { TrainingJob, type TrainingJobProps } from './training-job';
export { type ForeignQueueProps, TrainingQueue, type TrainingQueueProps } from './training-queue';
export type { TrainingPods, TrainingTask } from './training-task';
