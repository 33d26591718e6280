// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Selector } from './shared';

/** `PeerAuthentication` of `security.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class PeerAuthentication extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' };

  public constructor(scope: Construct, id: string, props: PeerAuthenticationProps = {}) {
    super(scope, id, { ...PeerAuthentication.GVK, ...props });
  }
}

/** Metadata and fields of `PeerAuthentication`. */
export interface PeerAuthenticationProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: PeerAuthenticationSpec;
}

/** `PeerAuthentication.spec`. */
export interface PeerAuthenticationSpec {
  readonly mtls?: Mtls;
  /** At least 1. */
  readonly portLevelMtls?: Readonly<Record<string, Mtls>>;
  readonly selector?: Selector;
}

/** `PeerAuthentication.spec.mtls`. */
export interface Mtls {
  readonly mode?: 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';
}
