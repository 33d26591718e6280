import type { OpenApiSchema } from './crd-schema';

/** The part of a CustomResourceDefinition (`apiextensions.k8s.io/v1`) from which schemas are made. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly scope: 'Namespaced' | 'Cluster';
    readonly versions: readonly CrdVersion[];
  };
}

/** One version in a CustomResourceDefinition. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: OpenApiSchema };
  readonly subresources?: { readonly status?: unknown };
}

/** Whether the object is a CustomResourceDefinition, complete enough to make schemas of it. */
export function isCustomResourceDefinition(object: unknown): object is CustomResourceDefinition {
  const crd = object as {
    apiVersion?: unknown;
    kind?: unknown;
    spec?: Partial<CustomResourceDefinition['spec']>;
  } | null;
  return (
    crd?.apiVersion === 'apiextensions.k8s.io/v1' &&
    crd.kind === 'CustomResourceDefinition' &&
    typeof crd.spec?.group === 'string' &&
    typeof crd.spec.names?.kind === 'string' &&
    Array.isArray(crd.spec.versions)
  );
}
