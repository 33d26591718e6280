import type { BaselineException, BaselineRuleName, PodSelection } from '../core/baseline';
import { apiGroupOf } from '../core/manifest';
import { podsOf, VOLCANO_GROUP } from '../core/pod-kinds';
import { rendered } from '../core/rendered';
import { Workload, type WorkloadLike } from '../core/workload';

/** Pods that may break rules of a baseline until a day. */
export interface BaselineExceptionProps {
  /** A workload, with all that is made of it, or pods by namespace and labels. */
  readonly of: WorkloadLike | PodSelection;
  /** Why. Stands on the policy objects. */
  readonly reason: string;
  /** The last day, `2027-01-31` (UTC), or a time as RFC 3339 writes it. From then on the engine does what the rule says. */
  readonly until: string;
  /**
   * The rules that the pods may break.
   * @default - all of the baseline
   */
  readonly rules?: readonly BaselineRuleName[];
}

/** An exception as a baseline has it. */
export interface ResolvedException extends BaselineException {
  /** Set where nothing tells the pods of the workload. */
  readonly unknownPods?: string;
}

/**
 * The exception with a reference in place of a construct.
 * @throws FindingsError `fleet/no-object`
 */
export function referring(props: BaselineExceptionProps): BaselineExceptionProps {
  return isWorkload(props.of) ? { ...props, of: Workload.of(props.of) } : props;
}

/** What an exception says, as plain data. */
export function resolveException(props: BaselineExceptionProps): ResolvedException {
  const { of, reason } = props;
  // an end that is none is past: nothing is excepted
  const until = endOf(props.until ?? '') ?? 0;
  const common = { reason, until };
  if (!isWorkload(of)) {
    return { ...common, pods: of };
  }
  const workload = Workload.of(of);
  const { namespace, ref } = workload;
  if (workload.kind === 'Pod') {
    return { ...common, owner: ref };
  }
  const labels = podLabels(workload);
  return labels
    ? { ...common, owner: ref, pods: { namespaces: [namespace], labels } }
    : { ...common, owner: ref, unknownPods: `${workload.kind} ${namespace}/${workload.name}` };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** When an exception ends, in milliseconds since 1970; undefined for what is no day and no time. */
export function endOf(until: string): number | undefined {
  if (DAY.test(until)) {
    const start = Date.parse(until);
    // February has no 30th, but Date goes on to March
    const exists = !Number.isNaN(start) && new Date(start).toISOString().startsWith(until);
    return exists ? start + DAY_MS : undefined;
  }
  const time = TIME.test(until) ? Date.parse(until) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function isWorkload(of: WorkloadLike | PodSelection): of is WorkloadLike {
  return 'node' in of || 'apiVersion' in of;
}

/** Labels by which the pods of a workload are told from others of its namespace. */
function podLabels({ apiVersion, kind, name, apiObject }: Workload): Readonly<Record<string, string>> | undefined {
  const group = apiGroupOf(apiVersion);
  if (kind === 'Job' && group === 'batch') {
    return { 'batch.kubernetes.io/job-name': name };
  }
  if (kind === 'Job' && group === VOLCANO_GROUP) {
    return { 'volcano.sh/job-name': name };
  }
  const manifest = apiObject && rendered(apiObject);
  const [pod, ...others] = manifest ? podsOf(manifest) : [];
  return pod && others.length === 0 && Object.keys(pod.shape.labels).length > 0 ? pod.shape.labels : undefined;
}
