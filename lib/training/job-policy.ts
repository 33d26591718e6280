/** Events that a policy can be for: those that Volcano's webhook lets others use (pkg/webhooks/admission/jobs/validate/util.go). */
export const JOB_EVENTS = [
  '*',
  'PodFailed',
  'PodEvicted',
  'PodPending',
  'Unknown',
  'TaskCompleted',
  'TaskFailed',
  'JobUpdated',
] as const;

/** Actions that a policy can demand; the same source. */
export const JOB_ACTIONS = [
  'AbortJob',
  'RestartJob',
  'RestartTask',
  'RestartPod',
  'RestartPartition',
  'TerminateJob',
  'CompleteJob',
  'ResumeJob',
] as const;

/** What happens to the pods of a job; `Unknown` is a job that can not be told to run, `*` anything. */
export type JobEvent = (typeof JOB_EVENTS)[number];

/** What Volcano does about it. */
export type JobAction = (typeof JOB_ACTIONS)[number];

/** What Volcano does about events of pods, or about the exit code of a container. */
export type JobPolicy = PolicyOnEvent | PolicyOnEvents | PolicyOnExitCode;

interface PolicyAction {
  readonly action: JobAction;
  /**
   * How long it waits before it acts, as a Go duration: `10m`. A policy for `PodPending` must have one.
   * @default - it acts at once
   */
  readonly timeout?: string;
}

/** A policy for one event. */
export interface PolicyOnEvent extends PolicyAction {
  readonly event: JobEvent;
  readonly events?: never;
  readonly exitCode?: never;
}

/** A policy for several events. */
export interface PolicyOnEvents extends PolicyAction {
  readonly events: readonly JobEvent[];
  readonly event?: never;
  readonly exitCode?: never;
}

/** A policy for containers that end with an exit code other than 0. */
export interface PolicyOnExitCode extends PolicyAction {
  readonly exitCode: number;
  readonly event?: never;
  readonly events?: never;
}
