// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterNames, Failover, Placement, ResourceSelector } from './shared';

/** `PropagationPolicy` of `policy.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class PropagationPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
  };

  public constructor(scope: Construct, id: string, props: PropagationPolicyProps) {
    super(scope, id, { ...PropagationPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `PropagationPolicy`. */
export interface PropagationPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PropagationPolicySpec;
}

/** `PropagationPolicy.spec`. */
export interface PropagationPolicySpec {
  readonly activationPreference?: 'Lazy';
  readonly association?: boolean;
  /** @default "Abort" */
  readonly conflictResolution?: 'Abort' | 'Overwrite';
  readonly dependentOverrides?: readonly string[];
  readonly failover?: Failover;
  readonly placement?: Placement;
  /** @default "Never" */
  readonly preemption?: 'Always' | 'Never';
  readonly preserveResourcesOnDeletion?: boolean;
  /** Integer. @default 0 */
  readonly priority?: number;
  readonly propagateDeps?: boolean;
  /** At least 1. */
  readonly resourceSelectors: readonly ResourceSelector[];
  readonly schedulePriority?: SchedulePriority;
  /** @default "default-scheduler" */
  readonly schedulerName?: string;
  readonly suspension?: Suspension;
}

/** `PropagationPolicy.spec.schedulePriority`. */
export interface SchedulePriority {
  readonly priorityClassName: string;
  readonly priorityClassSource: 'KubePriorityClass';
}

/** `PropagationPolicy.spec.suspension`. */
export interface Suspension {
  readonly dispatching?: boolean;
  readonly dispatchingOnClusters?: ClusterNames;
}
