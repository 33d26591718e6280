// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/** `ResourceInterpreterCustomization` of `config.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class ResourceInterpreterCustomization extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = {
    apiVersion: 'config.karmada.io/v1alpha1',
    kind: 'ResourceInterpreterCustomization',
  };

  public constructor(scope: Construct, id: string, props: ResourceInterpreterCustomizationProps) {
    super(scope, id, { ...ResourceInterpreterCustomization.GVK, ...props });
  }
}

/** Metadata and fields of `ResourceInterpreterCustomization`. */
export interface ResourceInterpreterCustomizationProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ResourceInterpreterCustomizationSpec;
}

/** `ResourceInterpreterCustomization.spec`. */
export interface ResourceInterpreterCustomizationSpec {
  readonly customizations: Customizations;
  readonly target: Target;
}

/** `ResourceInterpreterCustomization.spec.customizations`. */
export interface Customizations {
  readonly componentResource?: ComponentResource;
  readonly dependencyInterpretation?: ComponentResource;
  readonly healthInterpretation?: ComponentResource;
  readonly replicaResource?: ComponentResource;
  readonly replicaRevision?: ComponentResource;
  readonly retention?: ComponentResource;
  readonly statusAggregation?: ComponentResource;
  readonly statusReflection?: ComponentResource;
}

/** `ResourceInterpreterCustomization.spec.customizations.componentResource`. */
export interface ComponentResource {
  readonly luaScript: string;
}

/** `ResourceInterpreterCustomization.spec.target`. */
export interface Target {
  readonly apiVersion: string;
  readonly kind: string;
}
