// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JobSpec } from './shared';

/** `Job` of `batch.volcano.sh/v1alpha1` (namespaced). Values stand as in the manifest. */
export class Job extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job' };

  public constructor(scope: Construct, id: string, props: JobProps = {}) {
    super(scope, id, { ...Job.GVK, ...props });
  }
}

/** Metadata and fields of `Job`. */
export interface JobProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: JobSpec;
}
