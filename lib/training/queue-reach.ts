import type { Destination } from '../core/destination';
import type { Finding } from '../core/findings';
import { type Home, type IMember, membersIn } from '../core/fleet';
import { capacityOf, gpuResourcesOf } from '../core/gpus';
import type { MemberModel } from '../core/model';
import type { IQueue } from '../core/queue';
import { checkReach, type ReachRules, reachOf } from '../core/reach';
import { checkGpuResource, gpuResourceIn } from './gpu-resource';
import { checkShares } from './queue-checks';

/** What a queue, or a tree of queues, states of where it goes. */
export interface QueueReachProps {
  readonly to?: Destination;
  readonly shares?: Readonly<Record<string, number | undefined>>;
  readonly gpuResource?: string;
  readonly parent?: IQueue;
}

/** The members that a queue, or a tree of queues, goes to, and in what ratio its amounts are divided over them. */
export interface QueueReach {
  readonly home: Home;
  readonly props: QueueReachProps;
  readonly members: readonly IMember[];
  readonly models: readonly MemberModel[];
  /** Names that were asked for and are of no member. */
  readonly strangers: readonly string[];
  /** The extended resource that `gpus` become. */
  readonly gpuResource: string;
  /** The resource by whose capacity in the members the amounts are divided, where no shares are stated. */
  readonly by: string;
  /** The ratio, by member. */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * Finds where a queue, or a tree of queues, goes.
 * @param aboutGpus whether it states GPUs: then it goes only to members that offer some, and is divided by them
 */
export function queueReachOf(home: Home, props: QueueReachProps, aboutGpus: boolean): QueueReach {
  const { to, shares, parent } = props;
  const names = shares
    ? reachOf(home, to)
    : reachOf(home, to ?? parent?.members, (model) => isFit(model, props, aboutGpus));
  const known = membersIn(home);
  const members = known.filter(
    ({ memberName }) => names.includes(memberName) && (shares === undefined || (shares[memberName] ?? 0) > 0),
  );
  const models = members.map(({ model }) => model);
  const gpuResource = gpuResourceIn(models, props.gpuResource);
  const by = aboutGpus ? gpuResource : 'cpu';
  // one member gets everything, whatever it declares
  const weightOf = (model: MemberModel) => (models.length === 1 ? 1 : (shares?.[model.name] ?? capacityOf(model, by)));
  return {
    home,
    props,
    members,
    models,
    strangers: [...names, ...Object.keys(shares ?? {})].filter(
      (name) => !known.some(({ memberName }) => memberName === name),
    ),
    gpuResource,
    by,
    weights: Object.fromEntries(models.map((model) => [model.name, weightOf(model)])),
  };
}

/** What is wrong with where a queue, or a tree of queues, goes. */
export function* checkQueueReach(
  { home, props: { to, shares, gpuResource }, members, models, strangers }: QueueReach,
  /** The construct, as its findings speak of it, and the rules that they are of. */
  { place, what, rules }: { readonly place: string; readonly what: string; readonly rules: ReachRules },
): Iterable<Finding> {
  const names = [...members.map(({ memberName }) => memberName), ...strangers];
  yield* checkReach({ place, what, home, names, engine: 'volcano', given: { to, shares } }, rules);
  yield* checkShares(place, shares ?? {});
  yield* checkGpuResource(place, models, gpuResource);
}

/** Whether a member runs Volcano and, where the queue is about GPUs, offers them. */
function isFit(model: MemberModel, { gpuResource }: QueueReachProps, aboutGpus: boolean): boolean {
  const offers = gpuResource === undefined ? gpuResourcesOf([model]).length > 0 : capacityOf(model, gpuResource) > 0;
  return model.engines.volcano !== undefined && (!aboutGpus || offers);
}
