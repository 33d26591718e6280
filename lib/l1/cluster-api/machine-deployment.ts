// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AvailabilityGate,
  Deletion,
  MachineNaming,
  MachineSelector,
  Metadata,
  Rollout,
  Taint,
  VersionedObjectRef,
} from './shared';

/** `MachineDeployment` of `cluster.x-k8s.io/v1beta2` (namespaced). Values stand as in the manifest. */
export class MachineDeployment extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineDeployment' };

  public constructor(scope: Construct, id: string, props: MachineDeploymentProps) {
    super(scope, id, { ...MachineDeployment.GVK, ...props });
  }
}

/** Metadata and fields of `MachineDeployment`. */
export interface MachineDeploymentProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: MachineDeploymentSpec;
}

/** `MachineDeployment.spec`. */
export interface MachineDeploymentSpec {
  readonly clusterName: string;
  /** At least 1. */
  readonly deletion?: MachineDeploymentDeletion;
  /** At least 1. */
  readonly machineNaming?: MachineNaming;
  readonly paused?: boolean;
  /** At least 1. */
  readonly remediation?: MachineDeploymentRemediation;
  /** Integer. */
  readonly replicas?: number;
  /** At least 1. */
  readonly rollout?: Rollout;
  readonly selector: MachineSelector;
  readonly template: MachineTemplate;
}

/** `MachineDeployment.spec.deletion`. */
export interface MachineDeploymentDeletion {
  readonly order?: 'Random' | 'Newest' | 'Oldest';
}

/** `MachineDeployment.spec.remediation`. */
export interface MachineDeploymentRemediation {
  readonly maxInFlight?: number | string;
}

/** `MachineDeployment.spec.template`. */
export interface MachineTemplate {
  /** At least 1. */
  readonly metadata?: Metadata;
  readonly spec: MachineSpec;
}

/** `MachineDeployment.spec.template.spec`. */
export interface MachineSpec {
  readonly bootstrap: Bootstrap;
  readonly clusterName: string;
  /** At least 1. */
  readonly deletion?: Deletion;
  readonly failureDomain?: string;
  readonly infrastructureRef: VersionedObjectRef;
  /** Integer, at least 0. */
  readonly minReadySeconds?: number;
  readonly providerID?: string;
  /** At least 1. At most 32. */
  readonly readinessGates?: readonly AvailabilityGate[];
  /** At least 1. At most 64. */
  readonly taints?: readonly Taint[];
  readonly version?: string;
}

/** `MachineDeployment.spec.template.spec.bootstrap`. */
export interface Bootstrap {
  readonly configRef?: VersionedObjectRef;
  readonly dataSecretName?: string;
}
