// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Tls } from './shared';

/** `Gateway` of `networking.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class Gateway extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway' };

  public constructor(scope: Construct, id: string, props: GatewayProps = {}) {
    super(scope, id, { ...Gateway.GVK, ...props });
  }
}

/** Metadata and fields of `Gateway`. */
export interface GatewayProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: GatewaySpec;
}

/** `Gateway.spec`. */
export interface GatewaySpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly servers?: readonly GatewayServer[];
}

/** `Gateway.spec.servers[]`. */
export interface GatewayServer {
  readonly bind?: string;
  readonly defaultEndpoint?: string;
  readonly hosts: readonly string[];
  readonly name?: string;
  readonly port: ServerPort;
  readonly tls?: Tls;
}

/** `Gateway.spec.servers[].port`. */
export interface ServerPort {
  readonly name: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly number: number;
  readonly protocol: string;
  /** Integer, at least 0 and at most 4294967295. */
  readonly targetPort?: number;
}
