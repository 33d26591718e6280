import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiGroupOf, type Manifest } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import type { SchemaFile } from './json-schema';

/** What is known about one kind in one version. */
export interface KindEntry {
  /** Reference to its schema; see `JsonSchema`. */
  readonly schema: string;
  readonly namespaced: boolean;
}

interface KindIndex {
  /** `apiVersion/kind` to the entry. */
  readonly kinds: Readonly<Record<string, KindEntry>>;
  /** Groups that may serve more than is known here. */
  readonly openGroups: readonly string[];
}

interface KnownKinds {
  readonly entries: ReadonlyMap<string, KindEntry>;
  /** apiVersion to kind to the entry. */
  readonly byVersion: ReadonlyMap<string, ReadonlyMap<string, KindEntry>>;
  readonly openGroups: ReadonlySet<string>;
  /** Group to the `apiVersion/kind` keys in it. */
  readonly byGroup: ReadonlyMap<string, readonly string[]>;
}

let known: KnownKinds | undefined;

/** The kind, if an engine of this library serves it in exactly this version. */
export function kindEntry(apiVersion: string, kind: string): KindEntry | undefined {
  return kinds().byVersion.get(apiVersion)?.get(kind);
}

/**
 * Whether objects of the kind live in a namespace.
 * @returns undefined for kinds that are not known
 */
export function isNamespaced(apiVersion: string, kind: string): boolean | undefined {
  return kindEntry(apiVersion, kind)?.namespaced;
}

/**
 * Identity of an object: without a namespace where its kind lives in none, in `default` where it states none. Kinds that are
 * not known live in a namespace.
 */
export function refOf({ apiVersion, kind, metadata }: Manifest): ObjectRef {
  const ref = { apiVersion: apiVersion ?? '', kind: kind ?? '', name: metadata?.name ?? '' };
  return isNamespaced(ref.apiVersion, ref.kind) === false
    ? ref
    : { ...ref, namespace: metadata?.namespace ?? 'default' };
}

/**
 * All kinds of an API group, as `apiVersion/kind`.
 * @returns undefined where the group is unknown, or other software may serve more of it
 */
export function kindsOfGroup(group: string): readonly string[] | undefined {
  const { byGroup, openGroups } = kinds();
  return openGroups.has(group) ? undefined : byGroup.get(group);
}

/** All apiVersions in which a kind of this name is served, whatever its group. */
export function apiVersionsOf(kind: string): string[] {
  const keys = [...kinds().entries.keys()];
  return keys.filter((key) => key.endsWith(`/${kind}`)).map((key) => key.slice(0, -kind.length - 1));
}

/**
 * Reads a file of schemas.
 * @param file path below this folder, without extension: `/karmada/work`
 */
export function readSchemaFile(file: string): SchemaFile {
  return JSON.parse(readFileSync(join(__dirname, `${file}.json`), 'utf8')) as SchemaFile;
}

/** Read when first needed: programs that only make constructs do not pay for it. */
function kinds(): KnownKinds {
  if (!known) {
    const index = JSON.parse(readFileSync(join(__dirname, 'kinds.json'), 'utf8')) as KindIndex;
    const entries = new Map(Object.entries(index.kinds));
    known = {
      entries,
      byVersion: byVersion(entries),
      openGroups: new Set(index.openGroups),
      byGroup: groupKeys(entries.keys()),
    };
  }
  return known;
}

function byVersion(entries: ReadonlyMap<string, KindEntry>): Map<string, Map<string, KindEntry>> {
  const versions = new Map<string, Map<string, KindEntry>>();
  for (const [key, entry] of entries) {
    const at = key.lastIndexOf('/');
    const kinds = versions.get(key.slice(0, at)) ?? new Map<string, KindEntry>();
    versions.set(key.slice(0, at), kinds.set(key.slice(at + 1), entry));
  }
  return versions;
}

function groupKeys(keys: Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const group = apiGroupOf(key.slice(0, key.lastIndexOf('/')));
    const list = groups.get(group) ?? [];
    list.push(key);
    groups.set(group, list);
  }
  return groups;
}
