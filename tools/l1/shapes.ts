import type { JsonSchema } from '../../lib/l1/json-schema';
import type { Kind } from './kind';

/** An object type that gets a name. */
export interface Shape {
  readonly name: string;
  /** The kind in whose file it stands; `undefined` where kinds that have little in common use it. */
  readonly home: string | undefined;
  readonly schema: JsonSchema;
  /** Where it was met first: `PropagationPolicy.spec.placement`. */
  readonly place: string;
}

/** The named object types of one engine. */
export interface Shapes {
  readonly all: readonly Shape[];
  /** The shape of an object schema with fields. */
  of(schema: JsonSchema): Shape;
}

interface Usage {
  readonly kind: string;
  /** Fields from the root, `[]` for list items and `*` for map values. */
  readonly path: readonly string[];
}

interface Candidate {
  readonly schema: JsonSchema;
  readonly usages: Usage[];
}

/** Fields of a manifest's root that every kind has and that types do not describe. */
const ROOT_FIELDS = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/**
 * Names every object type in the kinds once: equal ones get one name, and stand in the file of the kind that uses
 * them, or in a shared file.
 * @param kinds kinds whose schemas hold no references
 * @param preferredNames names by the end of a place, such as `clusterAffinities[]`; they win over derived names
 */
export function shapesOf(kinds: readonly Kind[], preferredNames: Readonly<Record<string, string>> = {}): Shapes {
  const ordered = shortFirst(kinds);
  const candidates = collect(ordered);
  const taken = new Set(kinds.flatMap(({ kind }) => [kind, `${kind}Props`]));
  const names = nameAll([...candidates.values()], preferredNames, taken);
  const owners = specOwners(ordered);
  const byKey = new Map<string, Shape>();
  for (const [key, candidate] of candidates) {
    const homes = new Set(candidate.usages.map((usage) => owners.get(usage.kind) ?? usage.kind));
    const first = candidate.usages[0]!;
    byKey.set(key, {
      name: names.get(candidate)!,
      home: homes.size === 1 ? [...homes][0] : undefined,
      schema: candidate.schema,
      place: placeOf(first),
    });
  }
  return { all: [...byKey.values()], of: (schema) => byKey.get(keyOf(schema))! };
}

/** The fields of the root for which types are written. */
export function rootFields(kind: Kind): [string, JsonSchema][] {
  return Object.entries(kind.schema.properties ?? {}).filter(([name]) => !ROOT_FIELDS.has(name));
}

/** Whether the schema is an object with named fields. */
export function hasFields(schema: JsonSchema): boolean {
  return Object.keys(schema.properties ?? {}).length > 0;
}

function collect(kinds: readonly Kind[]): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  const visit = (schema: JsonSchema, kind: string, path: readonly string[]): void => {
    if (hasFields(schema)) {
      const key = keyOf(schema);
      const known = candidates.get(key);
      if (known) {
        known.usages.push({ kind, path });
      } else {
        candidates.set(key, { schema, usages: [{ kind, path }] });
      }
    }
    for (const [field, child] of Object.entries(schema.properties ?? {})) {
      visit(child, kind, [...path, field]);
    }
    if (schema.items) {
      visit(schema.items, kind, [...path, '[]']);
    }
    if (typeof schema.additionalProperties === 'object') {
      visit(schema.additionalProperties, kind, [...path, '*']);
    }
  };
  for (const kind of kinds) {
    for (const [field, schema] of rootFields(kind)) {
      visit(schema, kind.kind, [field]);
    }
  }
  return candidates;
}

/** The kind with the shortest name owns what several kinds share. */
function shortFirst(kinds: readonly Kind[]): Kind[] {
  return [...kinds].sort((a, b) => a.kind.length - b.kind.length || (a.kind < b.kind ? -1 : 1));
}

/** For kinds with one and the same spec, the kind in whose file it stands: the first. */
function specOwners(kinds: readonly Kind[]): Map<string, string> {
  const bySpec = new Map<string, string>();
  return new Map(
    kinds.map((kind) => {
      const spec = keyOf({ properties: Object.fromEntries(rootFields(kind)) });
      const owner = bySpec.get(spec) ?? kind.kind;
      bySpec.set(spec, owner);
      return [kind.kind, owner];
    }),
  );
}

/** Most used first, so that the common shape gets the short name and the rare one the long name. */
function nameAll(
  candidates: readonly Candidate[],
  preferred: Readonly<Record<string, string>>,
  taken: Set<string>,
): Map<Candidate, string> {
  const names = new Map<Candidate, string>();
  const claim = (candidate: Candidate, options: Iterable<string>): void => {
    for (const option of options) {
      if (!taken.has(option)) {
        taken.add(option);
        names.set(candidate, option);
        return;
      }
    }
    throw new Error(`no free name for ${placeOf(candidate.usages[0]!)}; add one to shapeNames in sources.ts`);
  };
  const hinted = (candidate: Candidate): string | undefined => {
    const places = candidate.usages.map(placeOf);
    return Object.entries(preferred).find(([suffix]) =>
      places.some((place) => `.${place}`.endsWith(`.${suffix}`)),
    )?.[1];
  };
  for (const candidate of candidates) {
    const name = hinted(candidate);
    if (name) {
      claim(candidate, [name]);
    }
  }
  const rest = candidates.filter((candidate) => !names.has(candidate));
  for (const candidate of rest.sort((a, b) => b.usages.length - a.usages.length || depth(a) - depth(b))) {
    claim(candidate, optionsFor(shortest(candidate)));
  }
  return names;
}

function* optionsFor({ kind, path }: Usage): Iterable<string> {
  if (path[0] === 'spec' && path.length === 1) {
    yield `${kind}Spec`;
    return;
  }
  // `spec` says nothing: `ResourceBindingCluster` rather than `SpecCluster`.
  const words = [kind, ...typeWords(path[0] === 'spec' ? path.slice(1) : path)];
  for (let from = words.length - 1; from >= 0; from--) {
    yield words.slice(from).join('');
  }
  yield `${words.join('')}Item`;
}

/** `spec`, `resourceSelectors`, `[]` as words of a type name: `Spec`, `ResourceSelector`. */
function typeWords(path: readonly string[]): string[] {
  const words: string[] = [];
  for (const part of path) {
    if (part === '[]' || part === '*') {
      words.push(singular(words.pop()!));
    } else {
      words.push(part[0]!.toUpperCase() + part.slice(1));
    }
  }
  return words;
}

function singular(word: string): string {
  if (/ies$/.test(word)) {
    return word.replace(/ies$/, 'y');
  }
  return /(ss|x|ch|sh)es$/.test(word) ? word.slice(0, -2) : /[a-z][^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function shortest(candidate: Candidate): Usage {
  return [...candidate.usages].sort((a, b) => a.path.length - b.path.length || a.kind.length - b.kind.length)[0]!;
}

function depth(candidate: Candidate): number {
  return shortest(candidate).path.length;
}

/** `PropagationPolicy.spec.resourceSelectors[]`. */
function placeOf({ kind, path }: Usage): string {
  return [kind, ...path].join('.').replaceAll('.[]', '[]');
}

function keyOf(schema: JsonSchema): string {
  return JSON.stringify(schema, (_, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
