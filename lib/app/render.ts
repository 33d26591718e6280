import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import { isLate, lateText } from '../core/late';
import type { Manifest } from '../core/manifest';
import { LateResolver } from './late-resolver';

/** What cdk8s adds to every app's own resolvers; an app with more gives its resolvers a say in every value. */
const BUILT_IN_RESOLVERS = 3;

/**
 * Renders ApiObjects to what `ApiObject.toJson()` gives, and much faster where nothing special is asked for.
 *
 * cdk8s looks up the app and runs all resolvers for every single value. Objects whose class does not override `toJson`,
 * without patches, in an app without resolvers of its own, are rendered here in one pass with the same result; all others,
 * and everything that this pass does not expect, go through their own `toJson()`.
 */
export class Renderer {
  private readonly fast: boolean;

  public constructor(app: App) {
    const { resolvers } = app as { readonly resolvers?: readonly unknown[] };
    const others = resolvers?.filter((resolver) => !(resolver instanceof LateResolver));
    this.fast = others?.length === BUILT_IN_RESOLVERS && sortsKeys();
  }

  /**
   * The object as JSON.
   * @throws Error if cdk8s cannot serialize it, or gives something that JSON cannot hold
   */
  public render(object: ApiObject): Manifest {
    const props = this.fast ? plainProps(object) : undefined;
    if (props) {
      try {
        return renderPlain(props, fieldsOf(object));
      } catch (error) {
        if (error !== NOT_PLAIN) {
          throw error;
        }
      }
    }
    return asJson(object.toJson(), '') as Manifest;
  }
}

/** Whether cdk8s sorts keys, as it does unless its environment says otherwise; it alone knows. */
function sortsKeys(): boolean {
  const probe = new ApiObject(new Chart(new App(), 'probe'), 'probe', { apiVersion: 'v1', kind: 'Probe', b: 1, a: 1 });
  const keys = Object.keys(probe.toJson() as object);
  return keys.indexOf('a') < keys.indexOf('b');
}

/** The fields of cdk8s's metadata class that it renders. */
interface MetadataFields {
  readonly _additionalAttributes?: object;
  readonly annotations?: unknown;
  readonly finalizers?: unknown;
  readonly labels?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly ownerReferences?: unknown;
}

/** Those fields that win over an attribute of the same name, sorted. */
const FIELDS = ['annotations', 'finalizers', 'labels', 'name', 'namespace', 'ownerReferences'] as const;
const FIELD_NAMES: ReadonlySet<string> = new Set(FIELDS);

/** Keys that come first, in this order. */
const FIRST: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The props of a plain object, or undefined if the object is not plain, or of another version of cdk8s. */
function plainProps(object: ApiObject): Record<string, unknown> | undefined {
  const { props, patches } = object as unknown as {
    readonly props?: Record<string, unknown>;
    readonly patches?: readonly unknown[];
  };
  const plain =
    object.toJson === ApiObject.prototype.toJson && patches?.length === 0 && isPlainMetadata(object.metadata);
  return plain ? props : undefined;
}

let knownMetadata: object | undefined;

/** Whether the metadata is of cdk8s's own class, and not of one that renders it in another way. */
function isPlainMetadata(metadata: ApiObject['metadata']): boolean {
  const prototype = Object.getPrototypeOf(metadata) as object;
  if (prototype !== knownMetadata) {
    if (prototype.constructor.name !== 'ApiObjectMetadataDefinition') {
      return false;
    }
    knownMetadata = prototype;
  }
  return !Object.hasOwn(metadata, 'toJson');
}

function fieldsOf(object: ApiObject): MetadataFields {
  return object.metadata as unknown as MetadataFields;
}

function renderPlain(props: Record<string, unknown>, metadata: MetadataFields): Manifest {
  const result: Record<string, unknown> = {};
  addCleaned(result, 'apiVersion', props.apiVersion, false);
  addCleaned(result, 'kind', props.kind, false);
  result.metadata = renderMetadata(metadata);
  for (const key of sortedKeys(props)) {
    if (!FIRST.has(key)) {
      addCleaned(result, key, props[key], false);
    }
  }
  return result as Manifest;
}

