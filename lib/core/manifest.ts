/** Any JSON value, as it stands in a manifest. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object, as it stands in a manifest. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Whether a value is an object, and no list. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of `metadata` that this library reads. */
export interface ManifestMetadata extends JsonObject {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** One Kubernetes object as it is written to a file and sent to an API server. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
}

/**
 * Whether an object says what it is: kind, name and namespace are text where they are stated. The schema reports one that does not,
 * and nothing else can be told of it.
 */
export function isIdentified({ apiVersion, kind, metadata }: Partial<Manifest>): boolean {
  const { name = '', namespace = '' } = metadata ?? {};
  return (
    [apiVersion, kind, name, namespace].every((text) => typeof text === 'string') &&
    typeof metadata === 'object' &&
    metadata !== null &&
    !Array.isArray(metadata)
  );
}

/** The API group of an apiVersion; the core group is `''`. */
export function apiGroupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `apiVersion/kind`, the key under which schemas, ranks and rules are kept. The same kind exists in several groups. */
export function kindKey(of: { readonly apiVersion: string; readonly kind: string }): string {
  return `${of.apiVersion}/${of.kind}`;
}
