/** A job that has been submitted and does not run yet. */
export interface WaitingJob {
  /** Pods that have no node. */
  readonly pods: number;
  /** GPUs of each pod. */
  readonly gpusPerPod: number;
}

/** A cluster at one moment. */
export interface Look {
  /** Seconds of the trace. */
  readonly at: number;
  /** GPUs of jobs all of whose pods run: only these do work. */
  readonly busy: number;
  /** GPUs of pods that wait on their nodes for others of their job. */
  readonly held: number;
  /** Free GPUs of each node. */
  readonly free: readonly number[];
  /** In the order of submission. */
  readonly waiting: readonly WaitingJob[];
}

/** GPU seconds of the trace, by what became of them. */
export interface Usage {
  /** Work was done. */
  readonly busy: number;
  /** Held by jobs that wait for the rest of their pods. */
  readonly held: number;
  /** Free on the nodes that a waiting job could have, and not given out yet. */
  readonly undecided: number;
  /** Free and enough for a waiting job, but on too many nodes. */
  readonly scattered: number;
  /** Free and fewer than any waiting job needs. */
  readonly tooFew: number;
  /** Free while no job waited. */
  readonly unasked: number;
}

export const USES = ['busy', 'held', 'undecided', 'scattered', 'tooFew', 'unasked'] as const satisfies (keyof Usage)[];

/** Sums up those looks that count; each holds until the next. */
export function usageOf(looks: readonly Look[], counts: (look: Look) => boolean = () => true): Usage {
  const sum: Record<keyof Usage, number> = { busy: 0, held: 0, undecided: 0, scattered: 0, tooFew: 0, unasked: 0 };
  looks.slice(0, -1).forEach((look, i) => {
    const seconds = counts(look) ? looks[i + 1]!.at - look.at : 0;
    for (const [use, gpus] of Object.entries(divide(look))) {
      sum[use as keyof Usage] += gpus * seconds;
    }
  });
  return sum;
}

/** The GPUs of one look, by what becomes of them. */
export function divide({ busy, held, free, waiting }: Look): Partial<Usage> {
  const idle = total(free);
  if (waiting.length === 0) {
    return { busy, held, unasked: idle };
  }
  const left = [...free];
  const refused = waiting.filter((job) => !place(job, left));
  const rest = total(left);
  const enough = refused.some(({ pods, gpusPerPod }) => pods * gpusPerPod <= rest);
  return { busy, held, undecided: idle - rest, ...(enough ? { scattered: rest } : { tooFew: rest }) };
}

/** Takes what a job needs from the nodes with the least that is enough; takes nothing where that is not all. */
function place({ pods, gpusPerPod }: WaitingJob, free: number[]): boolean {
  const before = [...free];
  for (let pod = 0; pod < pods; pod++) {
    const [node] = free
      .map((gpus, i) => ({ gpus, i }))
      .filter(({ gpus }) => gpus >= gpusPerPod)
      .sort((a, b) => a.gpus - b.gpus);
    if (!node) {
      free.splice(0, free.length, ...before);
      return false;
    }
    free[node.i]! -= gpusPerPod;
  }
  return true;
}

function total(gpus: readonly number[]): number {
  return gpus.reduce((sum, one) => sum + one, 0);
}
