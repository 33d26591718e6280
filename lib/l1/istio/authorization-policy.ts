// Generated from istio.io/api v1.31.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Provider, Selector, TargetRef } from './shared';

/** `AuthorizationPolicy` of `security.istio.io/v1` (namespaced). Values stand as in the manifest. */
export class AuthorizationPolicy extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' };

  public constructor(scope: Construct, id: string, props: AuthorizationPolicyProps = {}) {
    super(scope, id, { ...AuthorizationPolicy.GVK, ...props });
  }
}

/** Metadata and fields of `AuthorizationPolicy`. */
export interface AuthorizationPolicyProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: AuthorizationPolicySpec;
}

/** `AuthorizationPolicy.spec`. */
export interface AuthorizationPolicySpec {
  readonly action?: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';
  readonly provider?: Provider;
  /** At most 512. */
  readonly rules?: readonly Rule[];
  readonly selector?: Selector;
  readonly targetRef?: TargetRef;
  /** At most 16. */
  readonly targetRefs?: readonly TargetRef[];
}

/** `AuthorizationPolicy.spec.rules[]`. */
export interface Rule {
  /** At most 512. */
  readonly from?: readonly From[];
  readonly to?: readonly To[];
  readonly when?: readonly When[];
}

/** `AuthorizationPolicy.spec.rules[].from[]`. */
export interface From {
  readonly source?: Source;
}

/** `AuthorizationPolicy.spec.rules[].from[].source`. */
export interface Source {
  readonly ipBlocks?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notIpBlocks?: readonly string[];
  readonly notNamespaces?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly notRemoteIpBlocks?: readonly string[];
  readonly notRequestPrincipals?: readonly string[];
  /** At most 16. */
  readonly notServiceAccounts?: readonly string[];
  readonly notTrustDomains?: readonly string[];
  readonly principals?: readonly string[];
  readonly remoteIpBlocks?: readonly string[];
  readonly requestPrincipals?: readonly string[];
  /** At most 16. */
  readonly serviceAccounts?: readonly string[];
  readonly trustDomains?: readonly string[];
}

/** `AuthorizationPolicy.spec.rules[].to[]`. */
export interface To {
  readonly operation?: Operation;
}

/** `AuthorizationPolicy.spec.rules[].to[].operation`. */
export interface Operation {
  readonly hosts?: readonly string[];
  readonly methods?: readonly string[];
  readonly notHosts?: readonly string[];
  readonly notMethods?: readonly string[];
  readonly notPaths?: readonly string[];
  readonly notPorts?: readonly string[];
  readonly paths?: readonly string[];
  readonly ports?: readonly string[];
}

/** `AuthorizationPolicy.spec.rules[].when[]`. */
export interface When {
  readonly key: string;
  readonly notValues?: readonly string[];
  readonly values?: readonly string[];
}
