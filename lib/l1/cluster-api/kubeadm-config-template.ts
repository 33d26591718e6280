// Generated from sigs.k8s.io/cluster-api v1.14.0 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubeadmConfigSpec, Metadata } from './shared';

/** `KubeadmConfigTemplate` of `bootstrap.cluster.x-k8s.io/v1beta2` (namespaced). Values stand as in the manifest. */
export class KubeadmConfigTemplate extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2',
    kind: 'KubeadmConfigTemplate',
  };

  public constructor(scope: Construct, id: string, props: KubeadmConfigTemplateProps = {}) {
    super(scope, id, { ...KubeadmConfigTemplate.GVK, ...props });
  }
}

/** Metadata and fields of `KubeadmConfigTemplate`. */
export interface KubeadmConfigTemplateProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: KubeadmConfigTemplateSpec;
}

/** `KubeadmConfigTemplate.spec`. */
export interface KubeadmConfigTemplateSpec {
  /** At least 1. */
  readonly template: KubeadmConfigResource;
}

/** `KubeadmConfigTemplate.spec.template`. */
export interface KubeadmConfigResource {
  /** At least 1. */
  readonly metadata?: Metadata;
  /** At least 1. */
  readonly spec?: KubeadmConfigSpec;
}
