// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JobSpec } from './shared';

/** `CronJob` of `batch.volcano.sh/v1alpha1` (namespaced). Values stand as in the manifest. */
export class CronJob extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'CronJob' };

  public constructor(scope: Construct, id: string, props: CronJobProps = {}) {
    super(scope, id, { ...CronJob.GVK, ...props });
  }
}

/** Metadata and fields of `CronJob`. */
export interface CronJobProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: CronJobSpec;
}

/** `CronJob.spec`. */
export interface CronJobSpec {
  /** @default "Allow" */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /** Integer, at least 0. @default 1 */
  readonly failedJobsHistoryLimit?: number;
  readonly jobTemplate: JobTemplate;
  readonly schedule: string;
  /** Integer, at least 0. */
  readonly startingDeadlineSeconds?: number;
  /** Integer, at least 0. @default 3 */
  readonly successfulJobsHistoryLimit?: number;
  /** @default false */
  readonly suspend?: boolean;
  readonly timeZone?: string;
}

/** `CronJob.spec.jobTemplate`. */
export interface JobTemplate {
  readonly metadata?: JobTemplateMetadata;
  readonly spec?: JobSpec;
}

/** `CronJob.spec.jobTemplate.metadata`. */
export interface JobTemplateMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly namespace?: string;
}
