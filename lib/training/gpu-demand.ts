import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel, PoolModel } from '../core/model';
import { type HandedOut, handedOut } from './gpu-memory';
import * as rules from './rules';
import type { TrainingTask } from './training-task';

type Tasks = Readonly<Record<string, TrainingTask>>;

/** Whether a member has the GPUs that tasks state by model or memory. Of one that declares no pools nothing is known. */
export function offersGpus(member: MemberModel, tasks: Tasks): boolean {
  return (
    member.pools.length === 0 ||
    Object.values(tasks).every(
      (task) => !statesGpus(task) || partsFor(member, task).some(({ memoryGiB }) => memoryGiB >= neededBy(task)),
    )
  );
}

/** GPUs that are stated and are not in a member that the job may go to, or of which a pod gets too little memory there. */
export function* checkGpuDemand(place: string, tasks: Tasks, members: readonly MemberModel[]): Iterable<Finding> {
  for (const member of members.filter(({ pools }) => pools.length > 0)) {
    for (const [name, task] of Object.entries(tasks)) {
      yield* checkModel(place, name, task, member);
      yield* checkMemory(place, name, task, member);
    }
  }
}

function* checkModel(place: string, name: string, task: TrainingTask, member: MemberModel): Iterable<Finding> {
  if (task.gpuModel && poolsOf(member, task).length === 0) {
    const offered = member.pools.flatMap(({ gpu, gpuMemoryGiB }) => (gpu ? [`${gpu} with ${gpuMemoryGiB} GiB`] : []));
    yield finding(rules.JOB_NO_SUCH_GPU, {
      place,
      value: member.name,
      message: `task '${name}' runs on ${task.gpuModel.model}, which member '${member.name}' does not have (${fewOf(offered) || 'it has no GPUs'}).`,
      fix: `Leave '${member.name}' out of to, or set another gpuModel.`,
    });
  }
}

function* checkMemory(place: string, name: string, task: TrainingTask, member: MemberModel): Iterable<Finding> {
  const needed = neededBy(task);
  const parts = partsFor(member, task);
  const small = parts.filter(({ memoryGiB }) => memoryGiB < needed);
  if (small.length > 0) {
    const all = small.length === parts.length;
    yield finding(all ? rules.JOB_GPU_TOO_SMALL : rules.JOB_GPU_MIXED, {
      place,
      value: needed,
      message: `task '${name}' needs ${needed} GiB in each GPU, and member '${member.name}' ${all ? 'gives it' : 'also has'} ${fewOf(small.map(({ meaning }) => meaning))}.`,
      fix: all
        ? `${fixOf(task)}, leave '${member.name}' out of to, or divide the model over more GPUs.`
        : 'Set gpuModel of the task, or a nodeSelector in its pod.',
    });
  } else if (needed > 0 && parts.some(({ pool }) => pool.sharing?.type === 'time-slices') && !isToldBySlices(task)) {
    yield finding(rules.MEMORY_NOT_ISOLATED, {
      place,
      value: needed,
      message: `task '${name}' needs ${needed} GiB in each GPU, and member '${member.name}' gives it time slices, which keep no pod out of the memory of others.`,
      fix: 'Share the cards by GpuSharing.mps, mig or vgpu, or acknowledge it with the reason why the pods of these cards keep to their part.',
    });
  }
}

function fixOf({ gpu }: TrainingTask): string {
  if (gpu?.type === 'vgpu' && gpu.memoryGiB !== undefined) {
    return 'Ask for more memoryGiB in gpu';
  }
  return gpu ? 'Ask for a larger part' : 'Send the job to larger GPUs';
}

/** Slices say themselves what memory they need, and are told then. */
function isToldBySlices({ gpu }: TrainingTask): boolean {
  return gpu?.type === 'slices' && gpu.memoryGiB !== undefined;
}

/** What is no amount is told as such. */
function neededBy({ gpuMemoryGiB = 0 }: TrainingTask): number {
  return Number.isFinite(gpuMemoryGiB) ? gpuMemoryGiB : 0;
}

function statesGpus({ gpus, gpu, gpuModel, gpuMemoryGiB }: TrainingTask): boolean {
  return [gpus, gpu, gpuModel, gpuMemoryGiB].some((stated) => stated !== undefined);
}

/** What a member has for a task, pool by pool. */
function partsFor(member: MemberModel, task: TrainingTask): readonly HandedOut[] {
  return poolsOf(member, task).flatMap((pool) => handedOut(pool, task) ?? []);
}

function poolsOf({ pools }: MemberModel, { gpuModel }: TrainingTask): readonly PoolModel[] {
  return gpuModel ? pools.filter(({ gpu }) => gpu === gpuModel.model) : pools;
}
