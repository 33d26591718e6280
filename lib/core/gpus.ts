import { claimedResource, VGPU } from './gpu-sharing';
import type { MemberModel, PoolModel } from './model';

/** The resource of most device plugins, for members that declare no GPUs. */
export const USUAL_GPU_RESOURCE = 'nvidia.com/gpu';

/** Resources that NVIDIA's plugins, and Volcano's for them, offer. */
const NVIDIA = /^(?:nvidia\.com|volcano\.sh)\//;

/** A model of GPU as other domains see it. */
export interface IGpuModel {
  /** Catalogue name. */
  readonly model: string;
  /** Memory of one device in GiB. */
  readonly memoryGiB: number;
  /** Labels of the nodes that have it. */
  readonly nodeLabels: Readonly<Record<string, string>>;
}

/** Extended resources of a pool's nodes: GPUs and other devices. */
export function extendedResources(pool: PoolModel): string[] {
  return Object.keys(pool.perNode).filter((resource) => resource.includes('/'));
}

/** Extended resources under which members offer GPUs that are asked for by number alone, each once. */
export function gpuResourcesOf(members: readonly MemberModel[]): string[] {
  const pools = members.flatMap((member) => member.pools);
  return [...new Set(pools.flatMap(({ gpuResource }) => gpuResource ?? []))];
}

/** Extended resources whose amounts in a pool are GPUs or parts of them. */
export function countedGpusOf({ gpuResource, partResources }: PoolModel): readonly string[] {
  return partResources ?? (gpuResource === undefined ? [] : [gpuResource]);
}

/** Whether the cards of a pool are NVIDIA's, whole or in parts, counted or claimed. */
export function hasNvidiaCards(pool: PoolModel): boolean {
  const claimed = pool.sharing?.type === 'dra' && pool.sharing.driver.endsWith('.nvidia.com');
  return claimed || countedGpusOf(pool).some((resource) => NVIDIA.test(resource));
}

/** The same resources in all pools of members, each once. */
export function countedGpusIn(members: readonly MemberModel[]): string[] {
  return [...new Set(members.flatMap(({ pools }) => pools.flatMap(countedGpusOf)))];
}

/** The resources by which a queue can bound the GPUs of members: all that their pools offer of them, and claimed cards by their class. */
export function boundableGpusOf(members: readonly MemberModel[]): string[] {
  const pools = members.flatMap((member) => member.pools);
  return [...new Set(pools.flatMap((pool) => [...countedGpusOf(pool), ...vgpuAmountsOf(pool), ...claimedIn(pool)]))];
}

/** What all nodes of a member together have of a resource; `cpu` in cores, `memory` in bytes, claimed cards by their class. */
export function capacityOf(member: MemberModel, resource: string): number {
  return member.pools.reduce((sum, pool) => {
    const claimed = claimedIn(pool).includes(resource) ? pool.gpusPerNode : 0;
    return sum + pool.nodes * (pool.perNode[resource] ?? claimed);
  }, 0);
}

/** Memory and cores of a pool's virtual GPUs, which are no GPUs but amounts of them. */
function vgpuAmountsOf({ sharing }: PoolModel): readonly string[] {
  return sharing?.type === 'vgpu' ? [VGPU.memory, VGPU.cores] : [];
}

function claimedIn({ sharing }: PoolModel): readonly string[] {
  return sharing?.type === 'dra' ? [claimedResource(sharing.deviceClass)] : [];
}
