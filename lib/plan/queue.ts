import type { CompiledObject, CompiledTarget } from '../core/compilation';
import { numberAt, objectAt, optionalObjectAt, textAt, textsAt } from '../core/fields';
import { type JsonObject, kindKey } from '../core/manifest';
import { quantitiesAt } from './workload';

/** A Volcano Queue of one member, as its manifest states it. Amounts: `cpu` in cores, `memory` in bytes. */
export interface QueueModel {
  /** Path of the object. */
  readonly place: string;
  readonly name: string;
  /** Absent directly below the root queue. */
  readonly parent?: string;
  /** As it is stated; absent: Volcano's webhook makes it 1. */
  readonly weight?: number;
  /** As it is stated. */
  readonly dequeueStrategy?: string;
  readonly capability: Readonly<Record<string, number>>;
  readonly deserved: Readonly<Record<string, number>>;
  readonly guarantee: Readonly<Record<string, number>>;
  /** Node groups outside which no pod of the queue runs, where it states some itself. */
  readonly nodeGroups?: readonly string[];
}

/** The kind, as `kindKey` says it. */
export const QUEUE = 'scheduling.volcano.sh/v1beta1/Queue';

/** The queue of what names none, as Volcano makes it. */
export const DEFAULT_QUEUE: QueueModel = { place: '', name: 'default', capability: {}, deserved: {}, guarantee: {} };

/** The Queue objects that are applied to a member. */
export function queueObjectsOf({ objects }: CompiledTarget): readonly CompiledObject[] {
  return objects.filter(({ manifest }) => kindKey(manifest) === QUEUE);
}

/** The queues directly below a queue. */
export function childrenOf({ name }: Pick<QueueModel, 'name'>, queues: ReadonlyMap<string, QueueModel>): QueueModel[] {
  return [...queues.values()].filter(({ parent }) => parent === name);
}

/** The queues that are applied to a member, by name. */
export function queuesOf(target: CompiledTarget): ReadonlyMap<string, QueueModel> {
  const queues = queueObjectsOf(target).map(({ path, manifest }): QueueModel => {
    const spec = (manifest.spec ?? {}) as JsonObject;
    const parent = spec.parent as string | undefined;
    const weight = numberAt(spec, 'weight');
    const dequeueStrategy = textAt(spec, 'dequeueStrategy');
    const nodeGroups = readNodeGroups(spec);
    return {
      place: path,
      name: manifest.metadata.name ?? '',
      ...(parent && parent !== 'root' ? { parent } : {}),
      ...(weight === undefined ? {} : { weight }),
      ...(dequeueStrategy ? { dequeueStrategy } : {}),
      capability: quantitiesAt(spec, 'capability'),
      deserved: quantitiesAt(spec, 'deserved'),
      guarantee: quantitiesAt((spec.guarantee ?? {}) as JsonObject, 'resource'),
      ...(nodeGroups ? { nodeGroups } : {}),
    };
  });
  return new Map(queues.map((queue) => [queue.name, queue]));
}

/** The groups whose nodes Volcano finds good for a queue (volcano v1.15.1 pkg/scheduler/plugins/nodegroup, predicate). */
function readNodeGroups(spec: JsonObject): string[] | undefined {
  const affinity = optionalObjectAt(spec, 'affinity');
  const stated = (key: string) => {
    const rules = objectAt(affinity ?? {}, key);
    return {
      required: textsAt(rules, 'requiredDuringSchedulingIgnoredDuringExecution'),
      preferred: textsAt(rules, 'preferredDuringSchedulingIgnoredDuringExecution'),
    };
  };
  const [to, from] = [stated('nodeGroupAffinity'), stated('nodeGroupAntiAffinity')];
  if ([to, from].every(({ required, preferred }) => required.length + preferred.length === 0)) {
    return undefined;
  }
  const wanted = [...to.required, ...to.preferred].filter((group) => !from.required.includes(group));
  return [...new Set([...wanted, ...from.preferred])];
}

/** The queues above a queue, the nearest first; ends where one is not known, or comes again. */
export function ancestorsOf(queue: QueueModel, queues: ReadonlyMap<string, QueueModel>): QueueModel[] {
  const ancestors: QueueModel[] = [];
  for (let at = queues.get(queue.parent ?? ''); at && !ancestors.includes(at); at = queues.get(at.parent ?? '')) {
    ancestors.push(at);
  }
  return ancestors;
}
