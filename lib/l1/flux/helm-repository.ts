// Generated from github.com/fluxcd/source-controller v1.9.1 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `HelmRepository` of `source.toolkit.fluxcd.io/v1` (namespaced). Values stand as in the manifest. */
export class HelmRepository extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmRepository' };

  public constructor(scope: Construct, id: string, props: HelmRepositoryProps = {}) {
    super(scope, id, { ...HelmRepository.GVK, ...props });
  }
}

/** Metadata and fields of `HelmRepository`. */
export interface HelmRepositoryProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: HelmRepositorySpec;
}

/** `HelmRepository.spec`. */
export interface HelmRepositorySpec {
  readonly accessFrom?: AccessFrom;
  readonly certSecretRef?: CertSecretRef;
  readonly insecure?: boolean;
  readonly interval?: string;
  readonly passCredentials?: boolean;
  /** @default "generic" */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp';
  readonly secretRef?: CertSecretRef;
  readonly suspend?: boolean;
  readonly timeout?: string;
  readonly type?: 'default' | 'oci';
  readonly url: string;
}

/** `HelmRepository.spec.accessFrom`. */
export interface AccessFrom {
  readonly namespaceSelectors: readonly NamespaceSelector[];
}

/** `HelmRepository.spec.accessFrom.namespaceSelectors[]`. */
export interface NamespaceSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** `HelmRepository.spec.certSecretRef`. */
export interface CertSecretRef {
  readonly name: string;
}
