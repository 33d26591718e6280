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
