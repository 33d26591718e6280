import { Construct } from 'constructs';
import type { IQueue } from '../core/queue';
import type { WorkloadLike } from '../core/workload';
import type { Queue } from '../l1/volcano';
import { type AdmissionOptions, admit } from './admission';
import type { QueueQuota } from './quota';
import { TrainingJob, type TrainingJobProps } from './training-job';

/** What all queues of this package have and do, in a fleet of the members `M` or in one member. */
export abstract class QueueBase<M extends string = string> extends Construct implements IQueue {
  public abstract readonly queueName: string;
  /** Extended resource that stands for a GPU; absent where the queue states no GPUs and its members offer several kinds. */
  public abstract readonly gpuResource?: string;
  /** Names of the members that have the queue. */
  public abstract readonly members: readonly string[];
  /** What the queue may use, deserves and is guaranteed: what was stated, and what each member gets of it. */
  public abstract readonly quota: QueueQuota;
  /** The Queue object of each member, by name: for patches, and to acknowledge findings about that member. */
  public abstract readonly objects: Readonly<Record<string, Queue>>;

  /**
   * Makes a training job in this queue, in the queue's own scope.
   * @throws FindingsError as `TrainingJob`
   */
  public addJob(id: string, props: Omit<TrainingJobProps<M>, 'queue'>): TrainingJob<M> {
    return new TrainingJob<M>(this, id, { ...props, queue: this });
  }

  /**
   * Gives a workload to this queue: a Volcano Job, or anything whose pods Volcano groups by their owner, such as a Job, a Deployment
   * or a StatefulSet, typed, plain or of cdk8s-plus. Its pods are then scheduled by Volcano. A workload is in one queue.
   * @throws FindingsError `fleet/no-object`, `queue/no-pods`
   */
  public add(workload: WorkloadLike, options: AdmissionOptions = {}): void {
    admit(this, workload, options);
  }
}
