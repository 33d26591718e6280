import {
  FleetApp,
  Gpu,
  GpuFleet,
  GpuRequest,
  GpuSharing,
  TrainingJob,
  TrainingQueue,
  VolcanoScheduler,
} from '../../../lib';
import type { JsonObject, Manifest } from '../../../lib/core/manifest';
import type { FleetModel } from '../../../lib/core/model';
import type { Cluster } from './job-state';
import { JOB_LABEL, type SubmittedJob } from './replay';
import { podsOf, type Trace, type TraceJob } from './trace';

/** The clusters that the trace is replayed on, at the same time: one for each way of scheduling. */
export const ARMS = ['default', 'queues'] as const;
export type Arm = (typeof ARMS)[number];

export const NAMESPACE = 'default';
const POOL = 'a100';
const GPU_RESOURCE = 'nvidia.com/gpu';
/** Of 80 GiB, what the driver leaves. */
const MEMORY_GIB = 74;
const IMAGE = 'registry.internal/train:1';
const PER_GPU = { cpu: 4, memory: 32 };

type Shape = ReturnType<typeof podsOf>;

/** What an arm runs, from a program with a fleet of two clusters that are alike but for Volcano and the sharing of GPUs. */
export class Arms {
  private readonly app = new FleetApp();
  private readonly fleet: GpuFleet<Arm>;
  private readonly jobs: ReadonlyMap<string, Manifest>;

  /** @param trace whose jobs are training jobs of the program */
  public constructor(private readonly trace: Trace) {
    this.fleet = new GpuFleet(this.app, 'bench', {
      volcano: '1.15',
      members: { default: { ...this.member(), engines: { volcano: null } }, queues: this.member(this.sharing) },
    });
    const home = this.fleet.member('queues');
    const queue = new TrainingQueue(home, 'training');
    for (const job of trace.jobs) {
      const { pods, gpusPerPod } = podsOf(job, this.trace);
      new TrainingJob(home, job.name, {
        queue,
        tasks: {
          worker: {
            replicas: pods,
            ...this.asks(job, gpusPerPod),
            cpu: PER_GPU.cpu * gpusPerPod,
            memory: `${PER_GPU.memory * gpusPerPod}Gi`,
            image: IMAGE,
            restartPolicy: 'Never',
            labels: { [JOB_LABEL]: job.name },
          },
        },
      });
    }
    new VolcanoScheduler(home, 'scheduler');
    this.jobs = new Map(
      this.manifests().flatMap((manifest) => (manifest.kind === 'Job' ? [[manifest.metadata.name!, manifest]] : [])),
    );
  }

  public get model(): FleetModel {
    return this.fleet.model;
  }

  /** Everything that the program says for the member with queues. */
  public manifests(): Manifest[] {
    return this.app.compile().targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
  }

  /** The nodes of an arm. */
  public cluster(arm: Arm): Cluster {
    const { nodes, gpusPerNode, shares } = this.trace;
    return {
      nodes: Array.from({ length: nodes }, (_, i) => `${POOL}-${i}`),
      gpusPerNode,
      namesGpus: shares && arm === 'queues',
    };
  }

  /** How a job of the trace is submitted to an arm. */
  public submission(arm: Arm, job: TraceJob): SubmittedJob {
    const shape = podsOf(job, this.trace);
    return arm === 'queues'
      ? { ...shape, part: this.trace.shares ? job.part : 1, manifest: this.jobs.get(job.name)! }
      : { ...shape, part: 1, manifest: plainJob(job, shape) };
  }

  private get sharing(): GpuSharing {
    return this.trace.shares ? GpuSharing.vgpu({ memoryGiB: MEMORY_GIB }) : GpuSharing.whole();
  }

  private member(sharing: GpuSharing = GpuSharing.whole()) {
    const { nodes, gpusPerNode } = this.trace;
    const pool = { name: POOL, gpu: Gpu.nvidia('A100-80GB'), nodes, gpusPerNode, sharing };
    return { kubernetes: '1.36', pools: [pool] };
  }

  /** A part of a GPU is that part of its cores and of its memory. */
  private asks({ part }: TraceJob, gpus: number) {
    const memoryGiB = Math.floor(MEMORY_GIB * part);
    return this.trace.shares
      ? { gpu: GpuRequest.vgpu({ cards: gpus, memoryGiB, cores: Math.round(100 * part) }) }
      : { gpus };
  }
}

/** A Job of Kubernetes with the same pods: what there is without Volcano. */
function plainJob({ name }: TraceJob, { pods, gpusPerPod }: Shape): Manifest {
  const amounts: JsonObject = {
    [GPU_RESOURCE]: gpusPerPod,
    cpu: PER_GPU.cpu * gpusPerPod,
    memory: `${PER_GPU.memory * gpusPerPod}Gi`,
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      parallelism: pods,
      completions: pods,
      completionMode: 'Indexed',
      template: {
        metadata: { labels: { [JOB_LABEL]: name } },
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'worker', image: IMAGE, resources: { limits: amounts, requests: amounts } }],
        },
      },
    },
  };
}
