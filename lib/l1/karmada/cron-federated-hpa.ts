// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { CrossVersionObjectReference } from './shared';

/** `CronFederatedHPA` of `autoscaling.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class CronFederatedHPA extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'autoscaling.karmada.io/v1alpha1',
    kind: 'CronFederatedHPA',
  };

  public constructor(scope: Construct, id: string, props: CronFederatedHPAProps) {
    super(scope, id, { ...CronFederatedHPA.GVK, ...props });
  }
}

/** Metadata and fields of `CronFederatedHPA`. */
export interface CronFederatedHPAProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: CronFederatedHPASpec;
}

/** `CronFederatedHPA.spec`. */
export interface CronFederatedHPASpec {
  readonly rules: readonly Rule[];
  readonly scaleTargetRef: CrossVersionObjectReference;
}

/** `CronFederatedHPA.spec.rules[]`. */
export interface Rule {
  /** Integer, at least 0 and at most 32. @default 3 */
  readonly failedHistoryLimit?: number;
  readonly name: string;
  readonly schedule: string;
  /** Integer, at least 1 and at most 32. @default 3 */
  readonly successfulHistoryLimit?: number;
  /** @default false */
  readonly suspend?: boolean;
  /** Integer. */
  readonly targetMaxReplicas?: number;
  /** Integer. */
  readonly targetMinReplicas?: number;
  /** Integer. */
  readonly targetReplicas?: number;
  readonly timeZone?: string;
}
