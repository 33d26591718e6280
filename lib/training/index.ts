export type { JobPlugin } from './job-plugins';
export type { QueueAmounts, Quota, Resources } from './quota';
export { TrainingJob, type TrainingJobProps } from './training-job';
export { type ForeignQueueProps, TrainingQueue, type TrainingQueueProps } from './training-queue';
export type { TrainingTask } from './training-task';
