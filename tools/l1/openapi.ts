import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtinRef, type OpenApiSchema } from '../../lib/l1/crd-schema';
import type { JsonSchema, JsonType } from '../../lib/l1/json-schema';
import type { Kind } from './kind';

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Operation {
  readonly 'x-kubernetes-action'?: string;
  readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

type Definition = OpenApiSchema & { readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[] };

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, { readonly post?: Operation }>>;
  /** OpenAPI 2. */
  readonly definitions?: Readonly<Record<string, Definition>>;
  /** OpenAPI 3. */
  readonly components?: { readonly schemas?: Readonly<Record<string, Definition>> };
}

/** Kinds of Go types, which an API server decodes without a CRD, and the definitions that they refer to. */
export interface OpenApiKinds {
  /** The schema of each is a reference to a definition. */
  readonly kinds: readonly Kind[];
  /** By short name, such as `core.v1.PodSpec`. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/** What can be created according to the OpenAPI document, or to all documents of the folder. */
export function kindsOfOpenApi(path: string): OpenApiKinds {
  const files = statSync(path).isFile()
    ? [path]
    : readdirSync(path)
        .sort()
        .map((name) => join(path, name));
  const kinds: Kind[] = [];
  const definitions: Record<string, JsonSchema> = {};
  for (const file of files) {
    const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
    const found = kindsOfDocument(document);
    kinds.push(...found.kinds);
    Object.assign(definitions, found.definitions);
  }
  return { kinds, definitions };
}

/** What can be created according to one OpenAPI document. */
export function kindsOfDocument(document: OpenApiDocument): OpenApiKinds {
  const raw = document.components?.schemas ?? document.definitions ?? {};
  const created = new Map<string, boolean>();
  for (const [path, { post }] of Object.entries(document.paths)) {
    const gvk = post?.['x-kubernetes-group-version-kind'];
    // A path that goes on after the plural is a subresource, such as an eviction.
    if (gvk && post['x-kubernetes-action'] === 'post' && /^\/apis?\/[^{]*(\{namespace\}\/)?[^/{]+$/.test(path)) {
      created.set(keyOf(gvk), path.includes('{namespace}'));
    }
  }
  const kinds: Kind[] = [];
  for (const [name, definition] of Object.entries(raw)) {
    for (const gvk of definition['x-kubernetes-group-version-kind'] ?? []) {
      const namespaced = created.get(keyOf(gvk));
      if (namespaced !== undefined) {
        kinds.push({ ...gvk, namespaced, schema: builtinRef(shortName(name)), preferred: true });
      }
    }
  }
  const definitions = Object.fromEntries(
    Object.entries(raw).map(([name, definition]) => [
      shortName(name),
      SPECIAL[shortName(name)] ?? goSchema(definition),
    ]),
  );
  return { kinds, definitions };
}

/** Definitions of which OpenAPI says less than the decoder demands. */
const SPECIAL: Readonly<Record<string, JsonSchema>> = {
  'api.resource.Quantity': { type: ['string', 'number'], format: 'quantity' },
  'util.intstr.IntOrString': { type: ['integer', 'string'] },
};

/** Maps whose keys and values the server checks as labels, and maps of annotations. */
const LABELS = new Set(['ObjectMeta.labels', 'LabelSelector.matchLabels', 'PodSpec.nodeSelector']);
const ANNOTATIONS = new Set(['ObjectMeta.annotations']);

/**
 * Adds the syntax of labels and annotations to the maps that hold them, and drops `status`: the server ignores it on
 * create.
 */
export function refineDefinitions(definitions: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => {
      const type = name.slice(name.lastIndexOf('.') + 1);
      const isResource = definition.properties?.apiVersion && definition.properties.metadata;
      const properties = Object.entries(definition.properties ?? {}).map(([field, schema]) => {
        if (isResource && field === 'status') {
          return [field, { type: 'object' }];
        }
        if (LABELS.has(`${type}.${field}`)) {
          const values = { type: 'string', format: 'label-value' };
          return [field, { ...schema, propertyNames: { format: 'label-key' }, additionalProperties: values }];
        }
        return [
          field,
          ANNOTATIONS.has(`${type}.${field}`) ? { ...schema, propertyNames: { format: 'annotation-key' } } : schema,
        ];
      });
      return [name, definition.properties ? { ...definition, properties: Object.fromEntries(properties) } : definition];
    }),
  );
}

/** The definitions that the kinds reach, sorted by name. */
export function reachable(
  definitions: Readonly<Record<string, JsonSchema>>,
  roots: readonly string[],
): Record<string, JsonSchema> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) {
      return;
    }
    seen.add(name);
    const definition = definitions[name];
    if (!definition) {
      throw new Error(`definition ${name} is referred to and missing`);
    }
    for (const ref of JSON.stringify(definition).matchAll(/"\$ref":"[^"]*\/definitions\/([^"]+)"/g)) {
      visit(ref[1]!);
    }
  };
  roots.forEach(visit);
  return Object.fromEntries([...seen].sort().map((name) => [name, definitions[name]!]));
}

/** The schema of a Go type: what is not listed is refused, an object without a list (RawExtension) takes anything. */
function goSchema(raw: OpenApiSchema): JsonSchema {
  const ref = raw.$ref ?? raw.allOf?.[0]?.$ref;
  if (ref) {
    return builtinRef(shortName(ref.slice(ref.lastIndexOf('/') + 1)));
  }
  return {
    ...(raw.type === undefined ? {} : { type: raw.type as JsonType }),
    ...(raw.properties ? { properties: mapValues(raw.properties, goSchema), additionalProperties: false } : {}),
    ...(typeof raw.additionalProperties === 'object'
      ? { additionalProperties: goSchema(raw.additionalProperties) }
      : {}),
    ...(raw.required ? { required: raw.required } : {}),
    ...(raw.items ? { items: goSchema(raw.items) } : {}),
    ...(raw.format && raw.format !== 'double' ? { format: raw.format } : {}),
  };
}

/** `io.k8s.api.core.v1.PodSpec` without the parts that every name shares: `core.v1.PodSpec`. */
function shortName(name: string): string {
  return name.replace(/^(io\.k8s|com\.github)\.(.*\.pkg\.|api\.)?(apis\.)?/, '');
}

function keyOf({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, convert: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
