import type { k8s } from 'cdk8s-plus-28';
import { listAt, objectAt } from '../core/fields';
import type { IGpuModel } from '../core/gpus';
import type { JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { formatCores } from '../core/quantity';
import type { PodSpec } from '../l1/pod-template';
import type { PartitionPolicy, TaskSpec } from '../l1/volcano';
import { neededOf } from './gang';
import { nodesWith } from './gpu-nodes';
import type { GpuRequest } from './gpu-request';
import { partAmounts, wholeAmount } from './gpu-resource';
import type { JobPolicy } from './job-policy';
import type { NetworkTopology } from './network-topology';

/** Name of the volume at `/dev/shm`. */
const SHARED_MEMORY = 'shared-memory';

/** Pods of one shape in a training job: the workers, the parameter servers, the launcher. */
export interface TrainingTask {
  /** Number of pods. */
  readonly replicas: number;
  /** Image of the container, which is named after the task. */
  readonly image: string;
  /**
   * Command of the container.
   * @default - the image's entry point
   */
  readonly command?: readonly string[];
  /**
   * Arguments of the command.
   * @default - the image's
   */
  readonly args?: readonly string[];
  /**
   * Environment of the container.
   * @default - what plugins of the job add
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * GPU devices of one pod, requested and limited. In pools that share their cards under the usual name these are slices of cards.
   * @default - none
   */
  readonly gpus?: number;
  /**
   * Model of these GPUs: the pods run only on nodes that have it, and the job goes only to members that do.
   * @default - any
   */
  readonly gpuModel?: IGpuModel;
  /**
   * Memory in GiB that the task needs in each of its GPUs, or in its part of one. Nothing is requested; the job goes only to members that
   * hand out so much: a card, a MIG device, a share of MPS, or what `gpu` asks for of a virtual GPU.
   * @default - not checked
   */
  readonly gpuMemoryGiB?: number;
  /**
   * Part of a GPU that one pod gets, where node pools share their cards; instead of `gpus`.
   * @default - none
   */
  readonly gpu?: GpuRequest;
  /**
   * Cores of one pod, requested and limited.
   * @default - not stated
   */
  readonly cpu?: number;
  /**
   * Memory of one pod as a Kubernetes quantity, requested and limited.
   * @default - not stated
   */
  readonly memory?: string;
  /**
   * Size of `/dev/shm` as a Kubernetes quantity; processes of a pod exchange batches and gradients there. Counts as memory of the pod.
   * @default - the container runtime's: 64Mi
   */
  readonly sharedMemory?: string;
  /**
   * Pods of this task without which none of the job runs. With fewer than all the task is elastic: the others join when there is room.
   * @default - all, or those of `minPartitions`
   */
  readonly minAvailable?: number;
  /**
   * Tasks of the job that must run before pods of this one are made.
   * @default - none
   */
  readonly dependsOn?: readonly string[];
  /**
   * Whether all of these tasks must run, or any of them.
   * @default 'all'
   */
  readonly dependsOnIteration?: 'all' | 'any';
  /**
   * Pods of a partition: pods near to each other that are placed, and with the action `RestartPartition` restarted, together.
   * `replicas` is a multiple of it. Needs Volcano 1.15.
   * @default - no partitions
   */
  readonly partitionSize?: number;
  /**
   * Partitions without which none of the job runs.
   * @default - all
   */
  readonly minPartitions?: number;
  /**
   * How near to each other the pods of a partition are. Needs what `networkTopology` of the job needs.
   * @default - anywhere
   */
  readonly partitionTopology?: NetworkTopology;
  /**
   * How cores and devices of a pod are bound to NUMA nodes. Needs whole cores, the plugin `numa-aware` in Volcano's scheduler, which a
   * `VolcanoScheduler` then has, and nodes whose kubelets have that policy and the CPU manager `static`, as Volcano's resource exporter
   * there tells it: the pods run on no others.
   * @default - not at all
   */
  readonly topologyPolicy?: 'none' | 'best-effort' | 'restricted' | 'single-numa-node';
  /**
   * Labels of the pods, beside those that Volcano sets: for selectors of policies, or `sidecar.istio.io/inject: 'false'`.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * When the kubelet starts the container again in its pod. A container that it starts again does not fail its pod, and no policy hears
   * of it.
   * @default 'OnFailure'
   */
  readonly restartPolicy?: 'OnFailure' | 'Never' | 'Always';
  /**
   * What Volcano does about events of this task's pods.
   * @default - those of the job
   */
  readonly policies?: readonly JobPolicy[];
  /**
   * How often a pod of the task may fail before it is given up.
   * @default 3
   */
  readonly maxRetry?: number;
  /**
   * Anything else of the pod: volumes, node selector, tolerations, service account, ... Wins over what the other properties
   * say. A container with the name of the task adds to the one made here; others run beside it.
   * @default - nothing
   */
  readonly pod?: Partial<k8s.PodSpec>;
}

/** Pods of one shape that run together, all of them. */
export type TrainingPods = Omit<
  TrainingTask,
  'minAvailable' | 'dependsOn' | 'dependsOnIteration' | 'partitionSize' | 'minPartitions' | 'partitionTopology'
>;

/** What a request for GPUs becomes: the resource of whole ones, and the members whose pools say what parts are called. */
export interface GpuNames {
  readonly gpuResource: string;
  readonly members: readonly MemberModel[];
}

/** What a job says of all its pods. */
export interface PodDefaults extends GpuNames {
  /** Seconds that a pod may run. */
  readonly maxRuntimeSeconds?: number | undefined;
}

/** Name of a pod's claim to GPUs, by which its container refers to it. */
const CLAIM = 'gpu';

/** How often a pod may fail, by Volcano's webhook. */
export const RETRIES_OF_A_POD = 3;

/**
 * The task as it stands in a Volcano Job. What Volcano's webhook would add is written out: tasks are one value to who applies them, and
 * applied again without what was added they are another, which the webhook refuses (volcano v1.15.1
 * pkg/webhooks/admission/jobs/mutate/mutate_job.go, mutateSpec; jobs/validate/admit_job.go, validateJobUpdate).
 */
export function renderTask(name: string, task: TrainingTask, defaults: PodDefaults): TaskSpec {
  const { replicas, maxRetry = RETRIES_OF_A_POD, topologyPolicy, policies, dependsOn, dependsOnIteration } = task;
  const { labels, annotations } = task;
  const metadata = {
    ...(labels ? { labels: { ...labels } } : {}),
    ...(annotations ? { annotations: { ...annotations } } : {}),
  };
  return {
    name,
    replicas,
    minAvailable: neededOf(task),
    maxRetry,
    topologyPolicy,
    policies,
    dependsOn: dependsOn && { name: [...dependsOn], iteration: dependsOnIteration },
    partitionPolicy: partitionsOf(task),
    template: {
      ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
      spec: podSpec(name, task, defaults),
    },
  };
}

function partitionsOf({ replicas, partitionSize, minPartitions, partitionTopology }: TrainingTask) {
  // a size that is none, or does not divide the replicas, is reported by what comes out
  return partitionSize === undefined
    ? undefined
    : ({
        totalPartitions: partitionSize > 0 ? Math.floor(replicas / partitionSize) : 0,
        partitionSize,
        minPartitions,
        networkTopology: partitionTopology,
      } satisfies PartitionPolicy);
}

function podSpec(name: string, task: TrainingTask, defaults: PodDefaults): PodSpec {
  const given = (podSpecJson({ containers: [], ...task.pod }) ?? {}) as JsonObject;
  const containers = (given.containers ?? []) as readonly JsonObject[];
  const own = containers.find((container) => container.name === name);
  return {
    restartPolicy: task.restartPolicy ?? 'OnFailure',
    activeDeadlineSeconds: defaults.maxRuntimeSeconds,
    ...(given.hostNetwork === true ? { dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
    ...given,
    ...(task.sharedMemory === undefined
      ? {}
      : { volumes: [sharedMemoryVolume(task.sharedMemory), ...listAt(given, 'volumes')] }),
    ...nodesWith(task.gpuModel, defaults.members, given),
    ...(task.gpu?.type === 'claim'
      ? {
          resourceClaims: [
            { name: CLAIM, resourceClaimTemplateName: task.gpu.claim.templateName },
            ...listAt(given, 'resourceClaims'),
          ],
        }
      : {}),
    containers: [
      merged(mainContainer(name, task, defaults), own ?? {}),
      ...containers.filter((container) => container !== own),
    ],
  };
}

function mainContainer(name: string, task: TrainingTask, { gpuResource, members }: GpuNames): JsonObject {
  const { image, command, args, env, cpu, memory, gpus, gpu, sharedMemory } = task;
  const amounts: JsonObject = {
    ...(cpu === undefined ? {} : { cpu: coresAmount(cpu) }),
    ...(memory === undefined ? {} : { memory }),
    ...(gpus === undefined ? {} : { [gpuResource]: wholeAmount(gpus) }),
    ...(gpu === undefined ? {} : partAmounts(gpu, members)),
  };
  const resources = {
    // what is requested is what is limited, so that the pods of a job run alike wherever they are
    ...(Object.keys(amounts).length > 0 ? { requests: amounts, limits: amounts } : {}),
    ...(gpu?.type === 'claim' ? { claims: [{ name: CLAIM }] } : {}),
  };
  return {
    name,
    image,
    ...(command ? { command } : {}),
    ...(args ? { args } : {}),
    ...(env ? { env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })) } : {}),
    ...(sharedMemory === undefined ? {} : { volumeMounts: [{ name: SHARED_MEMORY, mountPath: '/dev/shm' }] }),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
  };
}

