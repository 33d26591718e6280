import type { Destination } from '../core/destination';
import type { Finding } from '../core/findings';
import { type Home, type IMember, membersIn } from '../core/fleet';
import { gpuResourcesOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import type { IQueue } from '../core/queue';
import { checkReach, type ReachRules, reachOf } from '../core/reach';
import { checkDevices } from './device-checks';
import { checkGpuResource, gpuResourceIn } from './gpu-resource';
import { checkShares } from './queue-checks';
import { reachOfDevices, type StatedDevices } from './stated-devices';

/** What a queue, or a tree of queues, states of where it goes. */
export interface QueueReachProps {
  readonly to?: Destination;
  readonly shares?: Readonly<Record<string, number | undefined>>;
  readonly gpuResource?: string;
  readonly parent?: IQueue;
}

/** The members that a queue, or a tree of queues, goes to. */
export interface QueueReach {
  readonly home: Home;
  readonly props: QueueReachProps;
  readonly members: readonly IMember[];
  readonly models: readonly MemberModel[];
  /** Names that were asked for and are of no member. */
  readonly strangers: readonly string[];
  /** The extended resource that `gpus` become. */
  readonly gpuResource: string;
  /** The one that jobs there take for a GPU; absent where no `gpus` are stated and the members offer several. */
  readonly jobGpuResource?: string;
  /** What it states of devices. */
  readonly devices: StatedDevices;
}

/** Finds where a queue, or a tree of queues, goes that states these devices. */
export function queueReachOf(home: Home, props: QueueReachProps, devices: StatedDevices): QueueReach {
  const { to, shares, parent } = props;
  const names = shares ? reachOf(home, to) : reachOfDevices(home, to ?? parent?.members, devices, props.gpuResource);
  const known = membersIn(home);
  const members = known.filter(
    ({ memberName }) => names.includes(memberName) && (shares === undefined || (shares[memberName] ?? 0) > 0),
  );
  const models = members.map(({ model }) => model);
  const gpuResource = gpuResourceIn(models, props.gpuResource);
  const isKnown = props.gpuResource !== undefined || devices.gpus || gpuResourcesOf(models).length < 2;
  return {
    home,
    props,
    members,
    models,
    strangers: [...names, ...Object.keys(shares ?? {})].filter(
      (name) => !known.some(({ memberName }) => memberName === name),
    ),
    gpuResource,
    ...(isKnown ? { jobGpuResource: gpuResource } : {}),
    devices,
  };
}

/** What is wrong with where a queue, or a tree of queues, goes. */
export function* checkQueueReach(
  { home, props: { to, shares, gpuResource: stated }, members, models, strangers, gpuResource, devices }: QueueReach,
  /** The construct, as its findings speak of it, and the rules that they are of. */
  { place, what, rules }: { readonly place: string; readonly what: string; readonly rules: ReachRules },
): Iterable<Finding> {
  const names = [...members.map(({ memberName }) => memberName), ...strangers];
  yield* checkReach({ place, what, home, names, engine: 'volcano', given: { to, shares } }, rules);
  yield* checkShares(place, shares ?? {});
  if (devices.gpus) {
    yield* checkGpuResource(place, models, stated);
  }
  yield* checkDevices(place, models, devices, gpuResource);
}
