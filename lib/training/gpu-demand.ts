import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel, PoolModel } from '../core/model';
import * as rules from './rules';
import type { TrainingTask } from './training-task';

type Tasks = Readonly<Record<string, TrainingTask>>;

/** Whether a member has the GPUs that tasks state by model or memory. Of one that declares no pools nothing is known. */
export function offersGpus(member: MemberModel, tasks: Tasks): boolean {
  return (
    member.pools.length === 0 ||
    Object.values(tasks).every((task) => poolsOf(member, task).some((pool) => isLargeEnough(pool, task)))
  );
}

/** GPUs that are stated and are not in a member that the job may go to, or have too little memory there. */
export function* checkGpuDemand(place: string, tasks: Tasks, members: readonly MemberModel[]): Iterable<Finding> {
  for (const member of members.filter(({ pools }) => pools.length > 0)) {
    for (const [name, task] of Object.entries(tasks)) {
      yield* checkTask(place, name, task, member);
    }
  }
}

function* checkTask(place: string, name: string, task: TrainingTask, member: MemberModel): Iterable<Finding> {
  const { gpuModel, gpuMemoryGiB } = task;
  const pools = poolsOf(member, task);
  const offered = member.pools.filter(({ gpu }) => gpu !== undefined).map(describe);
  if (gpuModel && pools.length === 0) {
    yield finding(rules.JOB_NO_SUCH_GPU, {
      place,
      value: member.name,
      message: `task '${name}' runs on ${gpuModel.model}, which member '${member.name}' does not have (${fewOf(offered) || 'it has no GPUs'}).`,
      fix: `Leave '${member.name}' out of to, or set another gpuModel.`,
    });
    return;
  }
  const small = pools.filter((pool) => !isLargeEnough(pool, task));
  if (gpuMemoryGiB !== undefined && small.length > 0) {
    const all = small.length === pools.length;
    yield finding(all ? rules.JOB_GPU_TOO_SMALL : rules.JOB_GPU_MIXED, {
      place,
      value: gpuMemoryGiB,
      message: `task '${name}' needs ${gpuMemoryGiB} GiB in each GPU, and member '${member.name}' ${all ? 'has' : 'also has'} ${fewOf(small.map(describe))}.`,
      fix: all
        ? `Leave '${member.name}' out of to, or divide the model over more GPUs.`
        : 'Set gpuModel of the task, or a nodeSelector in its pod.',
    });
  }
}

/** The pools in which a task may run, as far as its GPUs decide that. */
function poolsOf(member: MemberModel, { gpus, gpuModel, gpuMemoryGiB }: TrainingTask): readonly PoolModel[] {
  if (gpuModel) {
    return member.pools.filter(({ gpu }) => gpu === gpuModel.model);
  }
  const aboutGpus = gpus !== undefined || gpuMemoryGiB !== undefined;
  return aboutGpus ? member.pools.filter(({ gpu }) => gpu !== undefined) : member.pools;
}

function isLargeEnough({ gpuMemoryGiB }: PoolModel, task: TrainingTask): boolean {
  return (gpuMemoryGiB ?? Number.POSITIVE_INFINITY) >= (task.gpuMemoryGiB ?? 0);
}

function describe({ gpu, gpuMemoryGiB }: PoolModel): string {
  return gpuMemoryGiB === undefined ? `${gpu}` : `${gpu} with ${gpuMemoryGiB} GiB`;
}
