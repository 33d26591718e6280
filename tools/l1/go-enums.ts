import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonSchema } from '../../lib/l1/json-schema';

/** Short name of a definition to its fields with enumerated values: `core.v1.PodSpec`, `restartPolicy`, values. */
export type GoEnums = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** One Go package with API types. */
interface GoPackage {
  /** `core.v1`. */
  readonly name: string;
  readonly source: string;
}

/**
 * Reads which fields of API types take only certain values. The published OpenAPI documents leave that out; in the Go
 * sources such types carry the marker `+enum`.
 * @param dir folder of a Go module whose packages are `group/version`
 */
export function readGoEnums(dir: string): GoEnums {
  const sources = new Map<string, string>();
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\/types[^/]*\.go$/.test(file),
  );
  for (const file of files.sort()) {
    const name = dirname(file).replaceAll('/', '.');
    sources.set(name, (sources.get(name) ?? '') + readFileSync(join(dir, file), 'utf8'));
  }
  return goEnums([...sources].map(([name, source]) => ({ name, source })));
}

/** The enumerated fields of the struct types in these packages. */
export function goEnums(packages: readonly GoPackage[]): GoEnums {
  const values = new Map(packages.flatMap((one) => [...enumTypes(one)]));
  const fields = new Map<string, Map<string, readonly string[]>>();
  for (const { name, source } of packages) {
    for (const [, struct, body] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      for (const [, type, field] of body!.matchAll(/^\t\w+\s+(?:\[\]|\*)?([\w.]+)\s+`[^`]*json:"(\w+)/gm)) {
        // Other packages import the core types as v1.
        const enumerated = values.get(type!.startsWith('v1.') ? `core.${type}` : `${name}.${type}`);
        if (enumerated) {
          const key = `${name}.${struct}`;
          fields.set(key, (fields.get(key) ?? new Map()).set(field!, enumerated));
        }
      }
    }
  }
  return fields;
}

/** Adds the values to the definitions. The empty text, which Go takes for "not given", stays possible. */
export function withGoEnums(
  definitions: Readonly<Record<string, JsonSchema>>,
  enums: GoEnums,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => {
      const fields = enums.get(name);
      if (!fields || !definition.properties) {
        return [name, definition];
      }
      const properties = Object.entries(definition.properties).map(([field, schema]) => {
        const values = fields.get(field);
        return [field, values ? enumerate(schema, values) : schema];
      });
      return [name, { ...definition, properties: Object.fromEntries(properties) }];
    }),
  );
}

function enumerate(schema: JsonSchema, values: readonly string[]): JsonSchema {
  if (schema.items) {
    return { ...schema, items: enumerate(schema.items, values) };
  }
  return { ...schema, enum: [...new Set([...values, ''])] };
}

/** `core.v1.RestartPolicy` and its values. */
function* enumTypes({ name, source }: GoPackage): Iterable<[string, readonly string[]]> {
  for (const [, type] of source.matchAll(/^\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string$/gm)) {
    const constants = source.matchAll(new RegExp(`^\\s*(?:const )?\\w+\\s+${type}\\s*=\\s*"([^"]*)"`, 'gm'));
    const values = [...constants].map((match) => match[1]!);
    if (values.length > 0) {
      yield [`${name}.${type}`, values];
    }
  }
}
