import type { JobRun, SubmittedJob } from './replay';
import type { TraceJob } from './trace';
import { give, type Look, type Place, type PodShape } from './usage';

/** Where Volcano writes which GPUs of its node a pod shares: `GPU-<node>-<number>,<type>,<memory>,<cores>:` for each. */
export const CARDS_OF_POD = 'volcano.sh/vgpu-ids-new';

/** The nodes of a cluster that a trace is replayed on. */
export interface Cluster {
  readonly nodes: readonly string[];
  readonly gpusPerNode: number;
  /** Whether the scheduler says which GPUs of its node a pod has. */
  readonly namesGpus: boolean;
}

/** A pod that has not ended. */
export interface Pod {
  readonly name: string;
  readonly job: string;
  readonly node?: string;
  /** Which GPUs of its node it has, as Volcano writes it. */
  readonly cards?: string;
  readonly running: boolean;
}

/** One job during a replay. */
export class JobState {
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

/** What becomes of the GPUs at this moment. */
export function lookAt(states: readonly JobState[], cluster: Cluster, at: number): Look {
  const free = cluster.nodes.map(() => Array<number>(cluster.gpusPerNode).fill(1));
  const sum = { busy: 0, unused: 0, held: 0 };
  for (const { job, pods, started, submitted } of states) {
    const places = pods.filter(({ node }) => node !== undefined).map((pod) => placeOf(pod, submitted, cluster, free));
    const given = places.length * submitted.gpusPerPod * submitted.part;
    if (started === undefined) {
      sum.held += given;
    } else {
      const used = places.length * submitted.gpusPerPod * job.part;
      sum.busy += used;
      sum.unused += given - used;
    }
  }
  const waiting = states
    .filter(({ isSubmitted, started }) => isSubmitted && started === undefined)
    .map(({ pods, submitted: { gpusPerPod, part, ...submitted } }) => ({
      pods: submitted.pods - pods.filter(({ node }) => node !== undefined).length,
      gpusPerPod,
      part,
    }));
  return { at, ...sum, free, waiting };
}

/** Takes a pod's GPUs from what is free: those that it has, or any of its node where whole GPUs have no names. */
function placeOf(
  { name, node, cards }: Pod,
  { gpusPerPod, part }: PodShape,
  cluster: Cluster,
  free: number[][],
): Place {
  const index = cluster.nodes.indexOf(node!);
  const named = [...(cards ?? '').matchAll(/-(\d+),/g)].map(([, number]) => Number(number));
  const whole = [...free[index]!.keys()].filter((gpu) => free[index]![gpu]! === 1).slice(0, gpusPerPod);
  const gpus = cluster.namesGpus ? named : whole;
  if (gpus.length !== gpusPerPod) {
    throw new Error(
      `pod ${name} on ${node} has ${gpus.length} of its ${gpusPerPod} GPUs; is Volcano's deviceshare on?`,
    );
  }
  const place = { node: index, gpus };
  give([place], -part, free);
  return place;
}
