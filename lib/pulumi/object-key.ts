import { apiGroupOf, type Manifest } from '../core/manifest';

/**
 * What an object is called in the state of a stack and in previews: `apps/Deployment ml/infer`, `Namespace ml`. The version is no
 * part of it: an object that is written in a newer version is the same object.
 */
export function objectKey({ apiVersion, kind, metadata: { name = '', namespace } }: Manifest): string {
  return `${kindName({ apiVersion, kind })} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** What a kind is called in tables: `apps/Deployment`, `Namespace`. */
export function kindName({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const group = apiGroupOf(apiVersion);
  return group === '' ? kind : `${group}/${kind}`;
}
