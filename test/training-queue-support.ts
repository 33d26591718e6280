import { TrainingQueue, type TrainingQueueProps, VolcanoScheduler } from '../lib';
import { gpuMember, twoMembers } from './support';

export const volcano = { volcano: '1.15' } as const;

/** A fleet of a and b whose schedulers do what queues need. */
export function scheduled() {
  const made = twoMembers(volcano);
  new VolcanoScheduler(made.fleet, 'scheduler');
  return made;
}

/** A fleet of a (3 nodes) and b (1 node), of 8 GPUs and 64 cores each node, with a queue of these properties. */
export function unequal(props: TrainingQueueProps<'a' | 'b'>) {
  const { app, fleet } = twoMembers({ ...volcano, members: { a: gpuMember(3), b: gpuMember(1) } });
  return { app, fleet, queue: new TrainingQueue(fleet, 'q', props) };
}