function renderMetadata(metadata: MetadataFields): unknown {
  const attributes = metadata._additionalAttributes as Record<string, unknown>;
  const more = Object.keys(attributes).filter((key) => !FIELD_NAMES.has(key));
  if (more.length > 0) {
    const { annotations, finalizers, labels, name, namespace, ownerReferences } = metadata;
    return cleanObject({ ...attributes, annotations, finalizers, labels, name, namespace, ownerReferences }, true);
  }
  const result: Record<string, unknown> = {};
  for (const field of FIELDS) {
    addCleaned(result, field, metadata[field], true);
  }
  return result;
}

/** Thrown where only cdk8s itself can say what a value becomes. */
const NOT_PLAIN = new Error('not plain');

function addCleaned(result: Record<string, unknown>, key: string, value: unknown, dropEmpty: boolean): void {
  const cleaned = clean(value, dropEmpty);
  if (cleaned !== undefined) {
    result[key] = cleaned;
  }
}

/** Resolves tokens, drops null and undefined, sorts keys; with `dropEmpty` also drops empty lists and objects. */
function clean(value: unknown, dropEmpty: boolean): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      if (Number.isFinite(value)) {
        return value;
      }
      throw NOT_PLAIN;
    case 'object':
      return value === null ? undefined : cleanCollection(value, dropEmpty);
    default:
      throw NOT_PLAIN;
  }
}

function cleanCollection(value: object, dropEmpty: boolean): unknown {
  if (isLate(value)) {
    return lateText(value);
  }
  if (value instanceof Lazy) {
    return clean(value.produce(), dropEmpty);
  }
  const { resolve } = value as { resolve?: unknown };
  if (typeof resolve === 'function') {
    return clean(resolve.call(value), dropEmpty);
  }
  if (Array.isArray(value)) {
    return dropEmpty && value.length === 0 ? undefined : cleanList(value, dropEmpty);
  }
  if (value.constructor !== Object) {
    throw NOT_PLAIN;
  }
  return cleanObject(value as Record<string, unknown>, dropEmpty);
}

/** An item that is dropped leaves null in its place, as in JSON. */
function cleanList(list: readonly unknown[], dropEmpty: boolean): unknown[] {
  const result: unknown[] = [];
  for (let i = 0; i < list.length; i++) {
    result.push(clean(list[i], dropEmpty) ?? null);
  }
  return result;
}

function cleanObject(from: Record<string, unknown>, dropEmpty: boolean): unknown {
  const result: Record<string, unknown> = {};
  let empty = true;
  for (const key of sortedKeys(from)) {
    const cleaned = clean(from[key], dropEmpty);
    if (cleaned !== undefined) {
      result[key] = cleaned;
      empty = false;
    }
  }
  return dropEmpty && empty ? undefined : result;
}

/** Keys by UTF-16 code units, as cdk8s sorts them; not those by which it would take the object for something else. */
function sortedKeys(from: object): string[] {
  const keys = Object.keys(from);
  if (keys.length > LONGEST_INSERTION_SORT) {
    keys.sort();
  }
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key === '__proto__' || key === 'constructor') {
      throw NOT_PLAIN;
    }
    let at = i;
    for (; at > 0 && keys[at - 1]! > key; at--) {
      keys[at] = keys[at - 1]!;
    }
    keys[at] = key;
  }
  return keys;
}

/** Most objects have few keys, and many have them in order: there inserting is faster than the engine's sort. */
const LONGEST_INSERTION_SORT = 16;

/**
 * What a class or a patch rendered, as pure JSON.
 * @throws Error for functions, symbols, bigints, NaN, infinities and objects without a JSON form
 */
function asJson(value: unknown, pointer: string): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value)) {
    return value;
  }
  if (typeof value !== 'object') {
    throw new Error(`${String(value)} at '${pointer}' has no JSON form`);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') {
    return asJson(toJSON.call(value), pointer);
  }
  if (Array.isArray(value)) {
    return Array.from(value, (item, i) => (item === undefined ? null : asJson(item, `${pointer}/${i}`)));
  }
  const type = (Object.getPrototypeOf(value) as object | null)?.constructor.name ?? 'Object';
  if (type !== 'Object') {
    throw new Error(`the ${type} at '${pointer}' has no JSON form`);
  }
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) {
      result[key] = asJson(member, `${pointer}/${key}`);
    }
  }
  return result;
}
