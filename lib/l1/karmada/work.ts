// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `Work` of `work.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class Work extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work' };

  public constructor(scope: Construct, id: string, props: WorkProps) {
    super(scope, id, { ...Work.GVK, ...props });
  }
}

/** Metadata and fields of `Work`. */
export interface WorkProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: WorkSpec;
}

/** `Work.spec`. */
export interface WorkSpec {
  readonly preserveResourcesOnDeletion?: boolean;
  readonly suspendDispatching?: boolean;
  readonly workload?: Workload;
}

/** `Work.spec.workload`. */
export interface Workload {
  readonly manifests?: readonly Readonly<Record<string, unknown>>[];
}
