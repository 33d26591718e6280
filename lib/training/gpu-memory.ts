import { migMemoryGiB, type SharingModel } from '../core/gpu-sharing';
import type { PoolModel } from '../core/model';
import type { TrainingTask } from './training-task';

/** What a pool hands out to a task that asks for GPUs. */
export interface HandedOut {
  readonly pool: PoolModel;
  /** Memory that the task has of each of its GPUs, in GiB; infinite where it is not known. */
  readonly memoryGiB: number;
  /** What that is, for messages: `1/4 of A100-80GB with 20 GiB`. */
  readonly meaning: string;
}

/** What a pool hands out to a task; undefined where the task asks for nothing that the pool offers by that name. */
export function handedOut(pool: PoolModel, task: TrainingTask): HandedOut | undefined {
  const { gpu, gpuMemoryGiB: card = Number.POSITIVE_INFINITY, sharing = { type: 'whole' } } = pool;
  if (gpu === undefined || !isAskedFor(pool, sharing, task)) {
    return undefined;
  }
  const [part, memoryGiB] = partOf(sharing, card, task);
  const size = Number.isFinite(memoryGiB) ? ` with ${memoryGiB} GiB` : '';
  return { pool, memoryGiB, meaning: `${part}${gpu}${size}` };
}

/** Whether a task asks in the way in which the cards of a pool are shared. */
function isAskedFor(pool: PoolModel, sharing: SharingModel, { gpu, gpus }: TrainingTask): boolean {
  switch (gpu?.type) {
    case undefined:
      return gpus === undefined || pool.gpuResource !== undefined;
    case 'slices':
      return sharing.type === 'time-slices' || sharing.type === 'mps';
    case 'mig':
      return sharing.type === 'mig' && sharing.strategy === 'mixed' && (sharing.devices[gpu.profile] ?? 0) > 0;
    case 'vgpu':
      return sharing.type === 'vgpu';
    case 'claim':
      return sharing.type === 'dra' && sharing.deviceClass === gpu.claim.deviceClass;
  }
}

/** A part of a card, as the beginning of its description, and its memory. */
function partOf(sharing: SharingModel, card: number, { gpu }: TrainingTask): readonly [string, number] {
  switch (sharing.type) {
    case 'time-slices':
      // pods take turns on all of it
      return [`1/${sharing.replicas} of the time of `, card];
    case 'mps':
      return [`1/${sharing.replicas} of `, card / sharing.replicas];
    case 'mig': {
      // devices that have no names of their own are all alike
      const profile = gpu?.type === 'mig' ? gpu.profile : (Object.keys(sharing.devices)[0] ?? '');
      return [`MIG ${profile} of `, migMemoryGiB(profile) ?? card];
    }
    case 'vgpu':
      return ['a part of ', gpu?.type === 'vgpu' ? (gpu.memoryGiB ?? sharing.memoryGiB) : sharing.memoryGiB];
    default:
      return ['', card];
  }
}
