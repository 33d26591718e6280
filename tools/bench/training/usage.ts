/** What a pod asks of its node. */
export interface PodShape {
  readonly gpusPerPod: number;
  /** The part of each GPU that it is given, up to 1. */
  readonly part: number;
}

/** A job that has been submitted and does not run yet. */
export interface WaitingJob extends PodShape {
  /** Pods that have no node. */
  readonly pods: number;
}

/** A cluster at one moment. */
export interface Look {
  /** Seconds of the trace. */
  readonly at: number;
  /** GPUs, or parts of them, that jobs use all of whose pods run: only these do work. */
  readonly busy: number;
  /** What such jobs have been given of their GPUs and do not use. */
  readonly unused: number;
  /** GPUs of pods that wait on their nodes for others of their job. */
  readonly held: number;
  /** What is free of each GPU, by node. */
  readonly free: readonly (readonly number[])[];
  /** In the order of submission. */
  readonly waiting: readonly WaitingJob[];
}

/** GPU seconds of the trace, by what became of them. */
export interface Usage {
  /** Work was done. */
  readonly busy: number;
  /** Given to jobs that use a part of their GPUs only. */
  readonly unused: number;
  /** Held by jobs that wait for the rest of their pods. */
  readonly held: number;
  /** Free on the nodes that a waiting job could have, and not given out yet. */
  readonly undecided: number;
  /** Free and enough for a waiting job, but on too many nodes or GPUs. */
  readonly scattered: number;
  /** Free and fewer than any waiting job needs. */
  readonly tooFew: number;
  /** Free while no job waited. */
  readonly unasked: number;
}

export const USES = [
  'busy',
  'unused',
  'held',
  'undecided',
  'scattered',
  'tooFew',
  'unasked',
] as const satisfies (keyof Usage)[];

/** Parts of GPUs are sums of hundredths. */
const NEARLY = 1e-6;

/** Sums up those looks that count; each holds until the next. */
export function usageOf(looks: readonly Look[], counts: (look: Look) => boolean = () => true): Usage {
  const sum = Object.fromEntries(USES.map((use) => [use, 0])) as Record<keyof Usage, number>;
  looks.slice(0, -1).forEach((look, i) => {
    const seconds = counts(look) ? looks[i + 1]!.at - look.at : 0;
    for (const [use, gpus] of Object.entries(divide(look))) {
      sum[use as keyof Usage] += gpus * seconds;
    }
  });
  return sum;
}

/** The GPUs of one look, by what becomes of them. */
export function divide({ busy, unused, held, free, waiting }: Look): Partial<Usage> {
  const idle = total(free);
  if (waiting.length === 0) {
    return { busy, unused, held, unasked: idle };
  }
  const left = free.map((gpus) => [...gpus]);
  const refused = waiting.filter((job) => !place(job, left));
  const rest = total(left);
  const enough = refused.some(({ pods, gpusPerPod, part }) => pods * gpusPerPod * part <= rest + NEARLY);
  return { busy, unused, held, undecided: idle - rest, ...(enough ? { scattered: rest } : { tooFew: rest }) };
}

/** Where a pod is: its node, and which GPUs of it. */
export interface Place {
  readonly node: number;
  readonly gpus: readonly number[];
}

/**
 * Takes what a job needs, pod by pod where the least is left; takes nothing, and returns nothing, where that is not all.
 * @param preference the nodes, in the order that decides where the same is left on several
 */
export function place(
  { pods, ...shape }: WaitingJob,
  free: number[][],
  preference: readonly number[] = [...free.keys()],
): Place[] | undefined {
  const places: Place[] = [];
  for (let pod = 0; pod < pods; pod++) {
    const best = tightest(shape, free, preference);
    if (!best) {
      give(places, shape.part, free);
      return undefined;
    }
    give([best], -shape.part, free);
    places.push(best);
  }
  return places;
}

/** Adds to what is free of GPUs. */
export function give(places: readonly Place[], part: number, free: number[][]): void {
  for (const { node, gpus } of places) {
    for (const gpu of gpus) {
      free[node]![gpu]! += part;
    }
  }
}

/** The GPUs with the least that is enough, on the node with the least. */
function tightest(
  { gpusPerPod, part }: PodShape,
  free: readonly (readonly number[])[],
  preference: readonly number[],
): Place | undefined {
  const fitting = preference.flatMap((node) => {
    const gpus = free[node]!;
    const fit = [...gpus.keys()].filter((i) => gpus[i]! >= part - NEARLY).sort((a, b) => gpus[a]! - gpus[b]!);
    const taken = fit.slice(0, gpusPerPod);
    const least = taken.reduce((sum, i) => sum + gpus[i]!, 0);
    return taken.length === gpusPerPod ? [{ node, gpus: taken, least, left: total([gpus]) }] : [];
  });
  return fitting.sort((a, b) => a.least - b.least || a.left - b.left)[0];
}

export function total(gpus: readonly (readonly number[])[]): number {
  return gpus.flat().reduce((sum, one) => sum + one, 0);
}
