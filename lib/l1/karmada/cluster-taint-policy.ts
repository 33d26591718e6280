// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterAffinity } from './shared';

/** `ClusterTaintPolicy` of `policy.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class ClusterTaintPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'ClusterTaintPolicy',
  };

  public constructor(scope: Construct, id: string, props: ClusterTaintPolicyProps) {
    super(scope, id, { ...ClusterTaintPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `ClusterTaintPolicy`. */
export interface ClusterTaintPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ClusterTaintPolicySpec;
}

/** `ClusterTaintPolicy.spec`. */
export interface ClusterTaintPolicySpec {
  readonly addOnConditions?: readonly AddOnCondition[];
  readonly removeOnConditions?: readonly AddOnCondition[];
  /** At least 1. */
  readonly taints: readonly ClusterTaintPolicyTaint[];
  readonly targetClusters?: ClusterAffinity;
}

/** `ClusterTaintPolicy.spec.addOnConditions[]`. */
export interface AddOnCondition {
  readonly conditionType: string;
  readonly operator: string;
  readonly statusValues: readonly string[];
}

/** `ClusterTaintPolicy.spec.taints[]`. */
export interface ClusterTaintPolicyTaint {
  readonly effect: string;
  readonly key: string;
  readonly value?: string;
}
