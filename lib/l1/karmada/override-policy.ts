// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterAffinity, ResourceSelector } from './shared';

/** `OverridePolicy` of `policy.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class OverridePolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'policy.karmada.io/v1alpha1', kind: 'OverridePolicy' };

  public constructor(scope: Construct, id: string, props: OverridePolicyProps) {
    super(scope, id, { ...OverridePolicy.GVK, ...props });
  }
}

/** Metadata and fields of `OverridePolicy`. */
export interface OverridePolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: OverridePolicySpec;
}

/** `OverridePolicy.spec`. */
export interface OverridePolicySpec {
  readonly overrideRules?: readonly OverrideRule[];
  readonly overriders?: Overriders;
  readonly resourceSelectors?: readonly ResourceSelector[];
  readonly targetCluster?: ClusterAffinity;
}

/** `OverridePolicy.spec.overrideRules[]`. */
export interface OverrideRule {
  readonly overriders: Overriders;
  readonly targetCluster?: ClusterAffinity;
}

/** `OverridePolicy.spec.overrideRules[].overriders`. */
export interface Overriders {
  readonly annotationsOverrider?: readonly LabelAnnotationOverrider[];
  readonly argsOverrider?: readonly CommandArgsOverrider[];
  readonly commandOverrider?: readonly CommandArgsOverrider[];
  readonly fieldOverrider?: readonly FieldOverrider[];
  readonly imageOverrider?: readonly ImageOverrider[];
  readonly labelsOverrider?: readonly LabelAnnotationOverrider[];
  readonly plaintext?: readonly PlaintextOverrider[];
}

/** `OverridePolicy.spec.overrideRules[].overriders.annotationsOverrider[]`. */
export interface LabelAnnotationOverrider {
  readonly operator: 'add' | 'remove' | 'replace';
  readonly value: Readonly<Record<string, string>>;
}

/** `OverridePolicy.spec.overrideRules[].overriders.argsOverrider[]`. */
export interface CommandArgsOverrider {
  readonly containerName: string;
  readonly operator: 'add' | 'remove';
  readonly value?: readonly string[];
}

/** `OverridePolicy.spec.overrideRules[].overriders.fieldOverrider[]`. */
export interface FieldOverrider {
  readonly fieldPath: string;
  readonly json?: readonly FieldPatch[];
  readonly yaml?: readonly FieldPatch[];
}

/** `OverridePolicy.spec.overrideRules[].overriders.fieldOverrider[].json[]`. */
export interface FieldPatch {
  readonly operator: 'add' | 'remove' | 'replace';
  readonly subPath: string;
  readonly value?: unknown;
}

/** `OverridePolicy.spec.overrideRules[].overriders.imageOverrider[]`. */
export interface ImageOverrider {
  readonly component: 'Registry' | 'Repository' | 'Tag';
  readonly operator: 'add' | 'remove' | 'replace';
  readonly predicate?: ImagePredicate;
  readonly value?: string;
}

/** `OverridePolicy.spec.overrideRules[].overriders.imageOverrider[].predicate`. */
export interface ImagePredicate {
  readonly path: string;
}

/** `OverridePolicy.spec.overrideRules[].overriders.plaintext[]`. */
export interface PlaintextOverrider {
  readonly operator: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}
