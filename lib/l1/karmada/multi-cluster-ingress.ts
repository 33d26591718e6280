// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `MultiClusterIngress` of `networking.karmada.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class MultiClusterIngress extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'networking.karmada.io/v1alpha1',
    kind: 'MultiClusterIngress',
  };

  public constructor(scope: Construct, id: string, props: MultiClusterIngressProps = {}) {
    super(scope, id, { ...MultiClusterIngress.GVK, ...props });
  }
}

/** Metadata and fields of `MultiClusterIngress`. */
export interface MultiClusterIngressProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: MultiClusterIngressSpec;
}

/** `MultiClusterIngress.spec`. */
export interface MultiClusterIngressSpec {
  readonly defaultBackend?: IngressBackend;
  readonly ingressClassName?: string;
  readonly rules?: readonly MultiClusterIngressRule[];
  readonly tls?: readonly IngressTls[];
}

/** `MultiClusterIngress.spec.defaultBackend`. */
export interface IngressBackend {
  readonly resource?: TypedLocalObjectReference;
  readonly service?: IngressServiceBackend;
}

/** `MultiClusterIngress.spec.defaultBackend.resource`. */
export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/** `MultiClusterIngress.spec.defaultBackend.service`. */
export interface IngressServiceBackend {
  readonly name: string;
  readonly port?: ServiceBackendPort;
}

/** `MultiClusterIngress.spec.defaultBackend.service.port`. */
export interface ServiceBackendPort {
  readonly name?: string;
  /** Integer. */
  readonly number?: number;
}

/** `MultiClusterIngress.spec.rules[]`. */
export interface MultiClusterIngressRule {
  readonly host?: string;
  readonly http?: HttpIngressRule;
}

/** `MultiClusterIngress.spec.rules[].http`. */
export interface HttpIngressRule {
  readonly paths: readonly HttpIngressPath[];
}

/** `MultiClusterIngress.spec.rules[].http.paths[]`. */
export interface HttpIngressPath {
  readonly backend: IngressBackend;
  readonly path?: string;
  readonly pathType: string;
}

/** `MultiClusterIngress.spec.tls[]`. */
export interface IngressTls {
  readonly hosts?: readonly string[];
  readonly secretName?: string;
}
