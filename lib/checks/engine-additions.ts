import { isJsonObject, type Json, type Manifest } from '../core/manifest';
import type { ENGINE_TITLES } from '../core/versions';
import { ENGINE_ADDITIONS } from './known-additions';

/** Kinds, or fields of them, that not all versions of an engine have. */
export interface EngineAddition {
  readonly engine: keyof typeof ENGINE_TITLES;
  /** The first version that has them, `major.minor`. */
  readonly since: string;
  readonly apiVersion: string;
  /** Absent: all kinds of the apiVersion. */
  readonly kinds?: readonly string[];
  /** Paths of the fields, `[]` for the items of a list. Absent: the kinds themselves are new. */
  readonly fields?: readonly string[];
  readonly source: string;
}

/** The additions that an object makes use of, with the fields that it states of each. */
export function additionsIn(manifest: Manifest): { addition: EngineAddition; fields: readonly string[] }[] {
  return ENGINE_ADDITIONS.filter(
    ({ apiVersion, kinds }) => manifest.apiVersion === apiVersion && (kinds?.includes(manifest.kind) ?? true),
  ).flatMap((addition) => {
    const fields = (addition.fields ?? []).filter((path) => states(manifest, path.split('.')));
    return addition.fields === undefined || fields.length > 0 ? [{ addition, fields }] : [];
  });
}

function states(value: Json | undefined, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) {
    return value !== undefined;
  }
  const inner = isJsonObject(value) ? value[step.replace('[]', '')] : undefined;
  return step.endsWith('[]')
    ? Array.isArray(inner) && inner.some((item: Json) => states(item, rest))
    : inner !== undefined && states(inner, rest);
}
