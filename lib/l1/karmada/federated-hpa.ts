// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { CrossVersionObjectReference, LabelSelector } from './shared';

/** `FederatedHPA` of `autoscaling.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class FederatedHPA extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'autoscaling.karmada.io/v1alpha1',
    kind: 'FederatedHPA',
  };

  public constructor(scope: Construct, id: string, props: FederatedHPAProps) {
    super(scope, id, { ...FederatedHPA.GVK, ...props });
  }
}

/** Metadata and fields of `FederatedHPA`. */
export interface FederatedHPAProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: FederatedHPASpec;
}

/** `FederatedHPA.spec`. */
export interface FederatedHPASpec {
  readonly behavior?: Behavior;
  /** Integer. */
  readonly maxReplicas: number;
  readonly metrics?: readonly MetricSpec[];
  /** Integer. */
  readonly minReplicas?: number;
  readonly scaleTargetRef: CrossVersionObjectReference;
}

/** `FederatedHPA.spec.behavior`. */
export interface Behavior {
  readonly scaleDown?: ScalingRules;
  readonly scaleUp?: ScalingRules;
}

/** `FederatedHPA.spec.behavior.scaleDown`. */
export interface ScalingRules {
  readonly policies?: readonly ScalingPolicy[];
  readonly selectPolicy?: string;
  /** Integer. */
  readonly stabilizationWindowSeconds?: number;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly tolerance?: number | string;
}

/** `FederatedHPA.spec.behavior.scaleDown.policies[]`. */
export interface ScalingPolicy {
  /** Integer. */
  readonly periodSeconds: number;
  readonly type: string;
  /** Integer. */
  readonly value: number;
}

/** `FederatedHPA.spec.metrics[]`. */
export interface MetricSpec {
  readonly containerResource?: ContainerResourceMetric;
  readonly external?: ExternalMetric;
  readonly object?: ObjectMetric;
  readonly pods?: ExternalMetric;
  readonly resource?: ResourceMetric;
  readonly type: string;
}

/** `FederatedHPA.spec.metrics[].containerResource`. */
export interface ContainerResourceMetric {
  readonly container: string;
  readonly name: string;
  readonly target: MetricTarget;
}

/** `FederatedHPA.spec.metrics[].containerResource.target`. */
export interface MetricTarget {
  /** Integer. */
  readonly averageUtilization?: number;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly averageValue?: number | string;
  readonly type: string;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly value?: number | string;
}

/** `FederatedHPA.spec.metrics[].external`. */
export interface ExternalMetric {
  readonly metric: MetricIdentifier;
  readonly target: MetricTarget;
}

/** `FederatedHPA.spec.metrics[].external.metric`. */
export interface MetricIdentifier {
  readonly name: string;
  readonly selector?: LabelSelector;
}

/** `FederatedHPA.spec.metrics[].object`. */
export interface ObjectMetric {
  readonly describedObject: CrossVersionObjectReference;
  readonly metric: MetricIdentifier;
  readonly target: MetricTarget;
}

/** `FederatedHPA.spec.metrics[].resource`. */
export interface ResourceMetric {
  readonly name: string;
  readonly target: MetricTarget;
}
