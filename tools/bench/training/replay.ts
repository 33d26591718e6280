import type { JsonObject, Manifest } from '../../../lib/core/manifest';
import { pause } from '../../../lib/core/pause';
import type { ApiClient } from '../../../lib/twin/client';
import { Clock } from './clock';
import { CARDS_OF_POD, type Cluster, JobState, lookAt, type Pod } from './job-state';
import type { TraceJob } from './trace';
import { divide, type Look, type PodShape } from './usage';

/** Label by which pods are known to belong to a job of the trace. */
export const JOB_LABEL = 'bench.cdk8s-fleet.dev/job';

/** A job of the trace as one way of scheduling runs it. */
export interface SubmittedJob extends PodShape {
  readonly manifest: Manifest;
  readonly pods: number;
}

/** How to replay a trace. */
export interface ReplayOptions extends Cluster {
  readonly client: ApiClient;
  /** Namespace of the jobs. */
  readonly namespace: string;
  /** Seconds of ours after which the replay is given up. */
  readonly limit: number;
  readonly submit: (job: TraceJob) => SubmittedJob;
}

/** What became of a job. Times in seconds of the trace. */
export interface JobRun extends TraceJob {
  /** When all its pods ran; absent where that never came. */
  readonly started?: number;
  readonly ended?: number;
}

/** What a replay has seen. */
export interface Replay {
  readonly jobs: readonly JobRun[];
  readonly looks: readonly Look[];
}

const EVERY_MS = 100;
/** Nothing must have changed for so long before time is skipped: a scheduler may still bind a pod of a job. */
const QUIET_MS = 400;
/** Where a scheduler leaves GPUs free that a job could have: twice as long as the longest backoff of Kubernetes's own. */
const PATIENCE_MS = 20_000;

/**
 * Submits the jobs of a trace at their times, and looks at the pods until all jobs have ended. A job does its work when all its
 * pods run, as data-parallel training does; its pods end together when it has done so for its time. Where nothing would happen
 * until the next job comes or ends, the time goes there at once; while there is something to decide it is not accelerated.
 */
export async function replay(trace: readonly TraceJob[], options: ReplayOptions): Promise<Replay> {
  const { client, namespace, limit } = options;
  const states = trace.map((job) => new JobState(job, options.submit(job)));
  const looks: Look[] = [];
  const underWay: Promise<unknown>[] = [];
  const clock = new Clock();
  const stillness = new Stillness();

  while (states.some(({ ended }) => ended === undefined) && clock.elapsed() < limit) {
    for (const state of states.filter((one) => !one.isSubmitted && one.job.submitted <= clock.now())) {
      state.isSubmitted = true;
      underWay.push(client.create(state.submitted.manifest));
    }
    const pods = await podsIn(client, namespace);
    const at = clock.now();
    for (const state of states) {
      const left = state.see(
        pods.filter(({ job }) => job === state.job.name),
        at,
      );
      underWay.push(...left.map((pod) => end(client, namespace, pod)));
    }
    const look = lookAt(states, options, at);
    looks.push(look);
    const next = nextEvent(states);
    const still = stillness.after(look);
    if (still >= PATIENCE_MS && next === Number.POSITIVE_INFINITY) {
      // jobs that hold what each other needs: nothing will come or end any more
      break;
    }
    if (still >= (isDecided(look) ? QUIET_MS : PATIENCE_MS) && Number.isFinite(next)) {
      clock.skipTo(next);
    } else {
      await pause(EVERY_MS);
    }
  }
  await Promise.all(underWay);
  return { jobs: states.map((state) => state.run), looks };
}

/** For how long a cluster has looked the same. */
class Stillness {
  private last = '';
  private since = Date.now();

  /** @returns milliseconds of ours */
  public after({ at: _, ...look }: Look): number {
    const text = JSON.stringify(look);
    if (text !== this.last) {
      this.last = text;
      this.since = Date.now();
    }
    return Date.now() - this.since;
  }
}

/** Whether no job that waits could start with what is free. */
function isDecided(look: Look): boolean {
  return look.waiting.every(({ pods }) => pods > 0) && !divide(look).undecided;
}

/** When the next job comes or ends. */
function nextEvent(states: readonly JobState[]): number {
  return Math.min(
    ...states.flatMap(({ isSubmitted, job, started, ended }) => {
      if (!isSubmitted) {
        return [job.submitted];
      }
      return started === undefined || ended !== undefined ? [] : [started + job.seconds];
    }),
  );
}

async function podsIn(client: ApiClient, namespace: string): Promise<Pod[]> {
  const pods = await client.list(
    { apiVersion: 'v1', kind: 'Pod', namespace },
    { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed', labelSelector: JOB_LABEL },
  );
  return pods.map(({ metadata, spec, status }) => ({
    name: metadata.name ?? '',
    job: metadata.labels?.[JOB_LABEL] ?? '',
    node: (spec as { readonly nodeName?: string }).nodeName,
    cards: metadata.annotations?.[CARDS_OF_POD],
    running: (status as { readonly phase?: string }).phase === 'Running',
  }));
}

/** Does what the kubelet does when the program of a pod has ended well. */
function end(client: ApiClient, namespace: string, { name }: Pod): Promise<JsonObject> {
  return client.json('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
    contentType: 'application/merge-patch+json',
    body: {
      status: { phase: 'Succeeded', conditions: [{ type: 'Ready', status: 'False', reason: 'PodCompleted' }] },
    },
  });
}
