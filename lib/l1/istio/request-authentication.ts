// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Selector, TargetRef } from './shared';

/** `RequestAuthentication` of `security.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class RequestAuthentication extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication' };

  public constructor(scope: Construct, id: string, props: RequestAuthenticationProps = {}) {
    super(scope, id, { ...RequestAuthentication.GVK, ...props });
  }
}

/** Metadata and fields of `RequestAuthentication`. */
export interface RequestAuthenticationProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: RequestAuthenticationSpec;
}

/** `RequestAuthentication.spec`. */
export interface RequestAuthenticationSpec {
  /** At most 4096. */
  readonly jwtRules?: readonly JwtRule[];
  readonly selector?: Selector;
  readonly targetRef?: TargetRef;
  /** At most 16. */
  readonly targetRefs?: readonly TargetRef[];
}

/** `RequestAuthentication.spec.jwtRules[]`. */
export interface JwtRule {
  readonly audiences?: readonly string[];
  readonly forwardOriginalToken?: boolean;
  readonly fromCookies?: readonly string[];
  readonly fromHeaders?: readonly FromHeader[];
  readonly fromParams?: readonly string[];
  readonly issuer?: string;
  readonly jwks?: string;
  readonly jwks_uri?: string;
  readonly jwksUri?: string;
  readonly outputClaimToHeaders?: readonly OutputClaimToHeader[];
  readonly outputPayloadToHeader?: string;
  /** At most 64. */
  readonly spaceDelimitedClaims?: readonly string[];
  readonly timeout?: string;
}

/** `RequestAuthentication.spec.jwtRules[].fromHeaders[]`. */
export interface FromHeader {
  readonly name: string;
  readonly prefix?: string;
}

/** `RequestAuthentication.spec.jwtRules[].outputClaimToHeaders[]`. */
export interface OutputClaimToHeader {
  readonly claim: string;
  readonly header: string;
}
