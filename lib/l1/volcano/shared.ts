// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
import type { PodTemplate } from '../pod-template';

/** `Job.spec`. */
export interface JobSpec {
  /** Integer, at least 0. @default 3 */
  readonly maxRetry?: number;
  /** Integer, at least 0. */
  readonly minAvailable?: number;
  /** Integer, at least 1. */
  readonly minSuccess?: number;
  readonly networkTopology?: NetworkTopology;
  readonly plugins?: Readonly<Record<string, readonly string[]>>;
  readonly policies?: readonly LifecyclePolicy[];
  readonly priorityClassName?: string;
  /** @default "default" */
  readonly queue?: string;
  readonly runningEstimate?: string;
  readonly schedulerName?: string;
  /** At least 1. */
  readonly tasks?: readonly TaskSpec[];
  /** Integer, at least 0. */
  readonly ttlSecondsAfterFinished?: number;
  readonly volumes?: readonly JobVolume[];
}

/** `Job.spec.networkTopology`. */
export interface NetworkTopology {
  /** Integer, at least 0. */
  readonly highestTierAllowed?: number;
  readonly highestTierName?: string;
  /** @default "hard" */
  readonly mode?: 'hard' | 'soft';
}

/** `Job.spec.policies[]`. */
export interface LifecyclePolicy {
  readonly action?: string;
  readonly event?:
    | '*'
    | 'PodPending'
    | 'PodRunning'
    | 'PodFailed'
    | 'PodEvicted'
    | 'Unknown'
    | 'TaskCompleted'
    | 'OutOfSync'
    | 'CommandIssued'
    | 'JobUpdated'
    | 'TaskFailed';
  readonly events?: readonly (
    | '*'
    | 'PodPending'
    | 'PodRunning'
    | 'PodFailed'
    | 'PodEvicted'
    | 'Unknown'
    | 'TaskCompleted'
    | 'OutOfSync'
    | 'CommandIssued'
    | 'JobUpdated'
    | 'TaskFailed'
  )[];
  /** Integer. */
  readonly exitCode?: number;
  readonly timeout?: string;
}

/** `Job.spec.tasks[]`. */
export interface TaskSpec {
  readonly dependsOn?: DependsOn;
  /** Integer, at least 0. */
  readonly maxRetry?: number;
  /** Integer, at least 0. */
  readonly minAvailable?: number;
  readonly name?: string;
  readonly partitionPolicy?: PartitionPolicy;
  readonly policies?: readonly LifecyclePolicy[];
  /** Integer, at least 0. */
  readonly replicas?: number;
  readonly template?: PodTemplate;
  readonly topologyPolicy?: 'none' | 'best-effort' | 'restricted' | 'single-numa-node';
}

/** `Job.spec.tasks[].dependsOn`. */
export interface DependsOn {
  readonly iteration?: string;
  readonly name?: readonly string[];
}

/** `Job.spec.tasks[].partitionPolicy`. */
export interface PartitionPolicy {
  /** Integer, at least 0. @default 0 */
  readonly minPartitions?: number;
  readonly networkTopology?: NetworkTopology;
  /** Integer, at least 1. */
  readonly partitionSize: number;
  /** Integer, at least 1. */
  readonly totalPartitions: number;
}

/** `Job.spec.volumes[]`. */
export interface JobVolume {
  readonly mountPath: string;
  readonly volumeClaim?: VolumeClaim;
  readonly volumeClaimName?: string;
}

/** `Job.spec.volumes[].volumeClaim`. */
export interface VolumeClaim {
  readonly accessModes?: readonly string[];
  readonly dataSource?: DataSource;
  readonly dataSourceRef?: DataSourceRef;
  readonly resources?: VolumeResources;
  readonly selector?: LabelSelector;
  readonly storageClassName?: string;
  readonly volumeAttributesClassName?: string;
  readonly volumeMode?: string;
  readonly volumeName?: string;
}

/** `Job.spec.volumes[].volumeClaim.dataSource`. */
export interface DataSource {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/** `Job.spec.volumes[].volumeClaim.dataSourceRef`. */
export interface DataSourceRef {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** `Job.spec.volumes[].volumeClaim.resources`. */
export interface VolumeResources {
  readonly limits?: Readonly<Record<string, number | string>>;
  readonly requests?: Readonly<Record<string, number | string>>;
}

/** `Job.spec.volumes[].volumeClaim.selector`. */
export interface LabelSelector {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `Job.spec.volumes[].volumeClaim.selector.matchExpressions[]`. */
export interface MatchExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}
