export type { JobPlugin } from './job-plugins';
export type { QueueAmounts, Quota, Resources } from './quota';
export type { SchedulerAction, SchedulerConfiguration, SchedulerPlugin, TierPlugin } from './scheduler-configuration';
export { TrainingJob, type TrainingJobProps } from './training-job';
export { type ForeignQueueProps, TrainingQueue, type TrainingQueueProps } from './training-queue';
export type { TrainingTask } from './training-task';
export { VolcanoScheduler, type VolcanoSchedulerProps } from './volcano-scheduler';
