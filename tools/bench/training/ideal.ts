import type { Replay } from './replay';
import type { Trace, TraceJob } from './trace';
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
 */
export function ideal({ jobs, nodes, gpusPerNode }: Trace): Replay {
  const free = Array.from({ length: nodes }, () => Array<number>(gpusPerNode).fill(1));
  const looks: Look[] = [];
  const runs: Run[] = [];
  const coming = [...jobs];
  let waiting: TraceJob[] = [];
  for (let at = 0; Number.isFinite(at); at = nextOf(coming, runs, at)) {
    for (const { places, shape } of runs.filter(({ ended }) => ended === at)) {
      give(places, shape.part, free);
    }
    waiting.push(...coming.splice(0, coming.filter(({ submitted }) => submitted <= at).length));
    waiting = waiting.filter((job) => {
      const shape = shapeOf(job, gpusPerNode);
      const places = place(shape, free);
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
      waiting: waiting.map((job) => shapeOf(job, gpusPerNode)),
    });
  }
  return { jobs: runs.map(({ job, started, ended }) => ({ ...job, started, ended })), looks };
}

function shapeOf({ gpus, part }: TraceJob, gpusPerNode: number): WaitingJob {
  const pods = Math.ceil(gpus / gpusPerNode);
  return { pods, gpusPerPod: gpus / pods, part };
}

/** When the next job comes or ends. */
function nextOf(coming: readonly TraceJob[], runs: readonly Run[], at: number): number {
  const ends = runs.map(({ ended }) => ended).filter((ended) => ended > at);
  return Math.min(coming[0]?.submitted ?? Number.POSITIVE_INFINITY, ...ends);
}
