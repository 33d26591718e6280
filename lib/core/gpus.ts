import type { MemberModel, PoolModel } from './model';

/** The resource of most device plugins, for members that declare no GPUs. */
export const USUAL_GPU_RESOURCE = 'nvidia.com/gpu';

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

/** The same resources in all pools of members, each once. */
export function countedGpusIn(members: readonly MemberModel[]): string[] {
  return [...new Set(members.flatMap(({ pools }) => pools.flatMap(countedGpusOf)))];
}

/** What all nodes of a member together offer of a resource; `cpu` in cores, `memory` in bytes. */
export function capacityOf(member: MemberModel, resource: string): number {
  return member.pools.reduce((sum, pool) => sum + pool.nodes * (pool.perNode[resource] ?? 0), 0);
}
