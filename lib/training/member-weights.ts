import { capacityOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import type { DeviceWeights, Quota, Weights } from './quota';

/** In what ratio a queue is divided over members. */
export interface MemberWeights {
  readonly weights: Weights;
  readonly devices: DeviceWeights;
}

/**
 * The ratio in which quotas are divided: what is stated by hand, else what the members' pools have. Where GPUs are the only devices, all
 * else goes with them; of several kinds each goes to the members that offer it, and all else by cores.
 */
export function memberWeights(
  members: readonly MemberModel[],
  shares: Readonly<Record<string, number | undefined>>,
  quotas: readonly Quota[],
  gpuResource: string,
): MemberWeights {
  // one member gets everything, whatever it declares
  const weightOf = (member: MemberModel, resource: string) =>
    members.length === 1 ? 1 : (shares[member.name] ?? capacityOf(member, resource));
  const stated = devicesIn(quotas);
  const others = stated.some((resource) => resource !== gpuResource);
  const by = stated.length > 0 && !others ? gpuResource : 'cpu';
  const weightsIn = (having: readonly MemberModel[], resource: string): Weights =>
    Object.fromEntries(having.map((member) => [member.name, weightOf(member, resource)]));
  const devices = (others ? stated : []).flatMap((resource) => {
    const offering = members.filter((member) => member.pools.length === 0 || capacityOf(member, resource) > 0);
    // where nobody has GPUs, their number is told to be too large; of other devices, their name to be wrong
    return offering.length > 0 || resource !== gpuResource ? [[resource, weightsIn(offering, resource)] as const] : [];
  });
  return { weights: weightsIn(members, by), devices: Object.fromEntries(devices) };
}

/** The resources of devices in quotas, each once. */
function devicesIn(quotas: readonly Quota[]): string[] {
  const bounds = quotas.flatMap((quota) => Object.values(quota));
  return [...new Set(bounds.flatMap((resources) => Object.keys(resources)))].filter((name) => name.includes('/'));
}
