// Generated from github.com/prometheus-operator/prometheus-operator v0.93.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `PrometheusRule` of `monitoring.coreos.com/v1` (namespaced). Values stand as in the manifest. */
export class PrometheusRule extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' };

  public constructor(scope: Construct, id: string, props: PrometheusRuleProps) {
    super(scope, id, { ...PrometheusRule.GVK, ...props });
  }
}

/** Metadata and fields of `PrometheusRule`. */
export interface PrometheusRuleProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PrometheusRuleSpec;
}

/** `PrometheusRule.spec`. */
export interface PrometheusRuleSpec {
  readonly groups?: readonly RuleGroup[];
}

/** `PrometheusRule.spec.groups[]`. */
export interface RuleGroup {
  readonly interval?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Integer. */
  readonly limit?: number;
  readonly name: string;
  readonly partial_response_strategy?: string;
  readonly query_offset?: string;
  readonly rules?: readonly RuleInGroup[];
}

/** `PrometheusRule.spec.groups[].rules[]`. */
export interface RuleInGroup {
  readonly alert?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly expr: number | string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly record?: string;
}
