import type { Destination } from '../core/destination';
import type { Home } from '../core/fleet';
import { capacityOf, gpuResourcesOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import { reachOf } from '../core/reach';
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

/**
 * The members that have a queue of these devices: those that are named, else those that run Volcano and offer some of them. Where nobody
 * does, all that run Volcano: that no pool offers a device of that name is then told of the queue.
 */
export function reachOfDevices(
  home: Home,
  to: Destination | undefined,
  devices: StatedDevices,
  gpuResource?: string,
): readonly string[] {
  const runsVolcano = ({ engines }: MemberModel) => engines.volcano !== undefined;
  const fit = reachOf(home, to, (model) => runsVolcano(model) && offersSome(model, devices, gpuResource));
  return fit.length > 0 || devices.names.length === 0 ? fit : reachOf(home, to, runsVolcano);
}

/** Whether a member offers some of the devices; where none are stated, every one does. */
function offersSome(model: MemberModel, { gpus, names }: StatedDevices, gpuResource?: string): boolean {
  const offersGpus =
    gpuResource === undefined ? gpuResourcesOf([model]).length > 0 : capacityOf(model, gpuResource) > 0;
  return (!gpus && names.length === 0) || (gpus && offersGpus) || names.some((name) => capacityOf(model, name) > 0);
}
