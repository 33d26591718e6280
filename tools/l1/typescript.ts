import type { JsonSchema } from '../../lib/l1/json-schema';
import { apiVersionOf, type Kind, kebab } from './kind';
import { hasFields, rootFields, type Shape, type Shapes } from './shapes';

/** Name of the file with shapes that several kinds use. */
const SHARED = 'shared';

/**
 * Definitions of the built-in kinds that have a type of their own in `lib/l1/pod-template.ts`: a pod template alone would
 * fill thousands of lines.
 */
export const WRITTEN_BY_HAND: Readonly<Record<string, string>> = {
  'core.v1.Affinity': 'Affinity',
  'core.v1.Container': 'Container',
  'core.v1.EphemeralVolumeSource': 'EphemeralVolume',
  'core.v1.PersistentVolumeClaimSpec': 'VolumeClaimSpec',
  'core.v1.PodSecurityContext': 'PodSecurityContext',
  'core.v1.PodSpec': 'PodSpec',
  'core.v1.PodTemplateSpec': 'PodTemplate',
  'core.v1.ResourceRequirements': 'ResourceRequirements',
  'core.v1.Toleration': 'Toleration',
  'core.v1.Volume': 'Volume',
  'core.v1.VolumeMount': 'VolumeMount',
};
const BY_HAND = '../pod-template';

/** The class of a kind and its props: a thin layer that sets apiVersion and kind. */
export function kindFile(kind: Kind, shapes: Shapes, header: string): string {
  const name = kind.kind;
  const fields = rootFields(kind);
  const required = new Set(kind.schema.required ?? []);
  const declared = shapes.all.filter((shape) => shape.home === name);
  const needed = [
    ...fields.map(([, schema]) => schema),
    ...declared.flatMap((shape) => Object.values(shape.schema.properties ?? {})),
  ];
  const scope = kind.namespaced ? 'namespaced' : 'cluster-scoped';
  return [
    header,
    "import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';",
    "import type { Construct } from 'constructs';",
    ...importsOf(needed, shapes, name),
    '',
    `/** \`${name}\` of \`${apiVersionOf(kind)}\` (${scope}). Values stand as in the manifest. */`,
    `export class ${name} extends ApiObject {`,
    '/** The apiVersion and kind of these objects. */',
    `public static readonly GVK: GroupVersionKind = { apiVersion: '${apiVersionOf(kind)}', kind: '${name}' };`,
    '',
    `public constructor(scope: Construct, id: string, props: ${name}Props${required.size > 0 ? '' : ' = {}'}) {`,
    `super(scope, id, { ...${name}.GVK, ...props });`,
    '}',
    '}',
    '',
    `/** Metadata and fields of \`${name}\`. */`,
    `export interface ${name}Props {`,
    '/** @default - a name derived from the construct path */',
    'readonly metadata?: ApiObjectMetadata;',
    ...fields.flatMap(([field, schema]) => fieldLines(field, schema, required.has(field), shapes)),
    '}',
    ...declared.flatMap((shape) => interfaceLines(shape, shapes)),
    '',
  ].join('\n');
}

/** The shapes that several kinds use; `undefined` if there are none. */
export function sharedFile(shapes: Shapes, header: string): string | undefined {
  const declared = shapes.all.filter((shape) => shape.home === undefined);
  if (declared.length === 0) {
    return undefined;
  }
  const needed = declared.flatMap((shape) => Object.values(shape.schema.properties ?? {}));
  return [
    header,
    ...importsOf(needed, shapes, undefined),
    ...declared.flatMap((shape) => interfaceLines(shape, shapes)),
    '',
  ].join('\n');
}

/** The file that exports all kinds of an engine. */
export function indexFile(kinds: readonly Kind[], shapes: Shapes, header: string): string {
  const files = kinds.map((kind) => kebab(kind.kind));
  if (shapes.all.some((shape) => shape.home === undefined)) {
    files.push(SHARED);
  }
  return [header, ...files.sort().map((file) => `export * from './${file}';`), ''].join('\n');
}

function interfaceLines(shape: Shape, shapes: Shapes): string[] {
  const required = new Set(shape.schema.required ?? []);
  return [
    '',
    `/** \`${shape.place}\`. */`,
    `export interface ${shape.name} {`,
    ...Object.entries(shape.schema.properties ?? {}).flatMap(([field, schema]) =>
      fieldLines(field, schema, required.has(field), shapes),
    ),
    ...(shape.schema.additionalProperties === undefined ? ['readonly [key: string]: unknown;'] : []),
    '}',
  ];
}

