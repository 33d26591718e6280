import { type ApiObject, type ApiObjectMetadataDefinition, JsonPatch } from 'cdk8s';
import { fail, listOf } from '../core/errors';
import { objectAt, optionalObjectAt } from '../core/fields';
import { Findings } from '../core/findings';
import type { JsonObject } from '../core/manifest';
import { hasTasks, type PodKind, podKindOf, podKinds } from '../core/pod-kinds';
import { type IQueue, MIN_MEMBER_ANNOTATION, QUEUE_ANNOTATION, queueNamedBy } from '../core/queue';
import { rendered } from '../core/rendered';
import { Workload, type WorkloadLike } from '../core/workload';
import { QUEUE_NO_MIN_AVAILABLE, QUEUE_NO_PODS, QUEUE_OF_ANOTHER } from './rules';

/** The queue of what names none: named by hand it is nobody's choice. */
const FALLBACK = 'default';

/** How a workload is given to a queue. */
export interface AdmissionOptions {
  /**
   * Pods without which none runs, in each member that gets some: a whole number, at most what the member gets. For Deployments,
   * ReplicaSets, StatefulSets whose pods are made in parallel, DaemonSets, Jobs and CronJobs; a Volcano Job says so itself.
   * @default - Volcano's: every pod is let in for itself
   */
  readonly minAvailable?: number;
}

/**
 * Gives a workload to a queue: a Volcano Job names its queue itself; the pods of others do, and Volcano makes one group of all that have
 * the same owner. That it was given to another queue before, and that its kind takes no `minAvailable`, are findings.
 * @throws FindingsError `fleet/no-object`, `queue/no-pods`
 */
export function admit(queue: IQueue, workload: WorkloadLike, { minAvailable }: AdmissionOptions): void {
  const { apiObject, kind, apiVersion } = Workload.of(workload);
  const podKind = podKindOf({ apiVersion, kind });
  if (!apiObject || !podKind) {
    fail(QUEUE_NO_PODS, {
      place: apiObject?.node.path ?? kind,
      value: `${apiVersion} ${kind}`,
      message: `queue '${queue.queueName}' is given a ${kind} of ${apiVersion}, ${apiObject ? 'which makes no pods that Volcano knows to group' : 'which is owned elsewhere'}.`,
      fix: apiObject
        ? `Give it one of ${listOf([...new Set(podKinds({ volcano: true }).map((one) => one.kind))])}.`
        : 'Name the queue where the workload is made.',
    });
  }
  reportOther(queue, workload, apiObject);
  const { pods } = podKind;
  if (hasTasks(podKind)) {
    const spec = `/${pods.split('.').slice(0, -1).join('/')}`;
    apiObject.addJsonPatch(JsonPatch.add(`${spec}/queue`, queue.queueName), scheduledBy(spec));
  } else {
    const template = pods === 'itself' ? '' : `/${pods.replaceAll('.', '/')}`;
    apiObject.addJsonPatch(scheduledBy(`${template}/spec`));
    annotatePods(workload, apiObject, template, queue.queueName);
  }
  if (minAvailable !== undefined) {
    stateMinAvailable(apiObject, podKind, minAvailable);
  }
}

/** A workload has one queue: the last that it is given to would take it from the others without a word. */
function reportOther({ queueName }: IQueue, workload: WorkloadLike, object: ApiObject): void {
  const manifest = rendered(object);
  // what cannot be rendered yet may have been annotated all the same
  const given = manifest ? queueNamedBy(manifest) : annotationsOf(podMetadataOf(workload))[QUEUE_ANNOTATION];
  if (typeof given === 'string' && given !== queueName && given !== FALLBACK) {
    Findings.of(object).report(QUEUE_OF_ANOTHER, {
      value: queueName,
      message: `${object.kind} '${object.name}' is given to queue '${queueName}', and is in queue '${given}' already.`,
      fix: 'Give it to one of the two; a TrainingJob is in the queue of its properties.',
    });
  }
}

/** Says it where Volcano reads it: on the owner of the pods. */
function stateMinAvailable(object: ApiObject, { kind, owner }: PodKind, minAvailable: number): void {
  switch (owner) {
    case 'itself':
      object.metadata.addAnnotation(MIN_MEMBER_ANNOTATION, String(minAvailable));
      return;
    case 'spec.jobTemplate':
      annotate(object, `/${owner.replaceAll('.', '/')}`, { [MIN_MEMBER_ANNOTATION]: String(minAvailable) });
      return;
    default:
      Findings.of(object).report(QUEUE_NO_MIN_AVAILABLE, {
        value: minAvailable,
        message: `a ${kind} is given to a queue with minAvailable ${minAvailable}, which nobody would read.`,
        fix: `Leave minAvailable out here${kind === 'Pod' || kind === 'ReplicationController' ? ', or use a Job or a Deployment' : '; set minAvailable of the job itself'}.`,
      });
  }
}

function scheduledBy(spec: string): JsonPatch {
  return JsonPatch.add(`${spec}/schedulerName`, 'volcano');
}

/** Names the queue on the pods, beside what else is annotated there. */
function annotatePods(workload: WorkloadLike, object: ApiObject, template: string, queueName: string): void {
  const metadata = template === '' ? object.metadata : podMetadataOf(workload);
  if (metadata) {
    metadata.addAnnotation(QUEUE_ANNOTATION, queueName);
    return;
  }
  annotate(object, template, { [QUEUE_ANNOTATION]: queueName });
}

/** Adds annotations to what stands at a pointer of an object, beside those that it has. */
function annotate(object: ApiObject, pointer: string, annotations: JsonObject): void {
  const at = pointer
    .slice(1)
    .split('/')
    .reduce(objectAt, rendered(object) ?? {});
  const given = optionalObjectAt(at, 'metadata');
  object.addJsonPatch(
    given
      ? JsonPatch.add(`${pointer}/metadata/annotations`, { ...objectAt(given, 'annotations'), ...annotations })
      : JsonPatch.add(`${pointer}/metadata`, { annotations }),
  );
}

/** Where cdk8s-plus keeps the metadata of pods, which may still grow. */
function podMetadataOf(workload: WorkloadLike): ApiObjectMetadataDefinition | undefined {
  return (workload as { readonly podMetadata?: ApiObjectMetadataDefinition }).podMetadata;
}

function annotationsOf(metadata: ApiObjectMetadataDefinition | undefined): JsonObject {
  return objectAt((metadata?.toJson() as JsonObject | undefined) ?? {}, 'annotations');
}
