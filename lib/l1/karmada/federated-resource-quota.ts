// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `FederatedResourceQuota` of `policy.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class FederatedResourceQuota extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'FederatedResourceQuota',
  };

  public constructor(scope: Construct, id: string, props: FederatedResourceQuotaProps) {
    super(scope, id, { ...FederatedResourceQuota.GVK, ...props });
  }
}

/** Metadata and fields of `FederatedResourceQuota`. */
export interface FederatedResourceQuotaProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: FederatedResourceQuotaSpec;
}

/** `FederatedResourceQuota.spec`. */
export interface FederatedResourceQuotaSpec {
  readonly overall: Readonly<Record<string, number | string>>;
  readonly staticAssignments?: readonly StaticAssignment[];
}

/** `FederatedResourceQuota.spec.staticAssignments[]`. */
export interface StaticAssignment {
  readonly clusterName: string;
  readonly hard: Readonly<Record<string, number | string>>;
}
