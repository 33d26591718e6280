// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterNames, Failover, MatchExpression, Placement, Toleration } from './shared';

/** `ResourceBinding` of `work.karmada.io/v1alpha2` (namespaced). Values stand as in the manifest. */
export class ResourceBinding extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'work.karmada.io/v1alpha2', kind: 'ResourceBinding' };

  public constructor(scope: Construct, id: string, props: ResourceBindingProps) {
    super(scope, id, { ...ResourceBinding.GVK, ...props });
  }
}

/** Metadata and fields of `ResourceBinding`. */
export interface ResourceBindingProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ResourceBindingSpec;
}

/** `ResourceBinding.spec`. */
export interface ResourceBindingSpec {
  readonly clusters?: readonly TargetCluster[];
  readonly components?: readonly Component[];
  /** @default "Abort" */
  readonly conflictResolution?: 'Abort' | 'Overwrite';
  readonly failover?: Failover;
  readonly gracefulEvictionTasks?: readonly GracefulEvictionTask[];
  readonly placement?: Placement;
  readonly preserveResourcesOnDeletion?: boolean;
  readonly propagateDeps?: boolean;
  readonly replicaRequirements?: ReplicaRequirements;
  /** Integer. */
  readonly replicas?: number;
  readonly requiredBy?: readonly BindingSnapshot[];
  /** Time as RFC 3339 writes it. */
  readonly rescheduleTriggeredAt?: string;
  readonly resource: ObjectReference;
  readonly schedulePriority?: ResourceBindingSchedulePriority;
  readonly schedulerName?: string;
  readonly suspension?: ResourceBindingSuspension;
  readonly workloadAffinityGroups?: WorkloadAffinityGroups;
}

/** `ResourceBinding.spec.clusters[]`. */
export interface TargetCluster {
  readonly name: string;
  /** Integer. */
  readonly replicas?: number;
}

/** `ResourceBinding.spec.components[]`. */
export interface Component {
  readonly name: string;
  readonly replicaRequirements?: ComponentReplicaRequirements;
  /** Integer. */
  readonly replicas: number;
}

/** `ResourceBinding.spec.components[].replicaRequirements`. */
export interface ComponentReplicaRequirements {
  readonly nodeClaim?: NodeClaim;
  readonly priorityClassName?: string;
  readonly resourceRequest?: Readonly<Record<string, number | string>>;
}

/** `ResourceBinding.spec.components[].replicaRequirements.nodeClaim`. */
export interface NodeClaim {
  readonly hardNodeAffinity?: HardNodeAffinity;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
}

/** `ResourceBinding.spec.components[].replicaRequirements.nodeClaim.hardNodeAffinity`. */
export interface HardNodeAffinity {
  readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
}

/** `ResourceBinding.spec.components[].replicaRequirements.nodeClaim.hardNodeAffinity.nodeSelectorTerms[]`. */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchFields?: readonly MatchExpression[];
}

/** `ResourceBinding.spec.gracefulEvictionTasks[]`. */
export interface GracefulEvictionTask {
  readonly clustersBeforeFailover?: readonly string[];
  /** Time as RFC 3339 writes it. */
  readonly creationTimestamp?: string;
  readonly fromCluster: string;
  /** Integer. */
  readonly gracePeriodSeconds?: number;
  readonly message?: string;
  readonly preservedLabelState?: Readonly<Record<string, string>>;
  readonly producer: string;
  readonly purgeMode?: 'Immediately' | 'Directly' | 'Graciously' | 'Gracefully' | 'Never';
  readonly reason: string;
  /** Integer. */
  readonly replicas?: number;
  readonly suppressDeletion?: boolean;
}

/** `ResourceBinding.spec.replicaRequirements`. */
export interface ReplicaRequirements {
  readonly namespace?: string;
  readonly nodeClaim?: NodeClaim;
  readonly priorityClassName?: string;
  readonly resourceRequest?: Readonly<Record<string, number | string>>;
}

/** `ResourceBinding.spec.requiredBy[]`. */
export interface BindingSnapshot {
  readonly clusters?: readonly TargetCluster[];
  readonly name: string;
  readonly namespace?: string;
}

/** `ResourceBinding.spec.resource`. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
}

/** `ResourceBinding.spec.schedulePriority`. */
export interface ResourceBindingSchedulePriority {
  /** Integer. @default 0 */
  readonly priority?: number;
}

/** `ResourceBinding.spec.suspension`. */
export interface ResourceBindingSuspension {
  readonly dispatching?: boolean;
  readonly dispatchingOnClusters?: ClusterNames;
  readonly scheduling?: boolean;
}

/** `ResourceBinding.spec.workloadAffinityGroups`. */
export interface WorkloadAffinityGroups {
  readonly affinityGroup?: string;
  readonly antiAffinityGroup?: string;
}
