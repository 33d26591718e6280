import type { JobAction, JobEvent, JobPolicy } from './job-policy';
import type { TrainingTask } from './training-task';

type Tasks = Readonly<Record<string, TrainingTask>>;

/** What decides what happens to a gang: its tasks, and what the user says of it. */
export interface GangProps {
  readonly tasks: Tasks;
  readonly minAvailable?: number;
  readonly policies?: readonly JobPolicy[];
  readonly maxRetry?: number;
}

/** Pods of a task without which none of the job runs. */
export function neededOf({ replicas, minAvailable, partitionSize, minPartitions }: TrainingTask): number {
  return minAvailable ?? (partitionSize && minPartitions ? partitionSize * minPartitions : replicas);
}

/** Tasks that start at once. */
function firstOf(tasks: Tasks): TrainingTask[] {
  return Object.values(tasks).filter(({ dependsOn = [] }) => dependsOn.length === 0);
}

/**
 * Pods that start a job: those that its tasks need. Tasks that wait for others come later and cannot be part of it, because Volcano
 * starts no pod of a gang before all of them exist.
 */
export function gangOf(tasks: Tasks): number {
  return firstOf(tasks).reduce((sum, task) => sum + neededOf(task), 0);
}

/** Events by which a gang is told of the loss of a pod: a policy for one of them says what follows. */
const LOSSES: readonly JobEvent[] = ['PodEvicted', 'Unknown', '*'];

/** Actions that count as a retry of the job, whatever part of it they start again. */
const RETRIES: readonly JobAction[] = ['RestartJob', 'RestartTask', 'RestartPod', 'RestartPartition'];

/** A gang that loses any pod is broken. */
const WHEN_A_POD_IS_LOST: JobPolicy = { event: 'PodEvicted', action: 'RestartJob' };

/**
 * An elastic job is broken by the loss of a pod that it needs. Then Volcano calls its gang unknown. It acts on that until it has started
 * the job again: afterwards it takes this event, which states no version of the job, for one of an earlier life
 * (`pkg/controllers/job/job_controller_util.go`, `applyPolicies`; seen with 1.15.1).
 */
const WHEN_TOO_FEW_ARE_LEFT: JobPolicy = { event: 'Unknown', action: 'RestartJob' };

/** Volcano's own number. */
const RETRIES_AFTER_FAILURES = 3;

/**
 * How often a job is started again that nothing but evictions starts again. Volcano counts them as it counts failures, and a job has failed
 * for good with the third; but one that gives back what it borrowed has done nothing wrong.
 */
const RETRIES_AFTER_EVICTIONS = 1000;

/**
 * The policies of a job and its retries. Where its own policies say nothing of lost pods, a gang that lost one is started again as a whole:
 * the pods that are left would keep their GPUs, and wait for what does not come back. No policies at all are none (`[]`).
 */
export function startingAgain(props: GangProps): Pick<GangProps, 'policies'> & { readonly maxRetry: number } {
  const { tasks, policies, maxRetry = RETRIES_AFTER_FAILURES } = props;
  const needed = props.minAvailable ?? gangOf(tasks);
  const told = policies?.some((policy) => eventsOf(policy).some((event) => LOSSES.includes(event)));
  if (needed <= 1 || told || policies?.length === 0) {
    return { policies, maxRetry };
  }
  const elastic = needed < firstOf(tasks).reduce((sum, { replicas }) => sum + replicas, 0);
  const own = [...(policies ?? []), ...Object.values(tasks).flatMap((task) => task.policies ?? [])];
  const onlyEvictions = !elastic && !own.some(({ action }) => RETRIES.includes(action));
  return {
    policies: [...(policies ?? []), elastic ? WHEN_TOO_FEW_ARE_LEFT : WHEN_A_POD_IS_LOST],
    maxRetry: props.maxRetry ?? (onlyEvictions ? RETRIES_AFTER_EVICTIONS : maxRetry),
  };
}

function eventsOf({ event, events = [] }: JobPolicy): readonly JobEvent[] {
  return event === undefined ? events : [event, ...events];
}
