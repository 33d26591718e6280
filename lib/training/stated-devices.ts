import { capacityOf, gpuResourcesOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import { BOUNDS, type QueueAmounts } from './quota';

/** Which devices queues state. */
export interface StatedDevices {
  /** Whether they state `gpus`. */
  readonly gpus: boolean;
  /** The names in `devices`. */
  readonly names: readonly string[];
}

type Bounds = Readonly<Partial<Record<(typeof BOUNDS)[number], QueueAmounts>>>;

/** The devices that queues state in any of their bounds. */
export function statedDevices(queues: readonly Bounds[]): StatedDevices {
  const amounts = queues.flatMap((queue) => BOUNDS.flatMap((bound) => queue[bound] ?? []));
  return {
    gpus: amounts.some(({ gpus }) => gpus !== undefined),
    names: amounts.flatMap(({ devices = {} }) => Object.keys(devices)),
  };
}

/** Whether a member offers some of the devices; where none are stated, every one does. */
export function offersSome(model: MemberModel, { gpus, names }: StatedDevices, gpuResource?: string): boolean {
  const offersGpus =
    gpuResource === undefined ? gpuResourcesOf([model]).length > 0 : capacityOf(model, gpuResource) > 0;
  return (!gpus && names.length === 0) || (gpus && offersGpus) || names.some((name) => capacityOf(model, name) > 0);
}