/**
 * Cores as a Job of Volcano can have them: quantities in it are whole numbers or texts (volcano v1.15.1 batch.volcano.sh_jobs.yaml). Its
 * webhook makes a text of a fraction only where it fills in something else of the tasks.
 */
function coresAmount(cores: number): string | number {
  return Number.isFinite(cores) && !Number.isInteger(cores) ? formatCores(cores) : cores;
}

function sharedMemoryVolume(sizeLimit: string): JsonObject {
  return { name: SHARED_MEMORY, emptyDir: { medium: 'Memory', sizeLimit } };
}

/** A container with more fields: variables and mounts are joined, amounts merged by resource. */
function merged(container: JsonObject, more: JsonObject): JsonObject {
  const both = (key: string) => [...listAt(container, key), ...listAt(more, key)];
  const [env, volumeMounts] = [both('env'), both('volumeMounts')];
  const [amounts, given] = [objectAt(container, 'resources'), objectAt(more, 'resources')];
  const resources = { ...amounts, ...given };
  for (const key of ['requests', 'limits']) {
    const joined = { ...objectAt(amounts, key), ...objectAt(given, key) };
    if (Object.keys(joined).length > 0) {
      resources[key] = joined;
    }
  }
  return {
    ...container,
    ...more,
    ...(env.length > 0 ? { env } : {}),
    ...(volumeMounts.length > 0 ? { volumeMounts } : {}),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
  };
}

/** A typed PodSpec as it stands in a manifest. Loaded when first needed: most programs pass nothing through. */
function podSpecJson(spec: k8s.PodSpec): unknown {
  const plus = require('cdk8s-plus-28') as typeof import('cdk8s-plus-28');
  return plus.k8s.toJson_PodSpec(spec);
}
