import { show } from '../core/errors';
import { listAt, numberAt, objectAt, optionalObjectAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { dnsLabelProblem } from '../core/names';
import { parseQuantity } from '../core/quantity';
import { givesHostNames } from '../training/job-plugins';
import * as rules from '../training/rules';
import { checkJobPolicies } from './job-policies';
import type { JobProblem, JobTask, JobView } from './job-problem';

const LONGEST_POD_NAME = 63;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Names of the tasks, and each task by itself. */
export function* checkJobTasks(job: JobView): Iterable<JobProblem> {
  const { tasks, spec } = job;
  if (tasks.length === 0) {
    yield {
      rule: rules.JOB_NO_TASKS,
      pointer: '/tasks',
      value: spec.tasks,
      message: 'the job has no tasks.',
      fix: 'Add at least one task to tasks.',
    };
  }
  for (const [index, task] of tasks.entries()) {
    if (tasks.findIndex(({ name }) => name === task.name) < index) {
      yield {
        rule: rules.JOB_DUPLICATE_TASK,
        pointer: `${task.pointer}/name`,
        value: task.name,
        message: `two tasks have the name ${show(task.name)}.`,
        fix: 'Rename one of them.',
      };
    }
    yield* checkPodName(job, task, index);
    yield* checkMinAvailable(task);
    yield* checkPartitions(task);
    yield* checkNuma(task);
    yield* checkJobPolicies(task.task, task.pointer);
  }
  const all = tasks.reduce((sum, { replicas }) => sum + replicas, 0);
  const minAvailable = numberAt(spec, 'minAvailable') ?? 0;
  if (minAvailable > all) {
    yield tooMany('/minAvailable', 'minAvailable of the job', minAvailable, all);
  }
  yield* checkTopology(spec, '');
}

/**
 * With host names all pods need names that can be one. Without, the webhook still looks at the name of one pod for each task, the one
 * whose index is that of the task.
 */
function* checkPodName({ name, spec }: JobView, { name: task, pointer, replicas }: JobTask, index: number) {
  const hosts = givesHostNames(Object.keys(objectAt(spec, 'plugins')));
  const pod = `${name}-${task}-${hosts ? Math.max(index, replicas - 1) : index}`;
  const fits = pod.length <= LONGEST_POD_NAME;
  const problem = fits && (hosts ? dnsLabelProblem(pod) === undefined : QUALIFIED.test(pod)) ? undefined : pod;
  if (problem !== undefined) {
    yield {
      rule: rules.JOB_BAD_NAME,
      pointer: `${pointer}/name`,
      value: pod,
      message: `a pod of task '${task}' would be named '${pod}', ${fits ? 'which is no DNS label' : `${pod.length} characters; at most ${LONGEST_POD_NAME} are allowed`}.`,
      fix: 'Shorten or change the name of the task, or set another jobName.',
    };
  }
}

function* checkMinAvailable({ name, task, pointer, replicas }: JobTask): Iterable<JobProblem> {
  const minAvailable = numberAt(task, 'minAvailable') ?? 0;
  if (minAvailable > replicas) {
    yield tooMany(`${pointer}/minAvailable`, `minAvailable of task '${name}'`, minAvailable, replicas);
  }
}

function tooMany(pointer: string, what: string, value: number, replicas: number): JobProblem {
  return {
    rule: rules.JOB_BAD_MIN_AVAILABLE,
    pointer,
    value,
    message: `${what} is ${value}, of ${replicas} pods.`,
    fix: 'Leave minAvailable out for a gang of all pods, or write a smaller number.',
  };
}

function* checkPartitions({ name, task, pointer, replicas, minAvailable }: JobTask): Iterable<JobProblem> {
  const policy = optionalObjectAt(task, 'partitionPolicy');
  if (!policy) {
    return;
  }
  const at = `${pointer}/partitionPolicy`;
  const [total, size, min] = ['totalPartitions', 'partitionSize', 'minPartitions'].map(
    (key) => numberAt(policy, key) ?? 0,
  ) as [number, number, number];
  const bad = (value: unknown, message: string, fix: string): JobProblem => ({
    rule: rules.JOB_BAD_PARTITIONS,
    pointer: at,
    value,
    message,
    fix,
  });
  if (total <= 0 || size <= 0) {
    yield bad(policy, `task '${name}' has ${total} partitions of ${size} pods.`, 'Write 1 or more of both.');
  } else if (total * size !== replicas) {
    yield bad(
      total * size,
      `task '${name}' has ${replicas} replicas, and ${total} partitions of ${size} are ${total * size}.`,
      'Make replicas a multiple of the size of a partition.',
    );
  } else if (min > 0 && task.minAvailable !== undefined && min * size !== minAvailable) {
    yield bad(
      min * size,
      `task '${name}' needs ${min} partitions of ${size} pods, and its minAvailable is ${minAvailable}.`,
      'Leave minAvailable of the task out: it follows from the partitions.',
    );
  }
  yield* checkTopology(policy, at);
}

function* checkTopology(of: JsonObject, at: string): Iterable<JobProblem> {
  const { highestTierAllowed, highestTierName } = objectAt(of, 'networkTopology');
  if (typeof highestTierAllowed === 'number' && typeof highestTierName === 'string' && highestTierName !== '') {
    yield {
      rule: rules.JOB_BAD_TOPOLOGY,
      pointer: `${at}/networkTopology`,
      value: highestTierName,
      message: `the network topology gives the highest tier as number ${highestTierAllowed} and as ${show(highestTierName)}.`,
      fix: 'Set highestTierAllowed or highestTierName.',
    };
  }
}

function* checkNuma({ name, task, pointer }: JobTask): Iterable<JobProblem> {
  const { topologyPolicy } = task;
  if (typeof topologyPolicy !== 'string' || topologyPolicy === '' || topologyPolicy === 'none') {
    return;
  }
  const pod = objectAt(objectAt(task, 'template'), 'spec');
  for (const container of [...listAt(pod, 'containers'), ...listAt(pod, 'initContainers')]) {
    const cores = coresOf(objectAt(container, 'resources'));
    if (!Number.isInteger(cores) || cores === 0) {
      yield {
        rule: rules.JOB_NUMA_CORES,
        pointer: `${pointer}/topologyPolicy`,
        value: cores,
        message: `task '${name}' has the NUMA policy ${topologyPolicy}, and its container ${show(container.name)} asks for ${cores} cores.`,
        fix: 'Set cpu to a whole number of cores, or leave the policy out.',
      };
    }
  }
}

/** The webhook looks at limits only where nothing at all is requested. */
function coresOf(resources: JsonObject): number {
  const requests = objectAt(resources, 'requests');
  const { cpu } = Object.keys(requests).length > 0 ? requests : objectAt(resources, 'limits');
  return typeof cpu === 'string' || typeof cpu === 'number' ? (parseQuantity(cpu) ?? 0) : 0;
}
