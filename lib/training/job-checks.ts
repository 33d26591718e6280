import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { dnsLabelProblem } from '../core/names';
import { parseQuantity } from '../core/quantity';
import * as rules from './rules';
import type { TrainingTask } from './training-task';

/** What the checks need to know of a job. */
export interface JobFacts {
  readonly place: string;
  readonly jobName: string;
  readonly tasks: Readonly<Record<string, TrainingTask>>;
  readonly minAvailable?: number;
  readonly maxRuntimeSeconds?: number;
}

/**
 * What is wrong with the properties of a job. What Volcano makes of them, whether the queue is where the job goes, and whether the gang
 * fits there, is looked at in the manifests.
 */
export function* checkJob(facts: JobFacts): Iterable<Finding> {
  const { place, jobName, tasks } = facts;
  yield* checkName(place, 'job', jobName, 'Give the construct an id that is a DNS label, or set jobName.');
  for (const [name, task] of Object.entries(tasks)) {
    yield* checkTask(facts, name, task);
  }
  yield* checkMinAvailable(place, 'minAvailable of the job', facts.minAvailable, 1);
  if (facts.maxRuntimeSeconds !== undefined && !isRuntime(facts.maxRuntimeSeconds)) {
    yield finding(rules.JOB_BAD_AMOUNT, {
      place,
      value: facts.maxRuntimeSeconds,
      message: `maxRuntimeSeconds is ${show(facts.maxRuntimeSeconds)}; expected a whole number of seconds, from 1 to ${LONGEST_RUNTIME}.`,
      fix: 'Write such a number, or leave maxRuntimeSeconds out for no limit.',
    });
  }
}

/** Seconds: most that activeDeadlineSeconds of a pod may be. */
export const LONGEST_RUNTIME = 2 ** 31 - 1;

/** Whether pods can be held to so many seconds. */
export function isRuntime(seconds: number | undefined): boolean {
  return Number.isInteger(seconds) && seconds! >= 1 && seconds! <= LONGEST_RUNTIME;
}

function* checkTask({ place }: JobFacts, name: string, task: TrainingTask): Iterable<Finding> {
  yield* checkName(place, 'task', name, 'Rename the task in tasks.');
  if (!Number.isInteger(task.replicas) || task.replicas < 1) {
    yield finding(rules.JOB_BAD_REPLICAS, {
      place,
      value: task.replicas,
      message: `the replicas of task '${name}' are ${show(task.replicas)}; expected a whole number, 1 or more.`,
      fix: 'Write the number of pods, or leave the task out.',
    });
  }
  yield* checkMinAvailable(place, `minAvailable of task '${name}'`, task.minAvailable, 0);
  for (const { property, value, expected } of badAmounts(task)) {
    yield finding(rules.JOB_BAD_AMOUNT, {
      place,
      value,
      message: `${property} of task '${name}' is ${show(value)}; expected ${expected}.`,
      fix: `Write ${expected}, or leave ${property} out.`,
    });
  }
}

type Amounts = Pick<TrainingTask, 'cpu' | 'memory' | 'sharedMemory' | 'gpus' | 'gpuMemoryGiB'>;

/** An amount that cannot be one. */
interface BadAmount {
  readonly property: keyof Amounts;
  readonly value: unknown;
  /** What it has to be, for messages. */
  readonly expected: string;
}

/** The amounts of a pod that cannot be requested. */
export function badAmounts({ cpu, memory, gpus, gpuMemoryGiB, sharedMemory }: Amounts): BadAmount[] {
  const bytesOf = (quantity?: string) => (quantity === undefined ? undefined : (parseQuantity(quantity) ?? Number.NaN));
  const amounts = [
    ['cpu', cpu, cpu, 'a number of cores above 0'],
    ['memory', memory, bytesOf(memory), "a Kubernetes quantity above 0, such as '32Gi'"],
    ['sharedMemory', sharedMemory, bytesOf(sharedMemory), "a Kubernetes quantity above 0, such as '16Gi'"],
    ['gpus', gpus, gpus, 'a whole number of devices, 1 or more'],
    ['gpuMemoryGiB', gpuMemoryGiB, gpuMemoryGiB, 'a number of GiB above 0'],
  ] as const;
  return amounts.flatMap(([property, value, amount, expected]) => {
    const fine = amount === undefined || (amount > 0 && (property !== 'gpus' || Number.isInteger(amount)));
    return fine && amount !== Number.POSITIVE_INFINITY ? [] : [{ property, value, expected }];
  });
}

function* checkName(place: string, what: string, name: string, fix: string): Iterable<Finding> {
  const problem = dnsLabelProblem(name);
  if (problem) {
    yield finding(rules.JOB_BAD_NAME, {
      place,
      value: name,
      message: `the ${what} name ${show(name)} is not usable: ${problem}.`,
      fix,
    });
  }
}

/** That it is no more than the pods is looked at in the manifest. */
function* checkMinAvailable(place: string, what: string, value: number | undefined, least: number): Iterable<Finding> {
  if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
    yield finding(rules.JOB_BAD_MIN_AVAILABLE, {
      place,
      value,
      message: `${what} is ${show(value)}; expected a whole number, ${least} or more.`,
      fix: 'Leave minAvailable out for a gang of all pods, or write such a number.',
    });
  }
}
