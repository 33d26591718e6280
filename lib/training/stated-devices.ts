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
 * The members that have a queue of these devices: those that are named, else those that run Volcano and have some of them. Where nobody
 * does, those whose pools would if they had nodes; else all that run Volcano: that no pool offers a device of that name is then told of the
 * queue.
 */
export function reachOfDevices(
  home: Home,
  to: Destination | undefined,
  devices: StatedDevices,
  gpuResource?: string,
): readonly string[] {
  const runsVolcano = ({ engines }: MemberModel) => engines.volcano !== undefined;
  const isAny = !devices.gpus && devices.names.length === 0;
  const stated = (model: MemberModel) => [
    ...(devices.gpus ? (gpuResource === undefined ? gpuResourcesOf([model]) : [gpuResource]) : []),
    ...devices.names,
  ];
  const having = (amountOf: (model: MemberModel, name: string) => number) =>
    reachOf(
      home,
      to,
      (model) => runsVolcano(model) && (isAny || stated(model).some((name) => amountOf(model, name) > 0)),
    );
  const fit = having(capacityOf);
  const could = fit.length > 0 ? fit : having(capacityOfOneNode);
  return could.length > 0 || devices.names.length === 0 ? could : reachOf(home, to, runsVolcano);
}

/** What a member has with one node in each pool. */
function capacityOfOneNode({ pools, ...member }: MemberModel, name: string): number {
  return capacityOf({ ...member, pools: pools.map((pool) => ({ ...pool, nodes: 1 })) }, name);
}
