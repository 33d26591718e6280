import { type ApiObject, type ApiObjectMetadataDefinition, JsonPatch } from 'cdk8s';
import { fail, listOf } from '../core/errors';
import { objectAt, optionalObjectAt } from '../core/fields';
import { kindKey } from '../core/manifest';
import { podKinds } from '../core/pod-kinds';
import { type IQueue, QUEUE_ANNOTATION } from '../core/queue';
import { rendered } from '../core/rendered';
import { Workload, type WorkloadLike } from '../core/workload';
import { QUEUE_NO_PODS } from './rules';

/** The annotation of their owner that says how many of them must run at the same time. */
export const MIN_MEMBER_ANNOTATION = 'scheduling.volcano.sh/group-min-member';

/** How a workload is given to a queue. */
export interface AdmissionOptions {
  /**
   * Pods without which none runs. A Volcano Job says so itself.
   * @default - Volcano's: every pod is let in for itself
   */
  readonly minAvailable?: number;
}

/**
 * Gives a workload to a queue: a Volcano Job names its queue itself; the pods of others do, and Volcano makes one group of all that have
 * the same owner.
 * @throws FindingsError `fleet/no-object`, `queue/no-pods`
 */
export function admit(queue: IQueue, workload: WorkloadLike, { minAvailable }: AdmissionOptions): void {
  const { apiObject, kind, apiVersion } = Workload.of(workload);
  const known = podKinds({ volcano: true });
  const podKind = known.find((one) => kindKey(one) === kindKey({ apiVersion, kind }));
  if (!apiObject || !podKind) {
    fail(QUEUE_NO_PODS, {
      place: apiObject?.node.path ?? kind,
      value: `${apiVersion} ${kind}`,
      message: `queue '${queue.queueName}' is given a ${kind} of ${apiVersion}, ${apiObject ? 'which makes no pods that Volcano knows to group' : 'which is owned elsewhere'}.`,
      fix: apiObject
        ? `Give it one of ${listOf([...new Set(known.map((one) => one.kind))])}.`
        : 'Name the queue where the workload is made.',
    });
  }
  const { pods } = podKind;
  if (pods.endsWith('tasks')) {
    const spec = `/${pods.split('.').slice(0, -1).join('/')}`;
    apiObject.addJsonPatch(JsonPatch.add(`${spec}/queue`, queue.queueName), scheduledBy(spec));
  } else {
    const template = pods === 'itself' ? '' : `/${pods.replaceAll('.', '/')}`;
    apiObject.addJsonPatch(scheduledBy(`${template}/spec`));
    annotatePods(workload, apiObject, template, queue.queueName);
  }
  if (minAvailable !== undefined) {
    apiObject.metadata.addAnnotation(MIN_MEMBER_ANNOTATION, String(minAvailable));
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
  const pod = template
    .slice(1)
    .split('/')
    .reduce(objectAt, rendered(object) ?? {});
  const annotation = { [QUEUE_ANNOTATION]: queueName };
  const given = optionalObjectAt(pod, 'metadata');
  object.addJsonPatch(
    given
      ? JsonPatch.add(`${template}/metadata/annotations`, { ...objectAt(given, 'annotations'), ...annotation })
      : JsonPatch.add(`${template}/metadata`, { annotations: annotation }),
  );
}

/** Where cdk8s-plus keeps the metadata of pods, which may still grow. */
function podMetadataOf(workload: WorkloadLike): ApiObjectMetadataDefinition | undefined {
  return (workload as { readonly podMetadata?: ApiObjectMetadataDefinition }).podMetadata;
}
