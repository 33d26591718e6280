import type { TrainingTask } from './training-task';

/** Pods of a task without which none of the job runs. */
function neededOf({ replicas, minAvailable, partitionSize, minPartitions }: TrainingTask): number {
  return minAvailable ?? (partitionSize && minPartitions ? partitionSize * minPartitions : replicas);
}

/**
 * Pods that start a job: those that its tasks need. Tasks that wait for others come later and cannot be part of it, because Volcano
 * starts no pod of a gang before all of them exist.
 */
export function gangOf(tasks: Readonly<Record<string, TrainingTask>>): number {
  return Object.values(tasks)
    .filter(({ dependsOn = [] }) => dependsOn.length === 0)
    .reduce((sum, task) => sum + neededOf(task), 0);
}
