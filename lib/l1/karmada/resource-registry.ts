// Generated from github.com/karmada-io/karmada v1.18.2 by `npm run l1`; do not edit.
import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import type { LocalSecretReference, MatchExpression } from './shared';

/** `ResourceRegistry` of `search.karmada.io/v1alpha1` (cluster-scoped). Values stand as in the manifest. */
export class ResourceRegistry extends ApiObject {
  /** The apiVersion and kind of these objects. */
  public static readonly GVK: GroupVersionKind = { apiVersion: 'search.karmada.io/v1alpha1', kind: 'ResourceRegistry' };

  public constructor(scope: Construct, id: string, props: ResourceRegistryProps = {}) {
    super(scope, id, { ...ResourceRegistry.GVK, ...props });
  }
}

/** Metadata and fields of `ResourceRegistry`. */
export interface ResourceRegistryProps {
  /** @default - a name derived from the construct path */
  readonly metadata?: ApiObjectMetadata;
  readonly spec?: ResourceRegistrySpec;
}

/** `ResourceRegistry.spec`. */
export interface ResourceRegistrySpec {
  readonly backendStore?: BackendStore;
  readonly resourceSelectors: readonly ResourceRegistryResourceSelector[];
  readonly targetCluster: ResourceRegistryTargetCluster;
}

/** `ResourceRegistry.spec.backendStore`. */
export interface BackendStore {
  readonly openSearch?: OpenSearch;
}

/** `ResourceRegistry.spec.backendStore.openSearch`. */
export interface OpenSearch {
  readonly addresses: readonly string[];
  readonly secretRef: LocalSecretReference;
}

/** `ResourceRegistry.spec.resourceSelectors[]`. */
export interface ResourceRegistryResourceSelector {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** `ResourceRegistry.spec.targetCluster`. */
export interface ResourceRegistryTargetCluster {
  readonly clusterNames?: readonly string[];
  readonly exclude?: readonly string[];
  readonly fieldSelector?: TargetClusterFieldSelector;
  readonly labelSelector?: TargetClusterLabelSelector;
}

/** `ResourceRegistry.spec.targetCluster.fieldSelector`. */
export interface TargetClusterFieldSelector {
  readonly matchExpressions?: readonly FieldSelectorMatchExpression[];
}

/** `ResourceRegistry.spec.targetCluster.fieldSelector.matchExpressions[]`. */
export interface FieldSelectorMatchExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

/** `ResourceRegistry.spec.targetCluster.labelSelector`. */
export interface TargetClusterLabelSelector {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}
