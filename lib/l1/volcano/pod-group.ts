// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { LabelSelector, NetworkTopology } from './shared';

/** `PodGroup` of `scheduling.volcano.sh/v1beta1` (namespaced). Values stand as in the manifest. */
export class PodGroup extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'scheduling.volcano.sh/v1beta1', kind: 'PodGroup' };

  public constructor(scope: Construct, id: string, props: PodGroupProps = {}) {
    super(scope, id, { ...PodGroup.GVK, ...props });
  }
}

/** Metadata and fields of `PodGroup`. */
export interface PodGroupProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: PodGroupSpec;
}

/** `PodGroup.spec`. */
export interface PodGroupSpec {
  /** Integer, at least 0. */
  readonly minMember?: number;
  readonly minResources?: Readonly<Record<string, number | string>>;
  readonly minTaskMember?: Readonly<Record<string, number>>;
  readonly networkTopology?: NetworkTopology;
  readonly priorityClassName?: string;
  /** @default "default" */
  readonly queue?: string;
  readonly subGroupPolicy?: readonly SubGroupPolicy[];
}

/** `PodGroup.spec.subGroupPolicy[]`. */
export interface SubGroupPolicy {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  /** Integer, at least 0. @default 0 */
  readonly minSubGroups?: number;
  readonly name?: string;
  readonly networkTopology?: NetworkTopology;
  /** Integer, at least 1. @default 1 */
  readonly subGroupSize?: number;
}
