// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `ServiceImport` of `multicluster.x-k8s.io/v1alpha1` (namespaced). Values stand as in the manifest. */
export class ServiceImport extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'multicluster.x-k8s.io/v1alpha1',
    kind: 'ServiceImport',
  };

  public constructor(scope: Construct, id: string, props: ServiceImportProps = {}) {
    super(scope, id, { ...ServiceImport.GVK, ...props });
  }
}

/** Metadata and fields of `ServiceImport`. */
export interface ServiceImportProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: ServiceImportSpec;
}

/** `ServiceImport.spec`. */
export interface ServiceImportSpec {
  /** At most 1. */
  readonly ips?: readonly string[];
  readonly ports: readonly Port[];
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: SessionAffinityConfig;
  readonly type: 'ClusterSetIP' | 'Headless';
}

/** `ServiceImport.spec.ports[]`. */
export interface Port {
  readonly appProtocol?: string;
  readonly name?: string;
  /** Integer. */
  readonly port: number;
  readonly protocol?: string;
}

/** `ServiceImport.spec.sessionAffinityConfig`. */
export interface SessionAffinityConfig {
  readonly clientIP?: ClientIP;
}

/** `ServiceImport.spec.sessionAffinityConfig.clientIP`. */
export interface ClientIP {
  /** Integer. */
  readonly timeoutSeconds?: number;
}
