// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type {
  AdmissionPolicyGeneration,
  AuditAnnotation,
  LabelSelector,
  MatchConstraints,
  MutateExisting,
  NamedExpression,
  PodControllers,
  ResourceRule,
  Switch,
  WebhookConfiguration,
} from './shared';

/** `MutatingPolicy` of `policies.kyverno.io/v1` (cluster-scoped). Values stand as in the manifest. */
export class MutatingPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'policies.kyverno.io/v1', kind: 'MutatingPolicy' };

  public constructor(scope: Construct, id: string, props: MutatingPolicyProps) {
    super(scope, id, { ...MutatingPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `MutatingPolicy`. */
export interface MutatingPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: MutatingPolicySpec;
}

/** `MutatingPolicy.spec`. */
export interface MutatingPolicySpec {
  readonly auditAnnotations?: readonly AuditAnnotation[];
  readonly autogen?: Autogen;
  readonly evaluation?: MutatingPolicyEvaluation;
  readonly failurePolicy?: 'Ignore' | 'Fail';
  readonly matchConditions?: readonly NamedExpression[];
  readonly matchConstraints?: MatchConstraints;
  readonly mutations?: readonly Mutation[];
  readonly reinvocationPolicy?: string;
  readonly targetMatchConditions?: readonly NamedExpression[];
  readonly targetMatchConstraints?: TargetMatchConstraints;
  readonly variables?: readonly NamedExpression[];
  readonly webhookConfiguration?: WebhookConfiguration;
}

/** `MutatingPolicy.spec.autogen`. */
export interface Autogen {
  readonly mutatingAdmissionPolicy?: AdmissionPolicyGeneration;
  readonly podControllers?: PodControllers;
}

/** `MutatingPolicy.spec.evaluation`. */
export interface MutatingPolicyEvaluation {
  readonly admission?: Switch;
  readonly background?: Switch;
  readonly mode?: string;
  readonly mutateExisting?: MutateExisting;
  /** @default true */
  readonly skipBackgroundRequests?: boolean;
  readonly useServerSideApply?: boolean;
}

/** `MutatingPolicy.spec.mutations[]`. */
export interface Mutation {
  readonly applyConfiguration?: ApplyConfiguration;
  readonly jsonPatch?: ApplyConfiguration;
  readonly patchType: string;
}

/** `MutatingPolicy.spec.mutations[].applyConfiguration`. */
export interface ApplyConfiguration {
  readonly expression?: string;
}

/** `MutatingPolicy.spec.targetMatchConstraints`. */
export interface TargetMatchConstraints {
  readonly excludeResourceRules?: readonly ResourceRule[];
  readonly expression?: string;
  readonly matchPolicy?: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
}
