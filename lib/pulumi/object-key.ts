import { apiGroupOf, type Manifest } from '../core/manifest';
import { refOf } from '../l1/kinds';

/**
 * What an object is called in the state of a stack and in previews: `apps/Deployment ml/infer`, `Namespace ml`. It tells objects apart as the
 * server does: one that states no namespace is in `default`, and one that is written in a newer version is the same object.
 */
export function objectKey(object: Manifest): string {
  const { name, namespace } = refOf(object);
  return `${kindName(object)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** A key as a list of today has it, undefined where it has none: earlier versions wrote no namespace that an object did not state. */
export function keyIn(list: Readonly<Record<string, unknown>>, key: string): string | undefined {
  return [key, inDefault(key)].find((spelling) => spelling in list);
}

function inDefault(key: string): string {
  const space = key.indexOf(' ');
  return key.includes('/', space) ? key : `${key.slice(0, space)} default/${key.slice(space + 1)}`;
}

/** What a kind is called in tables: `apps/Deployment`, `Namespace`. */
export function kindName({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const group = apiGroupOf(apiVersion);
  return group === '' ? kind : `${group}/${kind}`;
}
