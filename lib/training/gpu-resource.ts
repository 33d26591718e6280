import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { migResource, type SharingModel, VGPU, vgpuMemory } from '../core/gpu-sharing';
import { countedGpusOf, gpuResourcesOf, USUAL_GPU_RESOURCE } from '../core/gpus';
import type { MemberModel, PoolModel } from '../core/model';
import type { GpuRequest } from './gpu-request';
import { QUEUE_GPU_RESOURCE } from './rules';

const USUAL_SLICE_RESOURCE = `${USUAL_GPU_RESOURCE}.shared`;
/** As the fleet's `GpuSharing.vgpu()` has it. */
const USUAL_UNIT_MIB = 1024;

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

/** Amounts by resource name that a part of a GPU becomes in these members. Claims are no amounts. */
export function partAmounts(request: GpuRequest, members: readonly MemberModel[]): Readonly<Record<string, number>> {
  const amounts = Object.entries(statedAmounts(request, members));
  return Object.fromEntries(amounts.map(([name, amount]) => [name, wholeAmount(amount)]));
}

/**
 * An amount of devices as a manifest can have it. What is asked for and is no such amount is told in the words of the request, and not
 * a second time as one of the manifest.
 */
export function wholeAmount(amount: number): number {
  return amount > 0 && Number.isFinite(amount) ? Math.ceil(amount) : 0;
}

function statedAmounts(request: GpuRequest, members: readonly MemberModel[]): Readonly<Record<string, number>> {
  switch (request.type) {
    case 'slices':
      return { [slicePools(members).flatMap(countedGpusOf)[0] ?? USUAL_SLICE_RESOURCE]: request.count };
    case 'mig':
      return { [migResource(request.profile)]: request.count };
    case 'vgpu': {
      const { cards, memoryGiB, cores } = request;
      const [sharing = { unitMiB: USUAL_UNIT_MIB }] = poolsWith(members, 'vgpu').map((pool) => pool.sharing);
      return {
        [VGPU.number]: cards,
        ...(memoryGiB === undefined ? {} : { [VGPU.memory]: vgpuMemory(sharing, memoryGiB) }),
        ...(cores === undefined ? {} : { [VGPU.cores]: cores }),
      };
    }
    case 'claim':
      return {};
  }
}

/** Pools of members whose cards are shared in slices or in shares. */
export function slicePools(members: readonly MemberModel[]) {
  return [...poolsWith(members, 'time-slices'), ...poolsWith(members, 'mps')];
}

type SharedPool<T> = PoolModel & { readonly sharing: Extract<SharingModel, { readonly type: T }> };

/** Pools of members whose cards are shared in one way. */
export function poolsWith<T extends SharingModel['type']>(members: readonly MemberModel[], type: T): SharedPool<T>[] {
  return members.flatMap(({ pools }) => pools.filter((pool): pool is SharedPool<T> => pool.sharing?.type === type));
}
