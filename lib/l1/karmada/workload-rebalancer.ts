// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `WorkloadRebalancer` of `apps.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class WorkloadRebalancer extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'apps.karmada.io/v1alpha1', kind: 'WorkloadRebalancer' };

  public constructor(scope: Construct, id: string, props: WorkloadRebalancerProps) {
    super(scope, id, { ...WorkloadRebalancer.GVK, ...props });
  }
}

/** Metadata and fields of `WorkloadRebalancer`. */
export interface WorkloadRebalancerProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: WorkloadRebalancerSpec;
}

/** `WorkloadRebalancer.spec`. */
export interface WorkloadRebalancerSpec {
  /** Integer. */
  readonly ttlSecondsAfterFinished?: number;
  /** At least 1. */
  readonly workloads: readonly WorkloadRebalancerWorkload[];
}

/** `WorkloadRebalancer.spec.workloads[]`. */
export interface WorkloadRebalancerWorkload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}
