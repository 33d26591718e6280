// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { NamedExpression } from './shared';

/** `PolicyException` of `policies.kyverno.io/v1` (namespaced). Values stand as in the manifest. */
export class PolicyException extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'policies.kyverno.io/v1', kind: 'PolicyException' };

  public constructor(scope: Construct, id: string, props: PolicyExceptionProps) {
    super(scope, id, { ...PolicyException.GVK, ...props });
  }
}

/** Metadata and fields of `PolicyException`. */
export interface PolicyExceptionProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PolicyExceptionSpec;
}

/** `PolicyException.spec`. */
export interface PolicyExceptionSpec {
  readonly allowedValues?: readonly string[];
  readonly evaluationMode?: string;
  /** Time as RFC 3339 writes it. */
  readonly expiresAt?: string;
  readonly images?: readonly string[];
  readonly matchConditions?: readonly NamedExpression[];
  readonly policyRefs: readonly PolicyRef[];
  readonly properties?: Readonly<Record<string, string>>;
  /** @default "skip" */
  readonly reportResult?: 'skip' | 'pass';
}

/** `PolicyException.spec.policyRefs[]`. */
export interface PolicyRef {
  readonly kind: string;
  readonly name: string;
}
