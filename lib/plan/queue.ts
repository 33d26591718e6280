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

const QUEUE = 'scheduling.volcano.sh/v1beta1/Queue';

/** The Queue objects that are applied to a member. */
export function queueObjectsOf({ objects }: CompiledTarget): readonly CompiledObject[] {
  return objects.filter(({ manifest }) => kindKey(manifest) === QUEUE);
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

/**
 * Most of a resource that the jobs of a queue may use together, as Volcano's plugin capacity reckons with a hierarchy: its own
 * capability, and what the queue above may use without what that one keeps for others; infinite where nothing limits it.
 */
export function mostOf(queue: QueueModel, queues: ReadonlyMap<string, QueueModel>, resource: string): number {
  const fromTheTop = [queue, ...ancestorsOf(queue, queues)].reverse();
  return fromTheTop.reduce((above, { parent, guarantee, capability }) => {
    const own = guarantee[resource] ?? 0;
    const siblings = parent === undefined ? [] : [...queues.values()].filter((other) => other.parent === parent);
    const kept = siblings.reduce((sum, sibling) => sum + (sibling.guarantee[resource] ?? 0), 0);
    const left = Math.max(0, above - kept) + own;
    return Math.min(left, capability[resource] ?? Number.POSITIVE_INFINITY);
  }, Number.POSITIVE_INFINITY);
}
