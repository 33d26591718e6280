import type { JsonSchema, JsonType } from './json-schema';

/** A schema as it stands in a CustomResourceDefinition, or in an OpenAPI document. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: boolean | OpenApiSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: OpenApiSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly allOf?: readonly OpenApiSchema[];
  readonly anyOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly not?: OpenApiSchema;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** Reference to a definition of the built-in kinds, by its short name: `core.v1.PodSpec`. */
export function builtinRef(definition: string): JsonSchema {
  return { $ref: `/kubernetes/schemas#/definitions/${definition}` };
}

const OBJECT_META = builtinRef('meta.v1.ObjectMeta');

/** What controller-gen writes for every Quantity; the `quantity` format says the same, with a better message. */
const QUANTITY_PATTERN =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** Formats that the API server checks in custom resources and that say more than the type. */
const CHECKED_FORMATS = new Set(['int32', 'int64', 'byte', 'date-time', 'date', 'duration', 'ipv4', 'ipv6', 'cidr']);

/** Keywords that mean the same in a CRD and in JSON Schema. */
const SAME_KEYWORDS = [
  'minProperties',
  'maxProperties',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minLength',
  'maxLength',
  'multipleOf',
  'default',
] as const;

/**
 * The JSON schema of a custom resource.
 * @param root `openAPIV3Schema` of one version of a CRD; upstream prose in it is dropped
 * @param hasStatus whether the version has the status subresource: then the server drops `status` on create, and
 *   nothing in it is checked
 */
export function resourceSchema(root: OpenApiSchema, hasStatus: boolean): JsonSchema {
  const { metadata, ...properties } = root.properties ?? {};
  const required = (root.required ?? []).filter((name) => name !== 'metadata' && !(hasStatus && name === 'status'));
  const converted = crdSchema({ ...root, properties, required });
  return {
    ...converted,
    type: 'object',
    properties: {
      apiVersion: {},
      kind: {},
      metadata: metadata?.properties ? { allOf: [OBJECT_META, junctor(metadata)] } : OBJECT_META,
      ...withoutTypeMeta(converted.properties ?? {}),
      ...(hasStatus && 'status' in properties ? { status: { type: 'object' } } : {}),
    },
    ...(keepsUnknown(root) ? {} : { additionalProperties: false }),
  };
}

/**
 * Turns a structural schema of a CRD into JSON Schema: fields that are not listed are refused unless the server keeps
 * them, `x-kubernetes-*` extensions become types, pod specs become references to the built-in definition.
 */
export function crdSchema(raw: OpenApiSchema): JsonSchema {
  const builtin = builtinShape(raw);
  if (builtin) {
    return builtin;
  }
  return {
    ...typeOf(raw),
    ...fieldsOf(raw),
    ...(raw.items === undefined ? {} : { items: crdSchema(raw.items) }),
    ...constraintsOf(raw),
    ...uniquenessOf(raw),
    ...junctionsOf(raw),
  };
}

function typeOf(raw: OpenApiSchema): JsonSchema {
  const types: JsonType[] = raw['x-kubernetes-int-or-string']
    ? ['integer', 'string']
    : raw.type === undefined
      ? []
      : [raw.type as JsonType];
  if (types.length === 0) {
    return {};
  }
  if (raw.nullable) {
    types.push('null');
  }
  return { type: types.length === 1 ? types[0] : types };
}

