// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { MatchConstraints, NamedExpression } from './shared';

/** `DeletingPolicy` of `policies.kyverno.io/v1` (cluster-scoped). Values stand as in the manifest. */
export class DeletingPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'policies.kyverno.io/v1', kind: 'DeletingPolicy' };

  public constructor(scope: Construct, id: string, props: DeletingPolicyProps) {
    super(scope, id, { ...DeletingPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `DeletingPolicy`. */
export interface DeletingPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: DeletingPolicySpec;
}

/** `DeletingPolicy.spec`. */
export interface DeletingPolicySpec {
  readonly conditions?: readonly NamedExpression[];
  readonly deletionPropagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  readonly matchConstraints?: MatchConstraints;
  readonly schedule: string;
  readonly variables?: readonly NamedExpression[];
}
