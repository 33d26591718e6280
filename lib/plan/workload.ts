import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { PodDemand, PodSetModel, SelectorRequirement, Toleration, WorkloadModel } from '../core/model';
import { podKindOf } from '../core/pod-kinds';
import { parseQuantity } from '../core/quantity';
import { MIN_MEMBER_ANNOTATION, minMemberIn, QUEUE_ANNOTATION } from '../core/queue';
import { refOf } from '../l1/kinds';
import { divisibleKind } from './divisible';

const JOB = 'batch/v1/Job';
const VOLCANO_JOB = 'batch.volcano.sh/v1alpha1/Job';

/** What can be asked for by a pod as a whole. */
const POD_LEVEL = /^(cpu|memory|hugepages-.*)$/;

/** Pods of which nothing is known. */
export const NO_DEMAND: PodDemand = { requests: {}, nodeSelector: {}, tolerations: [] };

/** Whether objects of this kind state replicas that a plan can read. */
export function hasReplicas(kind: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return kindKey(kind) === VOLCANO_JOB || divisibleKind(kind) !== undefined;
}

/** What a plan needs to know of a workload's manifest; undefined for kinds whose pods are not known. */
export function readWorkload(manifest: Manifest): WorkloadModel | undefined {
  if (kindKey(manifest) === VOLCANO_JOB) {
    return readVolcanoJob(manifest);
  }
  const kind = divisibleKind(manifest);
  const spec = objectAt(manifest, 'spec');
  const replicas = kind?.replicas(spec);
  if (!kind || replicas === undefined) {
    return undefined;
  }
  if (kindKey(manifest) === JOB) {
    return readJob(manifest, spec, replicas);
  }
  return kind.template
    ? {
        ...refOf(manifest),
        replicas,
        podSets: [onePodSet(replicas, kind.template(spec))],
        ...groupOf(manifest, kind.template(spec)),
      }
    : { ...refOf(manifest), replicas, podSets: [{ replicas, minAvailable: 0, pod: NO_DEMAND }], opaque: true };
}

/** The API server sets both to 1 if neither is given, and parallelism to 1 if only completions is. */
function readJob(manifest: Manifest, spec: JsonObject, parallelism: number): WorkloadModel {
  const unset = spec.parallelism === undefined && spec.completions === undefined;
  const completions = unset ? 1 : numberAt(spec, 'completions');
  const replicas = completions === undefined ? parallelism : Math.min(parallelism, completions);
  return {
    ...refOf(manifest),
    replicas,
    ...(completions === undefined ? {} : { completions }),
    ...(spec.completionMode === 'Indexed' ? { indexed: true as const } : {}),
    podSets: [onePodSet(replicas, objectAt(spec, 'template'))],
    ...groupOf(manifest, objectAt(spec, 'template')),
  };
}

/**
 * What Volcano makes of pods of one owner that it schedules: a group in the queue that they name, and a gang where the owner says how many
 * are needed (volcano v1.15.1 pkg/controllers/podgroup/pg_controller_handler.go, buildPodGroupFromPod).
 */
function groupOf(manifest: Manifest, template: JsonObject): Pick<WorkloadModel, 'gang' | 'queue'> {
  if (textAt(objectAt(template, 'spec'), 'schedulerName') !== 'volcano') {
    return {};
  }
  const gang = podKindOf(manifest)?.owner
    ? minMemberIn(manifest.metadata.annotations?.[MIN_MEMBER_ANNOTATION])
    : undefined;
  const queue = textAt(objectAt(objectAt(template, 'metadata'), 'annotations'), QUEUE_ANNOTATION);
  return { queue: queue ?? 'default', ...(gang === undefined ? {} : { gang }) };
}

function onePodSet(replicas: number, template: JsonObject): PodSetModel {
  return { replicas, minAvailable: 0, pod: readPod(objectAt(template, 'spec')) };
}

/**
 * A Volcano Job with its tasks. What is not stated is as Volcano's webhook fills it in: a task needs all its pods, or those of the
 * partitions that it needs; a job as many as its tasks. A job that needs fewer than its tasks together is held to its own number only (volcano v1.15.1
 * pkg/webhooks/admission/jobs/mutate/mutate_job.go and pkg/scheduler/api/job_info.go, CheckTaskReady).
 */
