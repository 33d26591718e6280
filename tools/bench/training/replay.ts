import type { JsonObject, Manifest } from '../../../lib/core/manifest';
import { pause } from '../../../lib/core/pause';
import type { ApiClient } from '../../../lib/twin/client';
import type { TraceJob } from './trace';
import type { Look } from './usage';

/** Label by which pods are known to belong to a job of the trace. */
export const JOB_LABEL = 'bench.cdk8s-fleet.dev/job';

/** A job of the trace as one way of scheduling runs it. */
export interface SubmittedJob {
  readonly manifest: Manifest;
  readonly pods: number;
  readonly gpusPerPod: number;
}

/** How to replay a trace. */
export interface ReplayOptions {
  readonly client: ApiClient;
  /** Namespace of the jobs. */
  readonly namespace: string;
  /** GPUs of each node. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Seconds of the trace that pass in one of ours. */
  readonly speed: number;
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

interface Pod {
  readonly name: string;
  readonly job: string;
  readonly node?: string;
  readonly running: boolean;
}

/**
 * Submits the jobs of a trace at their times, and looks at the pods until all jobs have ended. A job does its work when all its
 * pods run, as data-parallel training does; its pods end together when it has done so for its time.
 */
export async function replay(trace: readonly TraceJob[], options: ReplayOptions): Promise<Replay> {
  const { client, namespace, speed, limit } = options;
  const states = trace.map((job) => new JobState(job, options.submit(job)));
  const looks: Look[] = [];
  const underWay: Promise<unknown>[] = [];
  const began = Date.now();
  const now = () => ((Date.now() - began) / 1000) * speed;

  while (states.some(({ ended }) => ended === undefined) && now() < limit * speed) {
    for (const state of states.filter((one) => !one.isSubmitted && one.job.submitted <= now())) {
      state.isSubmitted = true;
      underWay.push(client.create(state.submitted.manifest));
    }
    const pods = await podsIn(client, namespace);
    const at = now();
    for (const state of states) {
      const left = state.see(
        pods.filter(({ job }) => job === state.job.name),
        at,
      );
      underWay.push(...left.map((pod) => end(client, namespace, pod)));
    }
    looks.push(lookAt(states, options.nodes, at));
    await pause(EVERY_MS);
  }
  await Promise.all(underWay);
  return { jobs: states.map((state) => state.run), looks };
}

/** One job during a replay. */
class JobState {
  public isSubmitted = false;
  public started?: number;
  public ended?: number;
  /** Those that have not ended. */
  public pods: readonly Pod[] = [];

  public constructor(
    public readonly job: TraceJob,
    public readonly submitted: SubmittedJob,
  ) {}

  /** Takes note of the job's pods, and returns those that have to end now. */
  public see(pods: readonly Pod[], at: number): readonly Pod[] {
    if (this.ended !== undefined) {
      return [];
    }
    this.pods = pods;
    if (this.started === undefined && pods.filter(({ running }) => running).length === this.submitted.pods) {
      this.started = at;
    }
    if (this.started === undefined || at < this.started + this.job.seconds) {
      return [];
    }
    this.ended = at;
    this.pods = [];
    return pods;
  }

  public get run(): JobRun {
    const { job, started, ended } = this;
    return { ...job, started, ended };
  }
}

function lookAt(states: readonly JobState[], nodes: ReplayOptions['nodes'], at: number): Look {
  const free = { ...nodes };
  let busy = 0;
  let held = 0;
  for (const { pods, started, submitted } of states) {
    for (const { node } of pods.filter((pod) => pod.node !== undefined)) {
      free[node!]! -= submitted.gpusPerPod;
      if (started === undefined) {
        held += submitted.gpusPerPod;
      } else {
        busy += submitted.gpusPerPod;
      }
    }
  }
  const waiting = states
    .filter(({ isSubmitted, started }) => isSubmitted && started === undefined)
    .map(({ pods, submitted }) => ({
      pods: submitted.pods - pods.filter(({ node }) => node !== undefined).length,
      gpusPerPod: submitted.gpusPerPod,
    }));
  return { at, busy, held, free: Object.values(free), waiting };
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
