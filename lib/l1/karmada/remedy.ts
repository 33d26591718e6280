// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterNames } from './shared';

/** `Remedy` of `remedy.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class Remedy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'remedy.karmada.io/v1alpha1', kind: 'Remedy' };

  public constructor(scope: Construct, id: string, props: RemedyProps) {
    super(scope, id, { ...Remedy.GVK, ...props });
  }
}

/** Metadata and fields of `Remedy`. */
export interface RemedyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: RemedySpec;
}

/** `Remedy.spec`. */
export interface RemedySpec {
  readonly actions?: readonly string[];
  readonly clusterAffinity?: ClusterNames;
  readonly decisionMatches?: readonly DecisionMatch[];
}

/** `Remedy.spec.decisionMatches[]`. */
export interface DecisionMatch {
  readonly clusterConditionMatch?: ClusterConditionMatch;
}

/** `Remedy.spec.decisionMatches[].clusterConditionMatch`. */
export interface ClusterConditionMatch {
  readonly conditionStatus: string;
  readonly conditionType: string;
  readonly operator: 'Equal' | 'NotEqual';
}
