import { createHash } from 'node:crypto';
import { type Figures, figuresOf } from './figures';
import type { Replay } from './replay';
import { podsOf, type Trace, type TraceJob } from './trace';
import { give, type Look, type Place, place, type WaitingJob } from './usage';

interface Run {
  readonly job: TraceJob;
  readonly shape: WaitingJob;
  readonly places: readonly Place[];
  readonly started: number;
  readonly ended: number;
}

/**
 * A scheduler that decides at once, oldest job first, gives GPUs by the part that is used, puts every pod where the least is left, and
 * moves nothing. What is still free then is rather the trace's doing than a scheduler's; it is no bound.
 * @param luck decides between nodes on which the same is left: what comes later fits better beside the one or the other, and nobody
 * knows; the same luck decides the same
 */
export function ideal(trace: Trace, luck = 0): Replay {
  const { jobs, nodes, gpusPerNode } = trace;
  const free = Array.from({ length: nodes }, () => Array<number>(gpusPerNode).fill(1));
  const looks: Look[] = [];
  const runs: Run[] = [];
  const coming = [...jobs];
  let waiting: TraceJob[] = [];
  const shapeOf = (job: TraceJob): WaitingJob => ({ ...podsOf(job, trace), part: job.part });
  for (let at = 0; Number.isFinite(at); at = nextOf(coming, runs, at)) {
    for (const { places, shape } of runs.filter(({ ended }) => ended === at)) {
      give(places, shape.part, free);
    }
    waiting.push(...coming.splice(0, coming.filter(({ submitted }) => submitted <= at).length));
    waiting = waiting.filter((job) => {
      const shape = shapeOf(job);
      const places = place(shape, free, preferenceOf(job, nodes, luck));
      if (places) {
        runs.push({ job, shape, places, started: at, ended: at + job.seconds });
      }
      return !places;
    });
    const busy = runs.filter(({ ended }) => ended > at).reduce((sum, { job }) => sum + job.gpus * job.part, 0);
    looks.push({
      at,
      busy,
      unused: 0,
      held: 0,
      free: free.map((gpus) => [...gpus]),
      waiting: waiting.map(shapeOf),
    });
  }
  return { jobs: runs.map(({ job, started, ended }) => ({ ...job, started, ended })), looks };
}

/** How often the ideal is calculated: each time other nodes are preferred to those that are as good. */
const LUCK = 100;

/** What the ideal comes to, with each luck. */
export function idealFigures(trace: Trace): Figures[] {
  return Array.from({ length: LUCK }, (_, luck) => figuresOf(ideal(trace, luck)));
}

/** The nodes in an order that is as good as any other. */
function preferenceOf({ name }: TraceJob, nodes: number, luck: number): number[] {
  const rank = (node: number) => createHash('md5').update(`${luck} ${name} ${node}`).digest('hex');
  return Array.from({ length: nodes }, (_, node) => ({ node, rank: rank(node) }))
    .sort((a, b) => a.rank.localeCompare(b.rank))
    .map(({ node }) => node);
}

/** When the next job comes or ends. */
function nextOf(coming: readonly TraceJob[], runs: readonly Run[], at: number): number {
  const ends = runs.map(({ ended }) => ended).filter((ended) => ended > at);
  return Math.min(coming[0]?.submitted ?? Number.POSITIVE_INFINITY, ...ends);
}