function fieldsOf(raw: OpenApiSchema): JsonSchema {
  const properties = mapValues(raw.properties, crdSchema);
  // The server fills in defaults before it looks for what is required.
  const required = (raw.required ?? []).filter((name) => raw.properties?.[name]?.default === undefined);
  if (raw['x-kubernetes-embedded-resource']) {
    return {
      properties: { ...properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: OBJECT_META },
      required: [...new Set([...required, 'apiVersion', 'kind'])],
      ...(keepsUnknown(raw) ? {} : { additionalProperties: false }),
    };
  }
  return {
    ...(properties ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...additionalOf(raw),
  };
}

function additionalOf(raw: OpenApiSchema): JsonSchema {
  if (typeof raw.additionalProperties === 'object') {
    return { additionalProperties: crdSchema(raw.additionalProperties) };
  }
  const closed = (raw.properties !== undefined || raw.type === 'object') && !keepsUnknown(raw);
  return closed && raw.additionalProperties !== true ? { additionalProperties: false } : {};
}

function keepsUnknown(raw: OpenApiSchema): boolean {
  return raw['x-kubernetes-preserve-unknown-fields'] === true;
}

function constraintsOf(raw: OpenApiSchema): JsonSchema {
  const same = Object.fromEntries(SAME_KEYWORDS.filter((k) => raw[k] !== undefined).map((k) => [k, raw[k]]));
  const quantity = raw.pattern === QUANTITY_PATTERN;
  return {
    ...(raw.enum ? { enum: raw.nullable && !raw.enum.includes(null) ? [...raw.enum, null] : raw.enum } : {}),
    ...(quantity ? { format: 'quantity' } : raw.pattern === undefined ? {} : { pattern: raw.pattern }),
    ...(raw.format !== undefined && CHECKED_FORMATS.has(raw.format) ? { format: raw.format } : {}),
    ...bound('minimum', 'exclusiveMinimum', raw.minimum, raw.exclusiveMinimum),
    ...bound('maximum', 'exclusiveMaximum', raw.maximum, raw.exclusiveMaximum),
    ...same,
  };
}

function uniquenessOf(raw: OpenApiSchema): JsonSchema {
  switch (raw['x-kubernetes-list-type']) {
    case 'set':
      return { uniqueItems: true };
    case 'map':
      return { uniqueKeys: raw['x-kubernetes-list-map-keys'] ?? [] };
    default:
      return {};
  }
}

function bound(
  inclusive: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  value: number | undefined,
  isExclusive: boolean | undefined,
): JsonSchema {
  return value === undefined ? {} : { [isExclusive ? exclusive : inclusive]: value };
}

function junctionsOf(raw: OpenApiSchema): JsonSchema {
  // `anyOf: [integer, string]` beside int-or-string only repeats the type.
  const anyOf = raw['x-kubernetes-int-or-string'] ? undefined : raw.anyOf;
  return {
    ...(raw.allOf ? { allOf: raw.allOf.map(junctor) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(junctor) } : {}),
    ...(raw.oneOf ? { oneOf: raw.oneOf.map(junctor) } : {}),
    ...(raw.not ? { not: junctor(raw.not) } : {}),
  };
}

/** A schema inside `allOf`, `anyOf`, `oneOf` or `not`: it constrains fields, it never closes the list of fields. */
function junctor(raw: OpenApiSchema): JsonSchema {
  const properties = mapValues(raw.properties, junctor);
  return {
    ...typeOf(raw),
    ...(properties ? { properties } : {}),
    ...(raw.required ? { required: raw.required } : {}),
    ...(raw.items === undefined ? {} : { items: junctor(raw.items) }),
    ...constraintsOf(raw),
    ...junctionsOf(raw),
  };
}

/** The built-in definition that a CRD repeats in full: a pod template alone would fill thousands of lines. */
function builtinShape(raw: OpenApiSchema): JsonSchema | undefined {
  if (isPodSpec(raw)) {
    return builtinRef('core.v1.PodSpec');
  }
  const { metadata, spec, ...others } = raw.properties ?? {};
  const template = metadata && spec && isPodSpec(spec) && Object.keys(others).length === 0;
  return template ? builtinRef('core.v1.PodTemplateSpec') : undefined;
}

function isPodSpec(raw: OpenApiSchema): boolean {
  const fields = raw.properties ?? {};
  return ['containers', 'initContainers', 'volumes', 'restartPolicy', 'serviceAccountName'].every((f) => f in fields);
}

function withoutTypeMeta(properties: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = properties;
  return rest;
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>> | undefined,
  convert: (value: A) => B,
): Readonly<Record<string, B>> | undefined {
  return record && Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
