// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.

/** `ClusterPolicy.spec.rules[].celPreconditions[]`. */
export interface NamedExpression {
  readonly expression: string;
  readonly name: string;
}

/** `ClusterPolicy.spec.rules[].match.all[].resources.namespaceSelector`. */
export interface LabelSelector {
  readonly matchExpressions?: readonly LabelExpression[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `ClusterPolicy.spec.rules[].match.all[].resources.namespaceSelector.matchExpressions[]`. */
export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** `ClusterPolicy.spec.rules[].validate.cel.auditAnnotations[]`. */
export interface AuditAnnotation {
  readonly key: string;
  readonly valueExpression: string;
}

/** `ClusterPolicy.spec.rules[].validate.cel.expressions[]`. */
export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

/** `DeletingPolicy.spec.matchConstraints`. */
export interface MatchConstraints {
  readonly excludeResourceRules?: readonly ResourceRule[];
  readonly matchPolicy?: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
}

/** `DeletingPolicy.spec.matchConstraints.excludeResourceRules[]`. */
export interface ResourceRule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

/** `MutatingPolicy.spec.autogen.mutatingAdmissionPolicy`. */
export interface AdmissionPolicyGeneration {
  readonly enabled?: boolean;
}

/** `MutatingPolicy.spec.autogen.podControllers`. */
export interface PodControllers {
  readonly controllers?: readonly string[];
}

/** `MutatingPolicy.spec.evaluation.admission`. */
export interface Switch {
  /** @default true */
  readonly enabled?: boolean;
}

/** `MutatingPolicy.spec.evaluation.mutateExisting`. */
export interface MutateExisting {
  /** @default false */
  readonly enabled?: boolean;
}

/** `MutatingPolicy.spec.webhookConfiguration`. */
export interface WebhookConfiguration {
  /** Integer. */
  readonly timeoutSeconds?: number;
}

/** `ValidatingPolicy.spec.evaluation`. */
export interface Evaluation {
  readonly admission?: Switch;
  readonly background?: Switch;
  readonly mode?: string;
}
