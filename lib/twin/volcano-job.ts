import { apiGroupOf, type Manifest } from '../core/manifest';
import type { ApiClient } from './client';
import type { ObservedReplicas } from './observe';

interface VolcanoJob {
  readonly spec?: { readonly tasks?: readonly { readonly replicas?: number }[] };
  readonly status?: {
    readonly running?: number;
    readonly succeeded?: number;
    readonly state?: { readonly phase?: string };
  };
}

interface PodGroup {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/**
 * Why there are no pods yet. The scheduler lets a gang in, and so has its pods made, when the queue may use what they request
 * and that is free in a cluster counted a fifth larger than it is (`overcommit`). Until then it says nothing else.
 */
const NOT_LET_IN = 'Volcano has made no pods: the queue or the nodes have no room for the whole gang';

/** Whether an object is a Job of Volcano, not of Kubernetes. */
export function isVolcanoJob({ apiVersion, kind }: Manifest): boolean {
  return kind === 'Job' && apiGroupOf(apiVersion) === 'batch.volcano.sh';
}

/** The pods that a Volcano Job asks for and has. */
export function volcanoCounts(object: Manifest): ObservedReplicas {
  const { spec, status = {} } = object as unknown as VolcanoJob;
  const replicas = (spec?.tasks ?? []).reduce((sum, task) => sum + (task.replicas ?? 0), 0);
  // Volcano 1.15 sets the counts of a finished job to 0 and keeps its pods (killPods in job_controller_actions.go).
  const { running: active = 0, succeeded = status.state?.phase === 'Completed' ? replicas : 0 } = status;
  return { replicas, ready: active + succeeded, active, succeeded };
}

/** Why the gang of a Volcano Job waits, as the scheduler tells it: there may be no pods that could tell. */
export async function volcanoProblem(
  client: ApiClient,
  { metadata }: Manifest,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const group = await client.read(
    {
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'PodGroup',
      name: `${metadata.name}-${metadata.uid}`,
      namespace: metadata.namespace,
    },
    signal,
  );
  const { phase, conditions = [] } = (group as unknown as PodGroup | undefined)?.status ?? {};
  const unschedulable = conditions.find(({ type, status }) => type === 'Unschedulable' && status === 'True');
  return unschedulable?.message ?? (phase === 'Pending' ? NOT_LET_IN : undefined);
}