function fieldLines(field: string, schema: JsonSchema, required: boolean, shapes: Shapes): string[] {
  const name = /^[A-Za-z_$][\w$]*$/.test(field) ? field : quote(field);
  const doc = docOf(schema);
  return [...(doc ? [`/** ${doc} */`] : []), `readonly ${name}${required ? '' : '?'}: ${typeOf(schema, shapes)};`];
}

/** Facts of the schema that the type cannot say. */
function docOf(schema: JsonSchema): string {
  const facts: string[] = [];
  const limits = limitsOf(schema);
  if (schema.type === 'integer') {
    facts.push(`Integer${limits}.`);
  } else if (limits) {
    facts.push(`Number${limits}.`);
  }
  const format = {
    quantity: 'Quantity, such as `500m` or `4Gi`.',
    'date-time': 'Time as RFC 3339 writes it.',
    byte: 'Base64.',
  }[schema.format ?? ''];
  if (format) {
    facts.push(format);
  }
  if (schema.minItems || schema.minProperties) {
    facts.push(`At least ${schema.minItems ?? schema.minProperties}.`);
  }
  if (schema.maxItems || schema.maxProperties) {
    facts.push(`At most ${schema.maxItems ?? schema.maxProperties}.`);
  }
  if (schema.default !== undefined) {
    facts.push(`@default ${JSON.stringify(schema.default).replaceAll('*/', '*\\/')}`);
  }
  return facts.join(' ');
}

function limitsOf(schema: JsonSchema): string {
  const limits = [
    ...(schema.minimum === undefined ? [] : [`at least ${schema.minimum}`]),
    ...(schema.exclusiveMinimum === undefined ? [] : [`above ${schema.exclusiveMinimum}`]),
    ...(schema.maximum === undefined ? [] : [`at most ${schema.maximum}`]),
    ...(schema.exclusiveMaximum === undefined ? [] : [`below ${schema.exclusiveMaximum}`]),
  ];
  return limits.length === 0 ? '' : `, ${limits.join(' and ')}`;
}

/** The TypeScript type of a schema whose only references are to what is written by hand. */
function typeOf(schema: JsonSchema, shapes: Shapes): string {
  const byHand = typeByHand(schema);
  if (byHand) {
    return byHand;
  }
  if (schema.enum) {
    // Who means the empty text leaves the field out.
    const values = schema.enum.filter((value) => value !== '');
    return values.map((value) => (typeof value === 'string' ? quote(value) : String(value))).join(' | ');
  }
  if (hasFields(schema)) {
    const nullable = Array.isArray(schema.type) && schema.type.includes('null');
    return `${shapes.of(schema).name}${nullable ? ' | null' : ''}`;
  }
  const types = schema.type === undefined ? [] : Array.isArray(schema.type) ? schema.type : [schema.type];
  const written = new Set(types.map((type) => simpleType(type, schema, shapes)));
  return written.size === 0 ? 'unknown' : [...written].join(' | ');
}

function simpleType(type: string, schema: JsonSchema, shapes: Shapes): string {
  switch (type) {
    case 'integer':
      return 'number';
    case 'array':
      return `readonly ${inList(schema.items ? typeOf(schema.items, shapes) : 'unknown')}[]`;
    case 'object': {
      const values = schema.additionalProperties;
      const value = typeof values === 'object' ? typeOf(values, shapes) : values === false ? 'never' : 'unknown';
      return `Readonly<Record<string, ${value}>>`;
    }
    default:
      return type;
  }
}

function inList(type: string): string {
  return /[ |]/.test(type) ? `(${type})` : type;
}

/** @param ownKind whose file it is; `undefined` for the shared file */
function importsOf(needed: readonly JsonSchema[], shapes: Shapes, ownKind: string | undefined): string[] {
  const byFile = new Map<string, Set<string>>();
  const need = (file: string, name: string): void => {
    byFile.set(file, (byFile.get(file) ?? new Set()).add(name));
  };
  const visit = (schema: JsonSchema): void => {
    const byHand = typeByHand(schema);
    if (byHand) {
      need(BY_HAND, byHand);
      return;
    }
    if (hasFields(schema)) {
      const { name, home } = shapes.of(schema);
      if (home !== ownKind) {
        need(home === undefined ? `./${SHARED}` : `./${kebab(home)}`, name);
      }
      return;
    }
    for (const child of [schema.items, schema.additionalProperties]) {
      if (typeof child === 'object') {
        visit(child);
      }
    }
  };
  needed.forEach(visit);
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, names]) => `import type { ${[...names].sort().join(', ')} } from '${file}';`);
}

function typeByHand(schema: JsonSchema): string | undefined {
  return schema.$ref === undefined ? undefined : WRITTEN_BY_HAND[schema.$ref.split('/').at(-1)!];
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
