import type { ApiObject } from 'cdk8s';

/** The annotation by which Volcano finds the queue of pods that are not of its own Jobs. */
export const QUEUE_ANNOTATION = 'scheduling.volcano.sh/queue-name';

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
