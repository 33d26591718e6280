import type { Manifest } from '../core/manifest';
import { kindName } from './object-key';

/** How far the pods of a workload are. */
export interface Rollout {
  /** What is missing; undefined: nothing. */
  readonly missing?: string;
  /** Whether its controller has given it up: it is no use to wait. */
  readonly givenUp?: true;
}

/**
 * How far the rollout of a workload is, as `kubectl rollout status` tells it: pods of the current template are there, they are available, those
 * of earlier templates are gone. Where nothing replaces pods by itself - `OnDelete`, a paused Deployment - those that are there must be well,
 * whatever template they are of. Other kinds are done with as many replicas as wanted, all updated and ready.
 *
 * k8s.io/kubectl, pkg/polymorphichelpers/rollout_status.go
 */
export function rolloutOf(live: Manifest): Rollout {
  const { metadata, spec = {}, status = {} } = live as unknown as Workload;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    return { missing: 'its controller has not seen it' };
  }
  switch (kindName(live)) {
    case 'apps/Deployment':
      return deployment(spec, status);
    case 'apps/DaemonSet':
      return judged(daemons(spec, status));
    case 'apps/StatefulSet':
      return judged(statefulPods(spec, status));
    default:
      return judged({ ...replicas(spec, status), well: status.readyReplicas, are: 'ready' });
  }
}

/** The reason by which the controller of Deployments gives a rollout up, after `progressDeadlineSeconds`. */
const GIVEN_UP = 'ProgressDeadlineExceeded';

function deployment(spec: Spec, status: Status): Rollout {
  const pods = replicas(spec, status);
  const { replicas: there = 0, availableReplicas: well } = status;
  if (spec.paused) {
    return judged({ wanted: there, well, are: 'available' });
  }
  const rollout = judged({ ...pods, well, are: 'available' });
  const over = status.conditions?.find(({ type, reason }) => type === 'Progressing' && reason === GIVEN_UP);
  return rollout.missing && over
    ? { missing: `${rollout.missing}: ${over.message ?? GIVEN_UP}`, givenUp: true }
    : rollout;
}

function daemons({ updateStrategy }: Spec, status: Status): Pods {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated, numberAvailable: well } = status;
  return {
    wanted,
    well,
    are: 'available',
    ...(updateStrategy?.type === ON_DELETE ? {} : { updated, toUpdate: wanted }),
  };
}

/** Pods below the partition keep the template that they have. */
function statefulPods({ replicas: wanted = 1, updateStrategy }: Spec, status: Status): Pods {
  const toUpdate = wanted - (updateStrategy?.rollingUpdate?.partition ?? 0);
  const { updatedReplicas: updated, readyReplicas: well } = status;
  return { wanted, well, are: 'ready', ...(updateStrategy?.type === ON_DELETE ? {} : { updated, toUpdate }) };
}

function replicas({ replicas: wanted = 1 }: Spec, { replicas: there = 0, updatedReplicas: updated = 0 }: Status) {
  return { wanted, updated, toUpdate: wanted, old: there - updated };
}

const ON_DELETE = 'OnDelete';

/** Numbers of pods. */
interface Pods {
  readonly wanted: number;
  /** Of the current template. @default 0 */
  readonly updated?: number;
  /** As many of these are wanted. @default 0 */
  readonly toUpdate?: number;
  /** Of earlier templates, and to go. @default 0 */
  readonly old?: number;
  /** @default 0 */
  readonly well?: number;
  /** What that means. */
  readonly are: 'ready' | 'available';
}

function judged({ wanted, updated = 0, toUpdate = 0, old = 0, well = 0, are }: Pods): Rollout {
  if (updated >= toUpdate && old <= 0 && well >= wanted) {
    return {};
  }
  const told = [
    ...(toUpdate > 0 ? [`${updated} of ${toUpdate} pods are of its current template`] : []),
    ...(old > 0 ? [`${old} of an earlier one`] : []),
    `${well} of ${wanted} are ${are}`,
  ];
  return { missing: told.join(', ') };
}

interface Workload {
  readonly metadata: { readonly generation?: number };
  readonly spec?: Spec;
  readonly status?: Status;
}

interface Spec {
  readonly replicas?: number;
  readonly paused?: boolean;
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
}

interface Status {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly desiredNumberScheduled?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly conditions?: readonly { readonly type: string; readonly reason?: string; readonly message?: string }[];
}
