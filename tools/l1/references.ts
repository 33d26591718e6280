import { builtinRef } from '../../lib/l1/crd-schema';
import type { JsonSchema } from '../../lib/l1/json-schema';
import type { Kind } from './kind';

type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * Replaces references by what they refer to.
 * @param kept definitions to which references stay
 * @param untouched fields of the root that stay as they are
 * @throws Error where a definition contains itself
 */
export function inlineRefs(
  schema: JsonSchema,
  definitions: Definitions,
  kept: Readonly<Record<string, unknown>>,
  untouched: readonly string[] = [],
): JsonSchema {
  const resolve = (at: JsonSchema, open: readonly string[]): JsonSchema => {
    if (at.$ref !== undefined) {
      const name = at.$ref.split('/').at(-1)!;
      const target = definitions[name];
      if (name in kept) {
        return at;
      }
      if (!target || open.includes(name)) {
        throw new Error(`cannot inline ${at.$ref}: ${target ? 'it contains itself' : 'there is no such definition'}`);
      }
      return resolve(target, [...open, name]);
    }
    return {
      ...at,
      ...(at.properties
        ? {
            properties: Object.fromEntries(
              Object.entries(at.properties).map(([field, child]) => [
                field,
                at === schema && untouched.includes(field) ? child : resolve(child, open),
              ]),
            ),
          }
        : {}),
      ...(typeof at.additionalProperties === 'object'
        ? { additionalProperties: resolve(at.additionalProperties, open) }
        : {}),
      ...(at.items ? { items: resolve(at.items, open) } : {}),
    };
  };
  return resolve(schema, []);
}

/**
 * Adds enumerations that the source leaves out.
 * @param enums `Kind.path.to.field` to the values
 * @throws Error where the kind has no such field
 */
export function withEnums(kind: Kind, enums: Readonly<Record<string, readonly string[]>>): Kind {
  let { schema } = kind;
  for (const [place, values] of Object.entries(enums)) {
    const [name, ...path] = place.split('.');
    if (name === kind.kind) {
      schema = withEnum(schema, path, values, place);
    }
  }
  return { ...kind, schema };
}

function withEnum(schema: JsonSchema, path: readonly string[], values: readonly string[], place: string): JsonSchema {
  const [field, ...rest] = path;
  if (field === undefined) {
    return { ...schema, enum: values };
  }
  const child = schema.properties?.[field];
  if (!child) {
    throw new Error(`${place} in sources.ts names a field that the kind does not have`);
  }
  return { ...schema, properties: { ...schema.properties, [field]: withEnum(child, rest, values, place) } };
}

/**
 * Leaves the content of fields open: objects of any fields, lists of any items.
 * @param places `Kind.path.to.field`, `[]` after a field for its items
 * @throws Error where the kind has no such field
 */
export function withOpaque(kind: Kind, places: readonly string[]): Kind {
  return replaced(kind, places, ({ type }) =>
    type === 'array' ? { type: 'array' } : { type, additionalProperties: true },
  );
}

/**
 * Puts references where a kind repeats what a built-in kind has.
 * @param builtins `Kind.path.to.field` to the short name of the definition, `[]` after a field for its items
 * @throws Error where the kind has no such field
 */
export function withBuiltins(kind: Kind, builtins: Readonly<Record<string, string>>): Kind {
  return replaced(kind, Object.keys(builtins), (_, place) => builtinRef(builtins[place]!));
}

type Replacement = (schema: JsonSchema, place: string) => JsonSchema;

function replaced(kind: Kind, places: readonly string[], by: Replacement): Kind {
  let { schema } = kind;
  for (const place of places) {
    const [name, ...path] = place.replaceAll('[]', '.[]').split('.');
    if (name === kind.kind) {
      schema = replacedAt(schema, path, place, by);
    }
  }
  return { ...kind, schema };
}

function replacedAt(schema: JsonSchema, path: readonly string[], place: string, by: Replacement): JsonSchema {
  const [field, ...rest] = path;
  if (field === undefined) {
    return by(schema, place);
  }
  const child = field === '[]' ? schema.items : schema.properties?.[field];
  if (!child) {
    throw new Error(`${place} in sources.ts names a field that the kind does not have`);
  }
  const changed = replacedAt(child, rest, place, by);
  return field === '[]'
    ? { ...schema, items: changed }
    : { ...schema, properties: { ...schema.properties, [field]: changed } };
}
