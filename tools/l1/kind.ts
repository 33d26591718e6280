import type { JsonSchema } from '../../lib/l1/json-schema';

/** One version of one kind. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: JsonSchema;
  /** Whether this is the version that is stored, of which a type is written. */
  readonly preferred: boolean;
}

/** `group/version`, or only the version for the core group. */
export function apiVersionOf(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `FederatedHPA` as a file name: `federated-hpa`. */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2').toLowerCase();
}
