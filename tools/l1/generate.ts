import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { JsonSchema, SchemaFile } from '../../lib/l1/json-schema';
import type { KindEntry } from '../../lib/l1/kinds';
import { kindsOfCrds } from './crds';
import { readGoEnums, withGoEnums } from './go-enums';
import { goModule } from './go-module';
import { readIntroductions } from './introductions';
import { apiVersionOf, type Kind, kebab } from './kind';
import { kindsOfOpenApi, reachable, refineDefinitions } from './openapi';
import { inlineRefs, withBuiltins, withEnums, withOpaque } from './references';
import { shapesOf } from './shapes';
import { SOURCES, type Source } from './sources';
import { indexFile, kindFile, sharedFile, WRITTEN_BY_HAND } from './typescript';

/** What the generator writes: path below `lib/l1` to the text. */
export type Output = ReadonlyMap<string, string>;

/** Reads all sources and says what has to stand in `lib/l1`. Writes nothing. */
export function generate(root: string): Output {
  const output = new Map<string, string>();
  const entries = new Map<string, KindEntry>();
  const openGroups = new Set(SOURCES.flatMap((source) => source.openGroups ?? []));
  let builtin: Readonly<Record<string, JsonSchema>> = {};
  for (const source of SOURCES) {
    const module = goModule(root, source.engine, source.module);
    const { kinds, definitions } = readSource(source, module.dir, builtin, root);
    if (source.engine === 'kubernetes') {
      builtin = definitions;
      output.set('kubernetes/schemas.json', schemaFile(definitions));
      output.set('kubernetes/introduced.json', introducedFile(goModule(root, source.engine, 'k8s.io/api').dir, kinds));
    } else {
      writeSchemas(source, kinds, output);
    }
    if (source.types ?? true) {
      const header = `// Generated from ${module.path} ${module.version} by \`npm run l1\`; do not edit.`;
      writeTypes(source, kinds, builtin, header, output);
    }
    for (const kind of kinds) {
      entries.set(`${apiVersionOf(kind)}/${kind.kind}`, {
        schema:
          source.engine === 'kubernetes' ? kind.schema.$ref! : `/${fileOf(source, kind)}#/definitions/${kind.version}`,
        namespaced: kind.namespaced,
      });
    }
  }
  output.set('kinds.json', kindsFile(entries, openGroups));
  return new Map([...output].map(([path, text]) => [path, path.endsWith('.ts') ? formatted(root, path, text) : text]));
}

function readSource(source: Source, dir: string, builtin: Readonly<Record<string, JsonSchema>>, root: string) {
  const kinds: Kind[] = source.crds ? kindsOfCrds(dir, source.crds) : [];
  let definitions: Readonly<Record<string, JsonSchema>> = {};
  if (source.openapi) {
    const found = kindsOfOpenApi(join(dir, source.openapi));
    const wanted = found.kinds.filter(
      ({ group }) => (source.openapiGroups?.includes(group) ?? true) && !source.excludedGroups?.includes(group),
    );
    const enums = source.enumsModule
      ? readGoEnums(goModule(root, source.engine, source.enumsModule).dir)
      : new Map<string, never>();
    const described = withGoEnums(refineDefinitions(found.definitions), enums);
    if (source.engine === 'kubernetes') {
      definitions = reachable(
        described,
        wanted.map((kind) => kind.schema.$ref!.split('/').at(-1)!),
      );
      kinds.push(...wanted);
    } else {
      kinds.push(...wanted.map((kind) => ({ ...kind, schema: inlineRefs(kind.schema, described, builtin) })));
    }
  }
  return { kinds: chosen(kinds, source).map((kind) => refined(kind, source)), definitions };
}

function chosen(kinds: readonly Kind[], { versions }: Source): readonly Kind[] {
  return versions === undefined
    ? kinds
    : kinds.filter(({ version }) => versions.includes(version)).map((kind) => ({ ...kind, preferred: true }));
}

function refined(kind: Kind, source: Source): Kind {
  const named = withEnums(renamed(kind, source), source.enums ?? {});
  return withOpaque(withBuiltins(named, source.builtins ?? {}), source.opaque ?? []);
}

function renamed(kind: Kind, source: Source): Kind {
  return { ...kind, kind: source.kindNames?.[`${kind.group}/${kind.kind}`] ?? kind.kind };
}

function writeSchemas(source: Source, kinds: readonly Kind[], output: Map<string, string>): void {
  for (const file of new Set(kinds.map((kind) => fileOf(source, kind)))) {
    const versions = kinds.filter((kind) => fileOf(source, kind) === file);
    if (new Set(versions.map(({ group }) => group)).size > 1) {
      throw new Error(`${file} would hold kinds of several groups; add kindNames to the entry of ${source.engine}`);
    }
    output.set(
      `${file}.json`,
      schemaFile(Object.fromEntries(versions.map(({ version, schema }) => [version, schema]))),
    );
  }
}

function writeTypes(
  source: Source,
  kinds: readonly Kind[],
  builtin: Readonly<Record<string, JsonSchema>>,
  header: string,
  output: Map<string, string>,
): void {
  const typed = kinds
    .filter((kind) => kind.preferred)
    .map((kind) => ({ ...kind, schema: inlineRefs(kind.schema, builtin, WRITTEN_BY_HAND, ['metadata']) }))
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const shapes = shapesOf(typed, source.shapeNames);
  for (const kind of typed) {
    output.set(`${fileOf(source, kind)}.ts`, kindFile(kind, shapes, header));
  }
  const shared = sharedFile(shapes, header);
  if (shared) {
    output.set(`${source.engine}/shared.ts`, shared);
  }
  const index = `${source.engine}/index.ts`;
  // entries of one engine follow each other
  output.set(index, [output.get(index) ?? [], indexFile(typed, shapes, header)].flat().join('\n'));
}

function fileOf(source: Source, kind: Kind): string {
  return `${source.engine}/${kebab(kind.kind)}`;
}

/** One definition a line: compact, and a new engine version shows as a readable difference. */
function schemaFile(definitions: SchemaFile['definitions']): string {
  const lines = Object.entries(definitions).map(
    ([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`,
  );
  return `{"definitions":{\n${lines.join(',\n')}\n}}\n`;
}

/** Since when there are the younger of the built-in kinds. */
function introducedFile(dir: string, kinds: readonly Kind[]): string {
  const served = new Set(kinds.map((kind) => `${apiVersionOf(kind)}/${kind.kind}`));
  const lines = [...readIntroductions(dir)]
    .filter(([key]) => served.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, version]) => `${JSON.stringify(key)}:${JSON.stringify(version)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function kindsFile(entries: ReadonlyMap<string, KindEntry>, openGroups: ReadonlySet<string>): string {
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}:${JSON.stringify(entry)}`);
  return `{"openGroups":${JSON.stringify([...openGroups].sort())},"kinds":{\n${lines.join(',\n')}\n}}\n`;
}

function formatted(root: string, path: string, text: string): string {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [biome, 'format', `--stdin-file-path=lib/l1/${path}`];
  return execFileSync(process.execPath, args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}
