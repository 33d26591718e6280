import { Failure, reasonOf } from '../core/failure';
import type { Manifest } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import type { ApiClient } from './client';
import { isVolcanoJob, volcanoCounts, volcanoProblem } from './volcano-job';
import { NotYet, type WaitOptions, waitFor } from './wait';

/** What a workload does on one member. */
export interface ObservedReplicas {
  /**
   * Pods that the member was asked to run: `replicas`, `parallelism` of a Job, those of all tasks of a Volcano Job; 0 where
   * the workload is absent.
   */
  readonly replicas: number;
  /** Pods that are ready, or have succeeded. */
  readonly ready: number;
  /** Pods of a Job that run. */
  readonly active?: number;
  /** Pods of a Job that have succeeded. */
  readonly succeeded?: number;
  /** Why pods are not ready, or why the member could not be asked. */
  readonly problem?: string;
}

/** What to look for. */
export interface Expectation {
  readonly workload: ObjectRef;
  /** Ready replicas by member; a member that is not named is expected to run none. */
  readonly members: Readonly<Record<string, number>>;
}

/** What was seen of one workload. */
export interface ObservedWorkload {
  readonly workload: ObjectRef;
  readonly members: Readonly<Record<string, ObservedReplicas>>;
  /** Whether this is what was expected. */
  readonly matches: boolean;
}

interface Counts {
  readonly spec?: { readonly replicas?: number; readonly parallelism?: number; readonly selector?: Selector };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly active?: number;
    readonly ready?: number;
    readonly succeeded?: number;
  };
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** Looks at workloads on members until they run as expected or time is up, and returns what was seen last. */
export async function observeUntil(
  expectations: readonly Expectation[],
  members: readonly string[],
  client: (member: string) => Promise<ApiClient>,
  options: WaitOptions,
): Promise<ObservedWorkload[]> {
  let seen: ObservedWorkload[] = [];
  const look = async () => {
    seen = await Promise.all(expectations.map((expected) => observeOnce(expected, members, client, options.signal)));
    return seen.every((workload) => workload.matches) ? seen : new NotYet('not as expected');
  };
  try {
    return await waitFor('the workloads', look, { everyMs: 250, ...options });
  } catch (error) {
    if (Failure.isFailure(error) && error.id === 'twin/not-ready') {
      return seen;
    }
    throw error;
  }
}

async function observeOnce(
  { workload, members: expected }: Expectation,
  members: readonly string[],
  client: (member: string) => Promise<ApiClient>,
  signal?: AbortSignal,
): Promise<ObservedWorkload> {
  const seen = Object.fromEntries(
    await Promise.all(members.map(async (name) => [name, await observeOn(await client(name), workload, signal)])),
  );
  return { workload, members: seen, matches: matches(expected, seen) };
}

/** Looks once at a workload on one member. */
async function observeOn(client: ApiClient, ref: ObjectRef, signal?: AbortSignal): Promise<ObservedReplicas> {
  try {
    const object = await client.read(ref, signal);
    if (!object) {
      return { replicas: 0, ready: 0 };
    }
    const seen = countsOf(object);
    if (seen.ready >= seen.replicas) {
      return seen;
    }
    const problem = await (isVolcanoJob(object)
      ? volcanoProblem(client, object, signal)
      : problemOf(client, ref, object, signal));
    return problem === undefined ? seen : { ...seen, problem };
  } catch (error) {
    signal?.throwIfAborted();
    return { replicas: 0, ready: 0, problem: `the member cannot be asked: ${reasonOf(error)}` };
  }
}

/** The replicas that an object asks for and has. */
export function countsOf(object: Manifest): ObservedReplicas {
  if (isVolcanoJob(object)) {
    return volcanoCounts(object);
  }
  const { spec = {}, status = {} } = object as unknown as Counts;
  switch (object.kind) {
    case 'Job': {
      const { active = 0, ready = 0, succeeded = 0 } = status;
      return { replicas: spec.parallelism ?? 1, ready: ready + succeeded, active, succeeded };
    }
    case 'DaemonSet':
      return { replicas: status.desiredNumberScheduled ?? 0, ready: status.numberReady ?? 0 };
    default:
      return { replicas: spec.replicas ?? 1, ready: status.readyReplicas ?? 0 };
  }
}

/** Whether every member runs exactly what is expected of it. */
export function matches(expected: Expectation['members'], seen: ObservedWorkload['members']): boolean {
  return Object.entries(seen).every(([member, { replicas, ready }]) => {
    const wanted = expected[member] ?? 0;
    return replicas === wanted && ready === wanted;
  });
}

interface PodConditions {
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
}

/** What the scheduler says about the first pod that it cannot place. */
async function problemOf(
  client: ApiClient,
  ref: ObjectRef,
  object: Manifest,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const labels = (object as unknown as Counts).spec?.selector?.matchLabels;
  if (!labels) {
    return undefined;
  }
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await client.list(
    { apiVersion: 'v1', kind: 'Pod', namespace: ref.namespace },
    { labelSelector },
    signal,
  );
  for (const pod of pods) {
    const { conditions = [] } = (pod.status ?? {}) as PodConditions;
    const refused = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
    if (refused) {
      return refused.message;
    }
  }
  return undefined;
}
