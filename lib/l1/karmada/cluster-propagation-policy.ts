// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PropagationPolicySpec } from './propagation-policy';

/** `ClusterPropagationPolicy` of `policy.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class ClusterPropagationPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'ClusterPropagationPolicy',
  };

  public constructor(scope: Construct, id: string, props: ClusterPropagationPolicyProps) {
    super(scope, id, { ...ClusterPropagationPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `ClusterPropagationPolicy`. */
export interface ClusterPropagationPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PropagationPolicySpec;
}
