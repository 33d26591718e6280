// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `ServiceExport` of `multicluster.x-k8s.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class ServiceExport extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'multicluster.x-k8s.io/v1alpha1',
    kind: 'ServiceExport',
  };

  public constructor(scope: Construct, id: string, props: ServiceExportProps = {}) {
    super(scope, id, { ...ServiceExport.GVK, ...props });
  }
}

/** Metadata and fields of `ServiceExport`. */
export interface ServiceExportProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
}
