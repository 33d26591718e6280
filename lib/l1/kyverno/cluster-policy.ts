// Generated from github.com/kyverno/kyverno v1.19.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { AuditAnnotation, LabelSelector, NamedExpression, Validation } from './shared';

/** `ClusterPolicy` of `kyverno.io/v1` (cluster-scoped). Values stand as in the manifest. */
export class ClusterPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy' };

  public constructor(scope: Construct, id: string, props: ClusterPolicyProps) {
    super(scope, id, { ...ClusterPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `ClusterPolicy`. */
export interface ClusterPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ClusterPolicySpec;
}

/** `ClusterPolicy.spec`. */
export interface ClusterPolicySpec {
  /** @default true */
  readonly admission?: boolean;
  readonly applyRules?: 'All' | 'One';
  /** @default true */
  readonly background?: boolean;
  /** @default false */
  readonly emitWarning?: boolean;
  readonly failurePolicy?: 'Ignore' | 'Fail';
  readonly generateExisting?: boolean;
  readonly generateExistingOnPolicyUpdate?: boolean;
  readonly mutateExistingOnPolicyUpdate?: boolean;
  readonly rules?: readonly PolicyRule[];
  readonly schemaValidation?: boolean;
  readonly useServerSideApply?: boolean;
  /** @default "Audit" */
  readonly validationFailureAction?: 'audit' | 'enforce' | 'Audit' | 'Enforce';
  readonly validationFailureActionOverrides?: readonly ValidationFailureActionOverride[];
  readonly webhookConfiguration?: ClusterPolicyWebhookConfiguration;
  /** Integer. */
  readonly webhookTimeoutSeconds?: number;
}

/** `ClusterPolicy.spec.rules[]`. */
export interface PolicyRule {
  readonly celPreconditions?: readonly NamedExpression[];
  readonly context?: readonly unknown[];
  readonly exclude?: Readonly<Record<string, unknown>>;
  readonly generate?: Readonly<Record<string, unknown>>;
  readonly imageExtractors?: Readonly<Record<string, unknown>>;
  readonly match: Match;
  readonly mutate?: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly preconditions?: unknown;
  readonly reportProperties?: Readonly<Record<string, string>>;
  /** @default true */
  readonly skipBackgroundRequests?: boolean;
  readonly validate?: Validate;
  readonly verifyImages?: readonly unknown[];
}

/** `ClusterPolicy.spec.rules[].match`. */
export interface Match {
  readonly all?: readonly ResourceFilter[];
  readonly any?: readonly ResourceFilter[];
  readonly clusterRoles?: readonly string[];
  readonly resources?: ResourceDescription;
  readonly roles?: readonly string[];
  readonly subjects?: readonly Subject[];
}

/** `ClusterPolicy.spec.rules[].match.all[]`. */
export interface ResourceFilter {
  readonly clusterRoles?: readonly string[];
  readonly resources?: ResourceDescription;
  readonly roles?: readonly string[];
  readonly subjects?: readonly Subject[];
}

/** `ClusterPolicy.spec.rules[].match.all[].resources`. */
export interface ResourceDescription {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly kinds?: readonly string[];
  readonly name?: string;
  readonly names?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly operations?: readonly ('CREATE' | 'CONNECT' | 'UPDATE' | 'DELETE')[];
  readonly selector?: LabelSelector;
}

/** `ClusterPolicy.spec.rules[].match.all[].subjects[]`. */
export interface Subject {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** `ClusterPolicy.spec.rules[].validate`. */
export interface Validate {
  /** @default true */
  readonly allowExistingViolations?: boolean;
  readonly anyPattern?: unknown;
  readonly assert?: unknown;
  readonly cel?: CelValidation;
  readonly deny?: Readonly<Record<string, unknown>>;
  readonly failureAction?: 'Audit' | 'Enforce';
  readonly failureActionOverrides?: readonly ValidationFailureActionOverride[];
  readonly foreach?: readonly unknown[];
  readonly manifests?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly pattern?: unknown;
  readonly podSecurity?: PodSecurity;
}

/** `ClusterPolicy.spec.rules[].validate.cel`. */
export interface CelValidation {
  readonly auditAnnotations?: readonly AuditAnnotation[];
  readonly expressions?: readonly Validation[];
  /** @default false */
  readonly generate?: boolean;
  readonly paramKind?: ParamKind;
  readonly paramRef?: ParamRef;
  readonly variables?: readonly NamedExpression[];
}

/** `ClusterPolicy.spec.rules[].validate.cel.paramKind`. */
export interface ParamKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** `ClusterPolicy.spec.rules[].validate.cel.paramRef`. */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly parameterNotFoundAction?: string;
  readonly selector?: LabelSelector;
}

/** `ClusterPolicy.spec.rules[].validate.failureActionOverrides[]`. */
export interface ValidationFailureActionOverride {
  readonly action?: 'audit' | 'enforce' | 'Audit' | 'Enforce';
  readonly namespaceSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
}

/** `ClusterPolicy.spec.rules[].validate.podSecurity`. */
export interface PodSecurity {
  readonly exclude?: readonly PodSecurityExclusion[];
  readonly level?: 'privileged' | 'baseline' | 'restricted';
  readonly version?:
    | 'v1.19'
    | 'v1.20'
    | 'v1.21'
    | 'v1.22'
    | 'v1.23'
    | 'v1.24'
    | 'v1.25'
    | 'v1.26'
    | 'v1.27'
    | 'v1.28'
    | 'v1.29'
    | 'v1.30'
    | 'v1.31'
    | 'v1.32'
    | 'latest';
}

/** `ClusterPolicy.spec.rules[].validate.podSecurity.exclude[]`. */
export interface PodSecurityExclusion {
  readonly controlName:
    | 'HostProcess'
    | 'Host Namespaces'
    | 'Privileged Containers'
    | 'Capabilities'
    | 'HostPath Volumes'
    | 'Host Ports'
    | 'AppArmor'
    | 'SELinux'
    | '/proc Mount Type'
    | 'Seccomp'
    | 'Sysctls'
    | 'Volume Types'
    | 'Privilege Escalation'
    | 'Running as Non-root'
    | 'Running as Non-root user';
  readonly images?: readonly string[];
  readonly restrictedField?: string;
  readonly values?: readonly string[];
}

/** `ClusterPolicy.spec.webhookConfiguration`. */
export interface ClusterPolicyWebhookConfiguration {
  readonly failurePolicy?: 'Ignore' | 'Fail';
  readonly matchConditions?: readonly NamedExpression[];
  /** Integer. */
  readonly timeoutSeconds?: number;
}
