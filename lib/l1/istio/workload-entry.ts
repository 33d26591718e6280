// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { WorkloadEntrySpec } from './shared';

/** `WorkloadEntry` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class WorkloadEntry extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadEntry' };

  public constructor(scope: Construct, id: string, props: WorkloadEntryProps) {
    super(scope, id, { ...WorkloadEntry.GVK, ...props });
  }
}

/** Metadata and fields of `WorkloadEntry`. */
export interface WorkloadEntryProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: WorkloadEntrySpec;
}
