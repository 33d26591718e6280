// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { LocalSecretReference } from './shared';

/** `Cluster` of `cluster.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class Cluster extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster' };

  public constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, { ...Cluster.GVK, ...props });
  }
}

/** Metadata and fields of `Cluster`. */
export interface ClusterProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ClusterSpec;
}

/** `Cluster.spec`. */
export interface ClusterSpec {
  readonly apiEndpoint?: string;
  readonly id?: string;
  readonly impersonatorSecretRef?: LocalSecretReference;
  readonly insecureSkipTLSVerification?: boolean;
  readonly provider?: string;
  readonly proxyHeader?: Readonly<Record<string, string>>;
  readonly proxyURL?: string;
  readonly region?: string;
  readonly resourceModels?: readonly ResourceModel[];
  readonly secretRef?: LocalSecretReference;
  readonly syncMode: 'Push' | 'Pull';
  readonly taints?: readonly Taint[];
  readonly zone?: string;
  readonly zones?: readonly string[];
}

/** `Cluster.spec.resourceModels[]`. */
export interface ResourceModel {
  /** Integer. */
  readonly grade: number;
  readonly ranges: readonly ResourceModelRange[];
}

/** `Cluster.spec.resourceModels[].ranges[]`. */
export interface ResourceModelRange {
  /** Quantity, such as `500m` or `4Gi`. */
  readonly max: string | number;
  /** Quantity, such as `500m` or `4Gi`. */
  readonly min: string | number;
  readonly name: string;
}

/** `Cluster.spec.taints[]`. */
export interface Taint {
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly key: string;
  /** Time as RFC 3339 writes it. */
  readonly timeAdded?: string;
  readonly value?: string;
}
