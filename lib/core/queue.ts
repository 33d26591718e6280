import type { ApiObject } from 'cdk8s';
import { objectAt, textAt } from './fields';
import type { Manifest } from './manifest';
import { hasTasks, podKindOf, podsOf } from './pod-kinds';

/** The annotation by which Volcano finds the queue of pods that are not of its own Jobs. */
export const QUEUE_ANNOTATION = 'scheduling.volcano.sh/queue-name';

/** The annotation of their owner that says how many pods must run at the same time for any to run. */
export const MIN_MEMBER_ANNOTATION = 'scheduling.volcano.sh/group-min-member';

/** The number of pods that such an annotation states; undefined where it is no whole number above 0. */
export function minMemberIn(annotation: string | undefined): number | undefined {
  return annotation !== undefined && /^[1-9]\d{0,8}$/.test(annotation) ? Number(annotation) : undefined;
}

/** A queue of a batch scheduler, as work refers to it. */
export interface IQueue {
  /** Name of the Queue objects. */
  readonly queueName: string;
  /** Names of the members that have the queue; absent where they are not known. */
  readonly members?: readonly string[];
  /** Extended resource that stands for a GPU in the queue; absent where it is not known. */
  readonly gpuResource?: string;
  /** The Queue object of each member, by its name; absent where they are not made here. */
  readonly objects?: Readonly<Record<string, ApiObject>>;
}

/** The queue that an object names for its pods: a Volcano Job itself, others on the pods. Undefined where none is named. */
export function queueNamedBy(manifest: Manifest): string | undefined {
  const kind = podKindOf(manifest);
  if (kind && hasTasks(kind)) {
    return textAt(kind.pods.split('.').slice(0, -1).reduce(objectAt, manifest), 'queue');
  }
  return podsOf(manifest).flatMap(({ shape }) => shape.annotations[QUEUE_ANNOTATION] || [])[0];
}
