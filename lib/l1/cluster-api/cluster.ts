// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AvailabilityGate,
  Checks,
  Deletion,
  Metadata,
  Remediation,
  Rollout,
  Taint,
  TemplateRef,
  TriggerIf,
  VersionedObjectRef,
} from './shared';

/** `Cluster` of `cluster.x-k8s.io/v1beta2` (namespaced). Values stand as in the manifest. */
export class Cluster extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster' };

  public constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, { ...Cluster.GVK, ...props });
  }
}

/** Metadata and fields of `Cluster`. */
export interface ClusterProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  /** At least 1. */
  readonly spec: ClusterSpec;
}

/** `Cluster.spec`. */
export interface ClusterSpec {
  /** At least 1. At most 32. */
  readonly availabilityGates?: readonly AvailabilityGate[];
  /** At least 1. */
  readonly clusterNetwork?: ClusterNetwork;
  /** At least 1. */
  readonly controlPlaneEndpoint?: ControlPlaneEndpoint;
  readonly controlPlaneRef?: VersionedObjectRef;
  readonly infrastructureRef?: VersionedObjectRef;
  readonly paused?: boolean;
  readonly topology?: Topology;
}

/** `Cluster.spec.clusterNetwork`. */
export interface ClusterNetwork {
  /** Integer, at least 1 and at most 65535. */
  readonly apiServerPort?: number;
  readonly pods?: NetworkRanges;
  readonly serviceDomain?: string;
  readonly services?: NetworkRanges;
}

/** `Cluster.spec.clusterNetwork.pods`. */
export interface NetworkRanges {
  /** At least 1. At most 100. */
  readonly cidrBlocks: readonly string[];
}

/** `Cluster.spec.controlPlaneEndpoint`. */
export interface ControlPlaneEndpoint {
  readonly host?: string;
  /** Integer, at least 1 and at most 65535. */
  readonly port?: number;
}

/** `Cluster.spec.topology`. */
export interface Topology {
  readonly classRef: ClassRef;
  /** At least 1. */
  readonly controlPlane?: TopologyControlPlane;
  /** At least 1. At most 1000. */
  readonly variables?: readonly Variable[];
  readonly version: string;
  /** At least 1. */
  readonly workers?: Workers;
}

/** `Cluster.spec.topology.classRef`. */
export interface ClassRef {
  readonly name: string;
  readonly namespace?: string;
}

/** `Cluster.spec.topology.controlPlane`. */
export interface TopologyControlPlane {
  /** At least 1. */
  readonly deletion?: Deletion;
  /** At least 1. */
  readonly healthCheck?: HealthCheck;
  /** At least 1. */
  readonly metadata?: Metadata;
  /** At least 1. At most 32. */
  readonly readinessGates?: readonly AvailabilityGate[];
  /** Integer. */
  readonly replicas?: number;
  /** At least 1. */
  readonly rollout?: ControlPlaneRollout;
  /** At least 1. At most 64. */
  readonly taints?: readonly Taint[];
  /** At least 1. */
  readonly variables?: Variables;
}

/** `Cluster.spec.topology.controlPlane.healthCheck`. */
export interface HealthCheck {
  /** At least 1. */
  readonly checks?: Checks;
  readonly enabled?: boolean;
  /** At least 1. */
  readonly remediation?: Remediation;
}

/** `Cluster.spec.topology.controlPlane.rollout`. */
export interface ControlPlaneRollout {
  /** Time as RFC 3339 writes it. */
  readonly after?: string;
}

/** `Cluster.spec.topology.controlPlane.variables`. */
export interface Variables {
  /** At least 1. At most 1000. */
  readonly overrides?: readonly Variable[];
}

/** `Cluster.spec.topology.controlPlane.variables.overrides[]`. */
export interface Variable {
  readonly name: string;
  readonly value: unknown;
}

/** `Cluster.spec.topology.workers`. */
export interface Workers {
  /** At least 1. At most 2000. */
  readonly machineDeployments?: readonly WorkersMachineDeployment[];
  /** At least 1. At most 2000. */
  readonly machinePools?: readonly MachinePool[];
}

/** `Cluster.spec.topology.workers.machineDeployments[]`. */
export interface WorkersMachineDeployment {
  readonly class: string;
  /** At least 1. */
  readonly deletion?: WorkersMachineDeploymentDeletion;
  readonly failureDomain?: string;
  /** At least 1. */
  readonly healthCheck?: MachineDeploymentHealthCheck;
  /** At least 1. */
  readonly metadata?: Metadata;
  /** Integer, at least 0. */
  readonly minReadySeconds?: number;
  readonly name: string;
  /** At least 1. At most 32. */
  readonly readinessGates?: readonly AvailabilityGate[];
  /** Integer. */
  readonly replicas?: number;
  /** At least 1. */
  readonly rollout?: Rollout;
  /** At least 1. At most 64. */
  readonly taints?: readonly Taint[];
  /** At least 1. */
  readonly variables?: Variables;
}

/** `Cluster.spec.topology.workers.machineDeployments[].deletion`. */
export interface WorkersMachineDeploymentDeletion {
  /** Integer, at least 0. */
  readonly nodeDeletionTimeoutSeconds?: number;
  /** Integer, at least 0. */
  readonly nodeDrainTimeoutSeconds?: number;
  /** Integer, at least 0. */
  readonly nodeVolumeDetachTimeoutSeconds?: number;
  readonly order?: 'Random' | 'Newest' | 'Oldest';
}

/** `Cluster.spec.topology.workers.machineDeployments[].healthCheck`. */
export interface MachineDeploymentHealthCheck {
  /** At least 1. */
  readonly checks?: Checks;
  readonly enabled?: boolean;
  /** At least 1. */
  readonly remediation?: HealthCheckRemediation;
}

/** `Cluster.spec.topology.workers.machineDeployments[].healthCheck.remediation`. */
export interface HealthCheckRemediation {
  readonly maxInFlight?: number | string;
  readonly templateRef?: TemplateRef;
  /** At least 1. */
  readonly triggerIf?: TriggerIf;
}

/** `Cluster.spec.topology.workers.machinePools[]`. */
export interface MachinePool {
  readonly class: string;
  /** At least 1. */
  readonly deletion?: Deletion;
  /** At least 1. At most 100. */
  readonly failureDomains?: readonly string[];
  /** At least 1. */
  readonly metadata?: Metadata;
  /** Integer, at least 0. */
  readonly minReadySeconds?: number;
  readonly name: string;
  /** Integer. */
  readonly replicas?: number;
  /** At least 1. At most 64. */
  readonly taints?: readonly Taint[];
  /** At least 1. */
  readonly variables?: Variables;
}
