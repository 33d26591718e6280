import type { Rule } from '../core/findings';
import type { JsonObject } from '../core/manifest';

/** What is wrong in the spec of a Volcano Job. */
export interface JobProblem {
  readonly rule: Rule;
  /** JSON pointer below the spec: `/tasks/0/policies`. */
  readonly pointer: string;
  readonly value: unknown;
  readonly message: string;
  readonly fix: string;
}

/** A Volcano Job, or what a CronJob makes Jobs from. */
export interface JobView {
  readonly name: string;
  readonly spec: JsonObject;
  readonly tasks: readonly JobTask[];
}

/** One of its tasks, with what is not stated as Volcano's webhook fills it in. */
export interface JobTask {
  readonly name: string;
  readonly replicas: number;
  readonly minAvailable: number;
  readonly task: JsonObject;
  /** JSON pointer below the spec. */
  readonly pointer: string;
}
