// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AvailabilityGate,
  Deletion,
  KubeadmConfigSpec,
  MachineNaming,
  Metadata,
  Taint,
  VersionedObjectRef,
} from './shared';

/** `KubeadmControlPlane` of `controlplane.cluster.x-k8s.io/v1beta2` (namespaced). Values stand as in the manifest. */
export class KubeadmControlPlane extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
    kind: 'KubeadmControlPlane',
  };

  public constructor(scope: Construct, id: string, props: KubeadmControlPlaneProps) {
    super(scope, id, { ...KubeadmControlPlane.GVK, ...props });
  }
}

/** Metadata and fields of `KubeadmControlPlane`. */
export interface KubeadmControlPlaneProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: KubeadmControlPlaneSpec;
}

/** `KubeadmControlPlane.spec`. */
export interface KubeadmControlPlaneSpec {
  /** At least 1. */
  readonly kubeadmConfigSpec?: KubeadmConfigSpec;
  /** At least 1. */
  readonly machineNaming?: MachineNaming;
  readonly machineTemplate: ControlPlaneMachineTemplate;
  /** At least 1. */
  readonly remediation?: KubeadmControlPlaneRemediation;
  /** Integer. */
  readonly replicas?: number;
  /** At least 1. */
  readonly rollout?: KubeadmControlPlaneRollout;
  readonly version: string;
}

/** `KubeadmControlPlane.spec.machineTemplate`. */
export interface ControlPlaneMachineTemplate {
  /** At least 1. */
  readonly metadata?: Metadata;
  readonly spec: ControlPlaneMachineSpec;
}

/** `KubeadmControlPlane.spec.machineTemplate.spec`. */
export interface ControlPlaneMachineSpec {
  /** At least 1. */
  readonly deletion?: Deletion;
  readonly infrastructureRef: VersionedObjectRef;
  /** At least 1. At most 32. */
  readonly readinessGates?: readonly AvailabilityGate[];
  /** At least 1. At most 64. */
  readonly taints?: readonly Taint[];
}

/** `KubeadmControlPlane.spec.remediation`. */
export interface KubeadmControlPlaneRemediation {
  /** Integer. */
  readonly maxRetry?: number;
  /** Integer, at least 0. */
  readonly minHealthyPeriodSeconds?: number;
  /** Integer, at least 0. */
  readonly retryPeriodSeconds?: number;
}

/** `KubeadmControlPlane.spec.rollout`. */
export interface KubeadmControlPlaneRollout {
  /** Time as RFC 3339 writes it. */
  readonly after?: string;
  /** At least 1. */
  readonly before?: Before;
  /** At least 1. */
  readonly strategy?: ControlPlaneStrategy;
}

/** `KubeadmControlPlane.spec.rollout.before`. */
export interface Before {
  /** Integer, at least 7. */
  readonly certificatesExpiryDays?: number;
}

/** `KubeadmControlPlane.spec.rollout.strategy`. */
export interface ControlPlaneStrategy {
  /** At least 1. */
  readonly rollingUpdate?: ControlPlaneRollingUpdate;
  readonly type: 'RollingUpdate';
}

/** `KubeadmControlPlane.spec.rollout.strategy.rollingUpdate`. */
export interface ControlPlaneRollingUpdate {
  readonly maxSurge?: number | string;
}
