import type { CompiledObject, CompiledTarget } from '../core/compilation';
import { numberAt } from '../core/fields';
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
  readonly capability: Readonly<Record<string, number>>;
  readonly deserved: Readonly<Record<string, number>>;
  readonly guarantee: Readonly<Record<string, number>>;
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
    return {
      place: path,
      name: manifest.metadata.name ?? '',
      ...(parent && parent !== 'root' ? { parent } : {}),
      ...(weight === undefined ? {} : { weight }),
      capability: quantitiesAt(spec, 'capability'),
      deserved: quantitiesAt(spec, 'deserved'),
      guarantee: quantitiesAt((spec.guarantee ?? {}) as JsonObject, 'resource'),
    };
  });
  return new Map(queues.map((queue) => [queue.name, queue]));
}

/** The queues above a queue, the nearest first; ends where one is not known, or comes again. */
export function ancestorsOf(queue: QueueModel, queues: ReadonlyMap<string, QueueModel>): QueueModel[] {
  const ancestors: QueueModel[] = [];
  for (let at = queues.get(queue.parent ?? ''); at && !ancestors.includes(at); at = queues.get(at.parent ?? '')) {
    ancestors.push(at);
  }
  return ancestors;
}
