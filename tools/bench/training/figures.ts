import type { Replay } from './replay';
import { USES, type Usage, usageOf } from './usage';

/** What a replay comes to. Times in seconds of the trace. */
export interface Figures {
  /** Busy GPU seconds of all that there were from the first submission to the last end. */
  readonly utilisation: number;
  /** The same over the time in which a job waited. */
  readonly busyWhileWaiting: number;
  /** From the first submission to the last end. */
  readonly makespan: number;
  readonly meanWait: number;
  readonly p95Wait: number;
  /** Jobs that had not ended when the replay was given up. */
  readonly unfinished: number;
  /** What became of the GPU seconds in which a job waited, as parts of 1. */
  readonly whileWaiting: Usage;
}

export function figuresOf({ jobs, looks }: Replay): Figures {
  const waits = jobs.map(({ submitted, started = looks.at(-1)?.at ?? 0 }) => started - submitted).sort((a, b) => a - b);
  const whileWaiting = partsOf(usageOf(looks, ({ waiting }) => waiting.length > 0));
  return {
    utilisation: partsOf(usageOf(looks)).busy,
    busyWhileWaiting: whileWaiting.busy,
    makespan: looks.at(-1)?.at ?? 0,
    meanWait: waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
    p95Wait: waits[Math.ceil(0.95 * waits.length) - 1] ?? 0,
    unfinished: jobs.filter(({ ended }) => ended === undefined).length,
    whileWaiting,
  };
}

function partsOf(usage: Usage): Usage {
  const total = USES.reduce((sum, use) => sum + usage[use], 0);
  return Object.fromEntries(USES.map((use) => [use, usage[use] / total])) as Record<keyof Usage, number>;
}
