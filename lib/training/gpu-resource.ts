import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { gpuResourcesOf, USUAL_GPU_RESOURCE } from '../core/gpus';
import type { MemberModel } from '../core/model';
import { QUEUE_GPU_RESOURCE } from './rules';

/** The extended resource that stands for a GPU in these members: the one stated, or the only one that they offer. */
export function gpuResourceIn(members: readonly MemberModel[], stated?: string): string {
  return stated ?? gpuResourcesOf(members)[0] ?? USUAL_GPU_RESOURCE;
}

/** Members that offer GPUs under several names, where nothing says which is meant. */
export function* checkGpuResource(
  place: string,
  members: readonly MemberModel[],
  stated: string | undefined,
): Iterable<Finding> {
  const offered = gpuResourcesOf(members);
  if (stated === undefined && offered.length > 1) {
    yield finding(QUEUE_GPU_RESOURCE, {
      place,
      value: offered,
      message: `GPUs are offered as ${listOf(offered)}, and nothing says which are meant.`,
      fix: 'Set gpuResource, or name members in to that offer the same GPUs.',
    });
  }
}
