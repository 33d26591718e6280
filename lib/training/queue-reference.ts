import type { IConstruct } from 'constructs';
import { contributeExternals } from '../core/contributions';
import type { IQueue } from '../core/queue';
import { Queue } from '../l1/volcano';

/** Tells the checks over the whole program in which members the queue of a job is, also where others make it. */
export function refersToQueue(job: IConstruct, { queueName, members }: IQueue): void {
  contributeExternals(job, () => (members ? [{ ref: { ...Queue.GVK, name: queueName }, members }] : []));
}
