import type { k8s } from 'cdk8s-plus-28';
import type { Json, JsonObject } from '../core/manifest';
import type { MemberModel } from '../core/model';
import type { PodSpec } from '../l1/pod-template';
import type { LifecyclePolicy, TaskSpec } from '../l1/volcano';
import type { GpuRequest } from './gpu-request';
import { partAmounts } from './gpu-resource';

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
   * Pods of this task without which none of the job runs.
   * @default - all
   */
  readonly minAvailable?: number;
  /**
   * Labels of the pods, beside those that Volcano sets: for selectors of policies, or `sidecar.istio.io/inject: 'false'`.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * When the kubelet starts the container again in its pod.
   * @default 'OnFailure'
   */
  readonly restartPolicy?: 'OnFailure' | 'Never' | 'Always';
  /**
   * What Volcano does about events of this task's pods.
   * @default - those of the job
   */
  readonly policies?: readonly LifecyclePolicy[];
  /**
   * Anything else of the pod: volumes, node selector, tolerations, service account, ... Wins over what the other properties
   * say. A container with the name of the task adds to the one made here; others run beside it.
   * @default - nothing
   */
  readonly pod?: Partial<k8s.PodSpec>;
}

/** What a request for GPUs becomes: the resource of whole ones, and the members whose pools say what parts are called. */
export interface GpuNames {
  readonly gpuResource: string;
  readonly members: readonly MemberModel[];
}

/** Name of a pod's claim to GPUs, by which its container refers to it. */
const CLAIM = 'gpu';

/** The task as it stands in a Volcano Job. */
export function renderTask(name: string, task: TrainingTask, names: GpuNames): TaskSpec {
  return {
    name,
    replicas: task.replicas,
    minAvailable: task.minAvailable,
    policies: task.policies,
    template: {
      ...(task.labels ? { metadata: { labels: { ...task.labels } } } : {}),
      spec: podSpec(name, task, names),
    },
  };
}

function podSpec(name: string, task: TrainingTask, names: GpuNames): PodSpec {
  const given = (podSpecJson({ containers: [], ...task.pod }) ?? {}) as JsonObject;
  const containers = (given.containers ?? []) as readonly JsonObject[];
  const own = containers.find((container) => container.name === name);
  return {
    restartPolicy: task.restartPolicy ?? 'OnFailure',
    ...given,
    ...(task.gpu?.type === 'claim'
      ? {
          resourceClaims: [
            { name: CLAIM, resourceClaimTemplateName: task.gpu.claim.templateName },
            ...listAt(given, 'resourceClaims'),
          ],
        }
      : {}),
    containers: [
      merged(mainContainer(name, task, names), own ?? {}),
      ...containers.filter((container) => container !== own),
    ],
  };
}

function mainContainer(name: string, task: TrainingTask, { gpuResource, members }: GpuNames): JsonObject {
  const { image, command, args, env, cpu, memory, gpus, gpu } = task;
  const amounts: JsonObject = {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    ...(gpus === undefined ? {} : { [gpuResource]: gpus }),
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
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
  };
}

/** A container with more fields: variables are joined, amounts merged by resource. */
function merged(container: JsonObject, more: JsonObject): JsonObject {
  const env = [...listAt(container, 'env'), ...listAt(more, 'env')];
  const [amounts, given] = [objectAt(container, 'resources'), objectAt(more, 'resources')];
  const resources = { ...amounts, ...given };
  for (const key of ['requests', 'limits']) {
    const both = { ...objectAt(amounts, key), ...objectAt(given, key) };
    if (Object.keys(both).length > 0) {
      resources[key] = both;
    }
  }
  return {
    ...container,
    ...more,
    ...(env.length > 0 ? { env } : {}),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
  };
}

function objectAt(of: JsonObject, key: string): Record<string, Json | undefined> {
  return { ...(of[key] as JsonObject | undefined) };
}

function listAt(of: JsonObject, key: string): readonly Json[] {
  return (of[key] as readonly Json[] | undefined) ?? [];
}

/** A typed PodSpec as it stands in a manifest. Loaded when first needed: most programs pass nothing through. */
function podSpecJson(spec: k8s.PodSpec): unknown {
  const plus = require('cdk8s-plus-28') as typeof import('cdk8s-plus-28');
  return plus.k8s.toJson_PodSpec(spec);
}
