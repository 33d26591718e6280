// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ResourceBindingSpec } from './resource-binding';

/** `ClusterResourceBinding` of `work.karmada.io/v1alpha2` (cluster-scoped). Values stand as in the manifest. */
export class ClusterResourceBinding extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'work.karmada.io/v1alpha2',
    kind: 'ClusterResourceBinding',
  };

  public constructor(scope: Construct, id: string, props: ClusterResourceBindingProps) {
    super(scope, id, { ...ClusterResourceBinding.GVK, ...props });
  }
}

/** Metadata and fields of `ClusterResourceBinding`. */
export interface ClusterResourceBindingProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ResourceBindingSpec;
}
