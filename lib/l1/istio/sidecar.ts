// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ConnectionPool, Destination, Tls, WorkloadSelector } from './shared';

/** `Sidecar` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class Sidecar extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar' };

  public constructor(scope: Construct, id: string, props: SidecarProps = {}) {
    super(scope, id, { ...Sidecar.GVK, ...props });
  }
}

/** Metadata and fields of `Sidecar`. */
export interface SidecarProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: SidecarSpec;
}

/** `Sidecar.spec`. */
export interface SidecarSpec {
  readonly egress?: readonly Egress[];
  readonly inboundConnectionPool?: ConnectionPool;
  readonly ingress?: readonly Ingress[];
  readonly outboundTrafficPolicy?: OutboundTrafficPolicy;
  readonly workloadSelector?: WorkloadSelector;
}

/** `Sidecar.spec.egress[]`. */
export interface Egress {
  readonly bind?: string;
  readonly captureMode?: 'DEFAULT' | 'IPTABLES' | 'NONE';
  readonly hosts: readonly string[];
  readonly port?: Port;
}

/** `Sidecar.spec.egress[].port`. */
export interface Port {
  readonly name?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly number?: number;
  readonly protocol?: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly targetPort?: number;
}

/** `Sidecar.spec.ingress[]`. */
export interface Ingress {
  readonly bind?: string;
  readonly captureMode?: 'DEFAULT' | 'IPTABLES' | 'NONE';
  readonly connectionPool?: ConnectionPool;
  readonly defaultEndpoint?: string;
  readonly port: Port;
  readonly tls?: Tls;
}

/** `Sidecar.spec.outboundTrafficPolicy`. */
export interface OutboundTrafficPolicy {
  readonly egressProxy?: Destination;
  readonly mode?: 'REGISTRY_ONLY' | 'ALLOW_ANY';
}
