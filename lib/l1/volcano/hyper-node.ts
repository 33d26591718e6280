// Generated from volcano.sh/volcano v1.15.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { LabelSelector } from './shared';

/** `HyperNode` of `topology.volcano.sh/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class HyperNode extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'topology.volcano.sh/v1alpha1', kind: 'HyperNode' };

  public constructor(scope: Construct, id: string, props: HyperNodeProps = {}) {
    super(scope, id, { ...HyperNode.GVK, ...props });
  }
}

/** Metadata and fields of `HyperNode`. */
export interface HyperNodeProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: HyperNodeSpec;
}

/** `HyperNode.spec`. */
export interface HyperNodeSpec {
  /** At least 1. */
  readonly members?: readonly HyperNodeMember[];
  /** Integer, at least 0. */
  readonly tier: number;
  readonly tierName?: string;
}

/** `HyperNode.spec.members[]`. */
export interface HyperNodeMember {
  readonly selector?: MemberSelector;
  readonly type: 'Node' | 'HyperNode';
}

/** `HyperNode.spec.members[].selector`. */
export interface MemberSelector {
  readonly exactMatch?: ExactMatch;
  readonly labelMatch?: LabelSelector;
  readonly regexMatch?: RegexMatch;
}

/** `HyperNode.spec.members[].selector.exactMatch`. */
export interface ExactMatch {
  readonly name: string;
}

/** `HyperNode.spec.members[].selector.regexMatch`. */
export interface RegexMatch {
  readonly pattern: string;
}
