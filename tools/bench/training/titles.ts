import type { Arm } from './arms';
import type { TraceName } from './trace';

const GANGS = { default: 'default scheduler', queues: 'queues, gangs, packing' };

/** How charts and tables name both ways of scheduling a trace. */
export const TITLES: Readonly<Record<TraceName, Readonly<Record<Arm, string>>>> = {
  philly: GANGS,
  'philly-small-pods': GANGS,
  openb: { default: 'default scheduler, whole GPUs', queues: 'queues, packing, shared GPUs' },
};
