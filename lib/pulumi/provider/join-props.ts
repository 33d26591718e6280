import type { Manifest } from '../../core/manifest';
import type { CarriedKind } from '../join/carried-kinds';
import type { Access } from './connect';
import type { Origin } from './origin';

/** The inputs of a member that joins. */
export interface JoinProps {
  readonly member: Access;
  readonly controlPlane: Access;
  /** Which of both are resources of the same program. Not known in the state of earlier versions: none. */
  readonly owned?: { readonly member: boolean; readonly controlPlane: boolean };
  /** Who knows whether the member is gone. @default - nobody: one that does not answer may come back */
  readonly origin?: Origin;
  /** Mark of the resource, see `markOf`. Not known in the state of earlier versions. */
  readonly owner?: string;
  /** Mark of its stack, see `stackMark`. Not known in the state of earlier versions. */
  readonly stack?: string;
  /** The program's Cluster object. */
  readonly cluster: Manifest;
  /** The kinds that Karmada may carry to the member, or all. */
  readonly kinds: readonly CarriedKind[] | 'all';
  /** Whether people reach the member through the control plane. */
  readonly proxy: boolean;
  /** Days after which the credentials are renewed; absent: never. */
  readonly rotateDays?: number;
  /** Kubernetes version of the member, and how many of its nodes must be ready before it joins. */
  readonly expected: { readonly kubernetes: string; readonly readyNodes: number };
  /** Seconds until Karmada must have found the member ready. */
  readonly readySeconds: number;
  /** The agent of a member that pulls: its image, and where it reaches the control plane. */
  readonly agent: { readonly image: string; readonly controlPlaneUrl?: string };
}

/** Name of the member. */
export function memberOf({ cluster }: Pick<JoinProps, 'cluster'>): string {
  return cluster.metadata.name ?? '';
}

/** Who calls whom: Karmada the member, as it does where nothing is said, or the member's agent Karmada. */
export function syncModeOf({ cluster }: Pick<JoinProps, 'cluster'>): 'Push' | 'Pull' {
  return (cluster.spec as { readonly syncMode?: string } | undefined)?.syncMode === 'Pull' ? 'Pull' : 'Push';
}
