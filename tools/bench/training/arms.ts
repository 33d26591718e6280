import { FleetApp, Gpu, GpuFleet, TrainingJob, TrainingQueue, VolcanoScheduler } from '../../../lib';
import type { JsonObject, Manifest } from '../../../lib/core/manifest';
import type { FleetModel } from '../../../lib/core/model';
import { JOB_LABEL, type SubmittedJob } from './replay';
import type { TraceJob } from './trace';

/** The clusters that the trace is replayed on, at the same time: one for each way of scheduling. */
export const ARMS = ['default', 'queues'] as const;
export type Arm = (typeof ARMS)[number];

export const NODES = 6;
export const GPUS_PER_NODE = 4;
export const NAMESPACE = 'default';
const GPU_RESOURCE = 'nvidia.com/gpu';
const IMAGE = 'registry.internal/train:1';
const PER_GPU = { cpu: 4, memory: 32 };

/** How many pods a job has, none with more GPUs than a node. */
function shapeOf({ gpus }: TraceJob): { readonly pods: number; readonly gpusPerPod: number } {
  const pods = Math.ceil(gpus / GPUS_PER_NODE);
  return { pods, gpusPerPod: gpus / pods };
}

/** What an arm runs, from a program with a fleet of two clusters that are alike but for Volcano. */
export class Arms {
  private readonly app = new FleetApp();
  private readonly fleet = new GpuFleet(this.app, 'bench', {
    volcano: '1.15',
    members: { default: member({ engines: { volcano: null } }), queues: member() },
  });
  private readonly queue = new TrainingQueue(this.fleet.member('queues'), 'training');

  /** @param trace the jobs, each of which is a training job of the program */
  public constructor(trace: readonly TraceJob[]) {
    const home = this.fleet.member('queues');
    for (const job of trace) {
      const { pods, gpusPerPod } = shapeOf(job);
      new TrainingJob(home, job.name, {
        queue: this.queue,
        tasks: {
          worker: {
            replicas: pods,
            gpus: gpusPerPod,
            cpu: PER_GPU.cpu * gpusPerPod,
            memory: `${PER_GPU.memory * gpusPerPod}Gi`,
            image: IMAGE,
            restartPolicy: 'Never',
            labels: { [JOB_LABEL]: job.name },
          },
        },
      });
    }
    new VolcanoScheduler(home, 'scheduler', { plugins: PACKING });
  }

  public get model(): FleetModel {
    return this.fleet.model;
  }

  /** Everything that the program says for the member with queues. */
  public manifests(): Manifest[] {
    return this.app.compile().targets.flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
  }

  /** How jobs of the trace are submitted to an arm. */
  public submissions(arm: Arm): (job: TraceJob) => SubmittedJob {
    const ours = new Map(
      this.manifests().flatMap((manifest) => (manifest.kind === 'Job' ? [[manifest.metadata.name, manifest]] : [])),
    );
    return (job) => {
      const shape = shapeOf(job);
      return { ...shape, manifest: arm === 'queues' ? ours.get(job.name)! : plainJob(job, shape) };
    };
  }
}

/**
 * Pods go where the fewest GPUs are left over, and all gangs are let in: the first that fits starts. Without it one gang that
 * waits for a whole node would count as running, and nobody be let in behind it.
 */
const PACKING = {
  binpack: {
    arguments: {
      'binpack.weight': 10,
      'binpack.cpu': 0,
      'binpack.memory': 0,
      'binpack.resources': GPU_RESOURCE,
      [`binpack.resources.${GPU_RESOURCE}`]: 10,
    },
  },
  nodeorder: { arguments: { 'leastrequested.weight': 0, 'balancedresource.weight': 0 } },
  overcommit: { arguments: { 'overcommit-factor': 100 } },
};

function member(more: JsonObject = {}) {
  const pool = { name: '4090', gpu: Gpu.nvidia('RTX4090'), nodes: NODES, gpusPerNode: GPUS_PER_NODE };
  return { kubernetes: '1.36', pools: [pool], ...more };
}

/** A Job of Kubernetes with the same pods: what there is without Volcano. */
function plainJob({ name }: TraceJob, { pods, gpusPerPod }: ReturnType<typeof shapeOf>): Manifest {
  const amounts = {
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
