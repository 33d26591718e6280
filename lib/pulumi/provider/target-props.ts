import type { Manifest } from '../../core/manifest';
import type { AwaitRule } from '../await-rules';
import type { Access } from './connect';

/** Objects by their keys. */
export type Objects = Readonly<Record<string, Manifest>>;

/** Keys of objects that are applied at the same time, one stage after the other. */
export type Stages = readonly (readonly string[])[];

/** The inputs of a target. */
export interface TargetProps extends Access {
  /** What messages call it: `members/edge-01`. Not known in the state of earlier versions. */
  readonly label?: string;
  /** Whether the cluster is a resource of the same program. */
  readonly ownedCluster: boolean;
  readonly objects: Objects;
  readonly stages: Stages;
  readonly awaits: Readonly<Record<string, AwaitRule>>;
  /** Whether pods run on the cluster. @default false, as in the state of earlier versions */
  readonly runsPods?: boolean;
  /** Seconds in which the objects of a stage must be gone when they are deleted. @default 600 */
  readonly deleteSeconds?: number;
  /**
   * Secret values that came from elsewhere: messages do not repeat them. After an update that was refused also those of before which the rest of
   * the state does not tell.
   */
  readonly lateSecrets?: readonly string[];
  /** Keys of what the last update waited for in vain. No program states them, so the next update waits again, also after a refresh. */
  readonly late?: readonly string[];
  /** What a refresh has found instead of the objects: the next update tries to reach the cluster, and fails for this one alone. */
  readonly unanswered?: string;
}

/** What is there of them: its outputs. */
export interface TargetOuts extends TargetProps {
  /** Which cluster the objects are on, see `clusterIdOf`. Not known in the state of earlier versions. */
  readonly clusterId?: string;
  /** Whether the update that made this of them has failed in part: what comes after the target goes on then, see `BulkTarget.ended`. */
  readonly unfinished?: boolean;
}
