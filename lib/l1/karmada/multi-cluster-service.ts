// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterNames } from './shared';

/** `MultiClusterService` of `networking.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class MultiClusterService extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'networking.karmada.io/v1alpha1',
    kind: 'MultiClusterService',
  };

  public constructor(scope: Construct, id: string, props: MultiClusterServiceProps) {
    super(scope, id, { ...MultiClusterService.GVK, ...props });
  }
}

/** Metadata and fields of `MultiClusterService`. */
export interface MultiClusterServiceProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: MultiClusterServiceSpec;
}

/** `MultiClusterService.spec`. */
export interface MultiClusterServiceSpec {
  readonly consumerClusters?: readonly ConsumerCluster[];
  readonly ports?: readonly MultiClusterServicePort[];
  readonly providerClusters?: readonly ConsumerCluster[];
  readonly range?: ClusterNames;
  readonly serviceConsumptionClusters?: readonly string[];
  readonly serviceProvisionClusters?: readonly string[];
  readonly types: readonly string[];
}

/** `MultiClusterService.spec.consumerClusters[]`. */
export interface ConsumerCluster {
  readonly name: string;
}

/** `MultiClusterService.spec.ports[]`. */
export interface MultiClusterServicePort {
  readonly name?: string;
  /** Integer. */
  readonly port: number;
}
