import { TrainingJob, type TrainingJobProps, TrainingQueue, type TrainingTask } from '../lib';
import { manifestsOf } from '../lib/testing';
import { twoMembers } from './support';

export const image = 'registry.internal/ml/resnet-trainer:v2';
export const trainer: TrainingTask = { replicas: 4, image, gpus: 1, cpu: 8, memory: '32Gi' };

type Members = Parameters<typeof twoMembers>[0];

/** A fleet of a and b with a queue, and a job of these properties in it. */
export function withJob(props: Partial<TrainingJobProps<'a' | 'b'>> = {}, more: Members = {}) {
  const { app, fleet } = twoMembers({ volcano: '1.15', ...more });
  const queue = new TrainingQueue(fleet, 'train-queue', { to: fleet });
  const job = new TrainingJob(fleet, 'resnet50-train', { queue, tasks: { trainer }, ...props });
  return { app, fleet, queue, job };
}

export const jobIn = (app: Parameters<typeof manifestsOf>[0]) =>
  manifestsOf(app).find(({ apiVersion }) => apiVersion === 'batch.volcano.sh/v1alpha1')!;
