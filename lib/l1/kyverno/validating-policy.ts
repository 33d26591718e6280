// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AdmissionPolicyGeneration,
  AuditAnnotation,
  Evaluation,
  MatchConstraints,
  NamedExpression,
  PodControllers,
  Validation,
  WebhookConfiguration,
} from './shared';

/** `ValidatingPolicy` of `policies.kyverno.io/v1` (cluster-scoped). Values stand as in the manifest. */
export class ValidatingPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy' };

  public constructor(scope: Construct, id: string, props: ValidatingPolicyProps) {
    super(scope, id, { ...ValidatingPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `ValidatingPolicy`. */
export interface ValidatingPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ValidatingPolicySpec;
}

/** `ValidatingPolicy.spec`. */
export interface ValidatingPolicySpec {
  readonly auditAnnotations?: readonly AuditAnnotation[];
  readonly autogen?: ValidatingPolicyAutogen;
  readonly evaluation?: Evaluation;
  readonly failurePolicy?: 'Ignore' | 'Fail';
  readonly matchConditions?: readonly NamedExpression[];
  readonly matchConstraints?: MatchConstraints;
  readonly validationActions?: readonly ('Deny' | 'Audit' | 'Warn')[];
  readonly validations?: readonly Validation[];
  readonly variables?: readonly NamedExpression[];
  readonly webhookConfiguration?: WebhookConfiguration;
}

/** `ValidatingPolicy.spec.autogen`. */
export interface ValidatingPolicyAutogen {
  readonly podControllers?: PodControllers;
  readonly validatingAdmissionPolicy?: AdmissionPolicyGeneration;
}
