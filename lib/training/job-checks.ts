import { listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import { dnsLabelProblem } from '../core/names';
import { parseQuantity } from '../core/quantity';
import type { IQueue } from '../core/queue';
import * as rules from './rules';
import type { TrainingTask } from './training-task';

/** What the checks need to know of a job. */
export interface JobFacts {
  readonly place: string;
  readonly jobName: string;
  readonly tasks: Readonly<Record<string, TrainingTask>>;
  readonly minAvailable?: number;
  readonly queue: IQueue;
  /** Members that the job may go to. */
  readonly members: readonly MemberModel[];
}

/** What is wrong with the properties of a job. What Volcano makes of them, and whether its gang fits, is looked at in the manifests. */
export function* checkJob(facts: JobFacts): Iterable<Finding> {
  const { place, jobName, tasks } = facts;
  yield* checkName(place, 'job', jobName, 'Give the construct an id that is a DNS label, or set jobName.');
  for (const [name, task] of Object.entries(tasks)) {
    yield* checkTask(facts, name, task);
  }
  yield* checkMinAvailable(place, 'minAvailable of the job', facts.minAvailable, 1);
  yield* checkMembersOfJob(facts);
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
  const { cpu, memory, gpus, gpuMemoryGiB, sharedMemory } = task;
  const bytesOf = (quantity?: string) => (quantity === undefined ? undefined : (parseQuantity(quantity) ?? Number.NaN));
  for (const [property, value, amount, expected] of [
    ['cpu', cpu, cpu, 'a number of cores above 0'],
    ['memory', memory, bytesOf(memory), "a Kubernetes quantity above 0, such as '32Gi'"],
    ['sharedMemory', sharedMemory, bytesOf(sharedMemory), "a Kubernetes quantity above 0, such as '16Gi'"],
    ['gpus', gpus, gpus, 'a whole number of devices, 1 or more'],
    ['gpuMemoryGiB', gpuMemoryGiB, gpuMemoryGiB, 'a number of GiB above 0'],
  ] as const) {
    const fine = amount === undefined || (amount > 0 && (property !== 'gpus' || Number.isInteger(amount)));
    if (!fine || amount === Number.POSITIVE_INFINITY) {
      yield finding(rules.JOB_BAD_AMOUNT, {
        place,
        value,
        message: `${property} of task '${name}' is ${show(value)}; expected ${expected}.`,
        fix: `Write ${expected}, or leave ${property} out.`,
      });
    }
  }
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

function* checkMembersOfJob({ place, queue, members }: JobFacts): Iterable<Finding> {
  for (const { name } of members) {
    if (queue.members && !queue.members.includes(name)) {
      yield finding(rules.JOB_QUEUE_ELSEWHERE, {
        place,
        value: name,
        message: `the job may go to member '${name}', but its queue '${queue.queueName}' is only in ${listOf(queue.members) || 'no member'}.`,
        fix: `Send the queue to '${name}', too, or leave the member out of to.`,
      });
    }
  }
}
