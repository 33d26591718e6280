import { countedGpusIn } from '../core/gpus';
import type { FleetModel, PodDemand } from '../core/model';
import { VENDORS } from '../fleet/gpu-catalogue';

/** Extended resources that are GPUs or parts of them: those that a pool of the fleet offers, and the vendors' own names. */
export function gpuResources(fleet: FleetModel): ReadonlySet<string> {
  return new Set([...countedGpusIn(fleet.members), ...Object.values(VENDORS).map((vendor) => vendor.resource)]);
}

/** GPUs, or parts of them, that one pod asks for. */
export function gpusOf(pod: PodDemand, gpus: ReadonlySet<string>): number {
  return Object.entries(pod.requests).reduce((sum, [resource, amount]) => sum + (gpus.has(resource) ? amount : 0), 0);
}
