// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AuditAnnotation,
  MatchConstraints,
  MutateExisting,
  NamedExpression,
  Switch,
  WebhookConfiguration,
} from './shared';

/** `GeneratingPolicy` of `policies.kyverno.io/v1` (cluster-scoped). Values stand as in the manifest. */
export class GeneratingPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'policies.kyverno.io/v1', kind: 'GeneratingPolicy' };

  public constructor(scope: Construct, id: string, props: GeneratingPolicyProps) {
    super(scope, id, { ...GeneratingPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `GeneratingPolicy`. */
export interface GeneratingPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: GeneratingPolicySpec;
}

/** `GeneratingPolicy.spec`. */
export interface GeneratingPolicySpec {
  readonly auditAnnotations?: readonly AuditAnnotation[];
  readonly evaluation?: GeneratingPolicyEvaluation;
  /** At least 1. */
  readonly generate: readonly Generate[];
  readonly matchConditions?: readonly NamedExpression[];
  readonly matchConstraints?: MatchConstraints;
  readonly useServerSideApply?: boolean;
  readonly variables?: readonly NamedExpression[];
  readonly webhookConfiguration?: WebhookConfiguration;
}

/** `GeneratingPolicy.spec.evaluation`. */
export interface GeneratingPolicyEvaluation {
  readonly admission?: Switch;
  readonly generateExisting?: MutateExisting;
  readonly orphanDownstreamOnPolicyDelete?: MutateExisting;
  /** @default true */
  readonly skipBackgroundRequests?: boolean;
  readonly synchronize?: MutateExisting;
}

/** `GeneratingPolicy.spec.generate[]`. */
export interface Generate {
  readonly expression?: string;
  readonly template?: Template;
}

/** `GeneratingPolicy.spec.generate[].template`. */
export interface Template {
  /** @default "none" */
  readonly interpolate?: 'none' | 'cel';
  readonly value: string;
}
