import { ApiObject, type App, Lazy } from 'cdk8s';
import type { Manifest } from '../core/manifest';

/** What cdk8s adds to every app's own resolvers; an app with more gives its resolvers a say in every value. */
const BUILT_IN_RESOLVERS = 3;

/**
 * Renders ApiObjects as `ApiObject.toJson()` does, and much faster where nothing special is asked for.
 *
 * cdk8s looks up the app and runs all resolvers for every single value. Objects whose class does not override `toJson`,
 * without patches, in an app without resolvers of its own, are rendered here in one pass with the same result; all others,
 * and everything that this pass does not expect, go through their own `toJson()`.
 */
export class Renderer {
  private readonly plainResolvers: boolean;

  public constructor(app: App) {
    const resolvers = (app as unknown as { readonly resolvers?: readonly unknown[] }).resolvers;
    this.plainResolvers = resolvers?.length === BUILT_IN_RESOLVERS;
  }

  /** The object as JSON. @throws Error if cdk8s cannot serialize it */
  public render(object: ApiObject): Manifest {
    const parts = this.plainResolvers ? partsOf(object) : undefined;
    if (parts) {
      try {
        return renderParts(parts);
      } catch (error) {
        if (error !== NOT_PLAIN) {
          throw error;
        }
      }
    }
    return object.toJson();
  }
}

interface Parts {
  readonly props: object;
  readonly metadata: object;
}

interface MetadataFields {
  readonly _additionalAttributes?: object;
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly annotations?: unknown;
  readonly finalizers?: unknown;
  readonly ownerReferences?: unknown;
  readonly labels?: unknown;
}

const METADATA_TO_JSON = new WeakSet<object>();

/** What a plain object is rendered from, or undefined if the object is not plain, or of another version of cdk8s. */
function partsOf(object: ApiObject): Parts | undefined {
  const { props, patches } = object as unknown as { readonly props?: object; readonly patches?: readonly unknown[] };
  if (object.toJson !== ApiObject.prototype.toJson || !props || patches?.length !== 0) {
    return undefined;
  }
  const metadata = object.metadata as unknown as MetadataFields & { toJson(): unknown };
  if (!Object.hasOwn(metadata, '_additionalAttributes') || !isKnownToJson(metadata)) {
    return undefined;
  }
  const { _additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels } = metadata;
  return {
    props,
    metadata: { ..._additionalAttributes, name, namespace, annotations, finalizers, ownerReferences, labels },
  };
}

/** Whether the metadata is rendered by cdk8s's own class, and not by one that overrides it. */
function isKnownToJson(metadata: { toJson(): unknown }): boolean {
  const prototype = Object.getPrototypeOf(metadata) as { readonly constructor: { readonly name: string } };
  if (METADATA_TO_JSON.has(prototype)) {
    return true;
  }
  if (prototype.constructor.name === 'ApiObjectMetadataDefinition' && !Object.hasOwn(metadata, 'toJson')) {
    METADATA_TO_JSON.add(prototype);
    return true;
  }
  return false;
}

function renderParts({ props, metadata }: Parts): Manifest {
  const rest = { ...props } as Record<string, unknown>;
  const { apiVersion, kind } = rest;
  delete rest.apiVersion;
  delete rest.kind;
  delete rest.metadata;
  const result: Record<string, unknown> = {};
  for (const [key, value] of [
    ['apiVersion', clean(apiVersion, false)],
    ['kind', clean(kind, false)],
    ['metadata', clean(metadata, true)],
  ] as const) {
    if (value !== undefined) {
      result[key] = value;
    }
  }
  return Object.assign(result, clean(rest, false)) as Manifest;
}

/** Thrown where only cdk8s itself can say what a value becomes. */
const NOT_PLAIN = new Error('not plain');

/** Resolves tokens, drops null and undefined, sorts keys; with `dropEmpty` also drops empty lists and objects. */
function clean(value: unknown, dropEmpty: boolean): unknown {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (typeof value !== 'object') {
    return value;
  }
  if (value instanceof Lazy) {
    return clean(value.produce(), dropEmpty);
  }
  if (typeof (value as { resolve?: unknown }).resolve === 'function') {
    return clean((value as { resolve(): unknown }).resolve(), dropEmpty);
  }
  if (Array.isArray(value)) {
    return dropEmpty && value.length === 0 ? undefined : value.map((item) => clean(item, dropEmpty));
  }
  if (value.constructor !== Object) {
    throw NOT_PLAIN;
  }
  const from = value as Record<string, unknown>;
  const keys = Object.keys(from).sort();
  const result: Record<string, unknown> = {};
  let empty = true;
  for (const key of keys) {
    const cleaned = clean(from[key], dropEmpty);
    if (cleaned !== undefined) {
      result[key] = cleaned;
      empty = false;
    }
  }
  return dropEmpty && empty ? undefined : result;
}
