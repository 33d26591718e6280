// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Checks, MachineSelector, Remediation } from './shared';

/** `MachineHealthCheck` of `cluster.x-k8s.io/v1beta2` (namespaced). Values stand as in the manifest. */
export class MachineHealthCheck extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineHealthCheck' };

  public constructor(scope: Construct, id: string, props: MachineHealthCheckProps) {
    super(scope, id, { ...MachineHealthCheck.GVK, ...props });
  }
}

/** Metadata and fields of `MachineHealthCheck`. */
export interface MachineHealthCheckProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: MachineHealthCheckSpec;
}

/** `MachineHealthCheck.spec`. */
export interface MachineHealthCheckSpec {
  /** At least 1. */
  readonly checks?: Checks;
  readonly clusterName: string;
  /** At least 1. */
  readonly remediation?: Remediation;
  readonly selector: MachineSelector;
}
