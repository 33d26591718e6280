// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `Queue` of `scheduling.volcano.sh/v1beta1` (cluster-scoped). Values stand as in the manifest. */
export class Queue extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'Queue' };

  public constructor(scope: Construct, id: string, props: QueueProps = {}) {
    super(scope, id, { ...Queue.GVK, ...props });
  }
}

/** Metadata and fields of `Queue`. */
export interface QueueProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: QueueSpec;
}

/** `Queue.spec`. */
export interface QueueSpec {
  readonly affinity?: QueueAffinity;
  readonly capability?: Readonly<Record<string, number | string>>;
  /** @default "traverse" */
  readonly dequeueStrategy?: 'fifo' | 'traverse';
  readonly deserved?: Readonly<Record<string, number | string>>;
  readonly extendClusters?: readonly ExtendCluster[];
  readonly guarantee?: Guarantee;
  readonly parent?: string;
  /** Integer, at least 0. */
  readonly priority?: number;
  readonly reclaimable?: boolean;
  readonly type?: string;
  /** Integer, at least 1 and at most 65535. @default 1 */
  readonly weight?: number;
}

/** `Queue.spec.affinity`. */
export interface QueueAffinity {
  readonly nodeGroupAffinity?: NodeGroupAffinity;
  readonly nodeGroupAntiAffinity?: NodeGroupAffinity;
}

/** `Queue.spec.affinity.nodeGroupAffinity`. */
export interface NodeGroupAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly string[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly string[];
}

/** `Queue.spec.extendClusters[]`. */
export interface ExtendCluster {
  readonly capacity?: Readonly<Record<string, number | string>>;
  readonly name?: string;
  /** Integer. */
  readonly weight?: number;
}

/** `Queue.spec.guarantee`. */
export interface Guarantee {
  readonly resource?: Readonly<Record<string, number | string>>;
}
