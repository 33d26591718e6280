import { VGPU } from '../core/gpu-sharing';
import type { PoolModel } from '../core/model';
import type { PluginOptions } from '../core/scheduler';

/**
 * How much more the GPUs of a node count than its CPU and memory, by which `nodeorder` spreads pods: more than one GPU of eight
 * makes of the score.
 */
const WEIGHT = 10;

/**
 * Options by which Volcano's scheduler puts pods where the fewest GPUs are left over, so that whole nodes stay free for the
 * gangs that need them. As shipped, `binpack` knows no GPUs and cancels `nodeorder` out. Nothing where there are no GPUs.
 */
export function packingOf(pools: readonly PoolModel[]): Readonly<Record<string, PluginOptions>> {
  const resources = [...new Set(pools.flatMap(packedBy))];
  if (resources.length === 0) {
    return {};
  }
  const weights = Object.fromEntries(resources.map((resource) => [`binpack.resources.${resource}`, WEIGHT]));
  const binpack = {
    'binpack.weight': WEIGHT,
    'binpack.cpu': 0,
    'binpack.memory': 0,
    'binpack.resources': resources.join(', '),
    ...weights,
  };
  // which card of its node a part is of
  const deviceshare = { 'deviceshare.SchedulePolicy': 'binpack', 'deviceshare.ScheduleWeight': WEIGHT };
  return {
    binpack: { arguments: binpack },
    ...(pools.some(isVirtual) ? { deviceshare: { arguments: deviceshare } } : {}),
  };
}

/** Resources whose amounts say how full a node of the pool is. Claims have none that the scheduler could add up. */
function packedBy(pool: PoolModel): readonly string[] {
  return isVirtual(pool)
    ? [VGPU.cores]
    : [...(pool.gpuResource ? [pool.gpuResource] : []), ...(pool.partResources ?? [])];
}

function isVirtual({ sharing }: PoolModel): boolean {
  return sharing?.type === 'vgpu';
}
