// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { OverridePolicySpec } from './override-policy';

/** `ClusterOverridePolicy` of `policy.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class ClusterOverridePolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'ClusterOverridePolicy',
  };

  public constructor(scope: Construct, id: string, props: ClusterOverridePolicyProps) {
    super(scope, id, { ...ClusterOverridePolicy.GVK, ...props });
  }
}

/** Metadata and fields of `ClusterOverridePolicy`. */
export interface ClusterOverridePolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: OverridePolicySpec;
}