function readVolcanoJob(manifest: Manifest): WorkloadModel | undefined {
  const spec = objectAt(manifest, 'spec');
  const tasks = listAt(spec, 'tasks').map((task, index): PodSetModel => {
    const replicas = numberAt(task, 'replicas') ?? 0;
    const partitions = objectAt(task, 'partitionPolicy');
    const parts = (numberAt(partitions, 'minPartitions') ?? 0) * (numberAt(partitions, 'partitionSize') ?? 0);
    return {
      name: typeof task.name === 'string' ? task.name : `default${index}`,
      replicas,
      minAvailable: numberAt(task, 'minAvailable') ?? (parts || replicas),
      pod: readPod(objectAt(objectAt(task, 'template'), 'spec')),
    };
  });
  if (tasks.length === 0) {
    return undefined;
  }
  const needed = tasks.reduce((sum, task) => sum + task.minAvailable, 0);
  const gang = numberAt(spec, 'minAvailable') || needed;
  return {
    ...refOf(manifest),
    replicas: tasks.reduce((sum, task) => sum + task.replicas, 0),
    podSets: gang < needed ? tasks.map((task) => ({ ...task, minAvailable: 0 })) : tasks,
    gang,
    queue: typeof spec.queue === 'string' ? spec.queue : 'default',
  };
}

/**
 * What one pod asks for, as the scheduler counts it: its containers and sidecars together, or the peak while its init
 * containers run, whichever is more; plus the overhead of its runtime class. Limits stand for requests not stated.
 */
export function readPod(spec: JsonObject): PodDemand {
  const sidecars: Record<string, number> = {};
  const peak: Record<string, number> = {};
  for (const init of listAt(spec, 'initContainers')) {
    const own = requestsOf(init);
    const together = { ...sidecars };
    add(together, own);
    raise(peak, together);
    if (init.restartPolicy === 'Always') {
      add(sidecars, own);
    }
  }
  const requests = { ...sidecars };
  for (const container of listAt(spec, 'containers')) {
    add(requests, requestsOf(container));
  }
  raise(requests, peak);
  Object.assign(requests, podLevelRequests(spec, requests));
  add(requests, quantitiesAt(spec, 'overhead'));
  const nodeTerms = readNodeTerms(spec);
  return {
    requests,
    nodeSelector: objectAt(spec, 'nodeSelector') as Record<string, string>,
    ...(nodeTerms ? { nodeTerms } : {}),
    tolerations: listAt(spec, 'tolerations') as Toleration[],
  };
}

/** Terms that ask for nothing fit no node. Fields of nodes - their names - are not known, and not looked at. */
function readNodeTerms(spec: JsonObject): SelectorRequirement[][] | undefined {
  const affinity = objectAt(objectAt(spec, 'affinity'), 'nodeAffinity');
  const required = optionalObjectAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution');
  return required
    ? listAt(required, 'nodeSelectorTerms')
        .filter((term) => listAt(term, 'matchExpressions').length + listAt(term, 'matchFields').length > 0)
        .map((term) => listAt(term, 'matchExpressions') as unknown as SelectorRequirement[])
    : undefined;
}

function requestsOf(container: JsonObject): Record<string, number> {
  const resources = objectAt(container, 'resources');
  return { ...quantitiesAt(resources, 'limits'), ...quantitiesAt(resources, 'requests') };
}

/**
 * What a pod asks for as a whole, in place of its containers together; its limits stand for what nobody asks for (kubernetes v1.36.3
 * pkg/apis/core/v1/defaults.go, defaultPodRequests; on by default since 1.34).
 */
function podLevelRequests(spec: JsonObject, ofContainers: Readonly<Record<string, number>>): Record<string, number> {
  const resources = objectAt(spec, 'resources');
  const limits = Object.entries(quantitiesAt(resources, 'limits')).filter(([resource]) => !(resource in ofContainers));
  const asked = { ...Object.fromEntries(limits), ...quantitiesAt(resources, 'requests') };
  return Object.fromEntries(Object.entries(asked).filter(([resource]) => POD_LEVEL.test(resource)));
}

/** The quantities of a field that holds amounts by resource name; what is no quantity is left out. */
export function quantitiesAt(of: JsonObject, key: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [resource, quantity] of Object.entries(objectAt(of, key))) {
    const amount = parseQuantity(quantity as string | number);
    if (amount !== undefined) {
      result[resource] = amount;
    }
  }
  return result;
}

function add(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [resource, amount] of Object.entries(more)) {
    sum[resource] = (sum[resource] ?? 0) + amount;
  }
}

function raise(peak: Record<string, number>, to: Readonly<Record<string, number>>): void {
  for (const [resource, amount] of Object.entries(to)) {
    peak[resource] = Math.max(peak[resource] ?? 0, amount);
  }
}
