import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import * as fleet from '../lib';
import { renderFinding } from '../lib/core/findings';
import { allFailureIds, allRules, renderFindings } from '../tools/docs/findings';

const ROOT = resolve(__dirname, '..');
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((page) => `docs/${page}`)].filter((page) =>
  page.endsWith('.md'),
);

interface CodeBlock {
  readonly name: string;
  readonly code: string;
  /** Text of the page that it stands in. */
  readonly page: string;
}

function blocksOf(page: string): CodeBlock[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match, i) => ({
    name: `${page}#${i + 1}`,
    code: match[1] as string,
    page: text,
  }));
}

const blocks = PAGES.flatMap(blocksOf);

describe('code in README and docs', () => {
  let errors: Map<string, string[]>;

  beforeAll(() => {
    errors = typeErrors(blocks);
  });

  test('there is some', () => {
    expect(blocks.map((block) => block.name)).toEqual(expect.arrayContaining(['README.md#1', 'docs/gpu-fleet.md#1']));
  });

  test.each(blocks)('$name compiles', ({ name }) => {
    expect(errors.get(name) ?? []).toEqual([]);
  });

  test.each(blocks)('$name has no errors, and no warnings that its page does not name', ({ code, page }) => {
    const findings = programsOf(code).flatMap((app) => app.compile().findings);
    const surprises = findings.filter(
      ({ id, severity, acknowledged }) =>
        severity === 'error' || (severity === 'warning' && acknowledged === undefined && !page.includes(`\`${id}\``)),
    );
    expect(surprises.map(renderFinding)).toEqual([]);
  });
});

test('the plan in docs/plan.md is that of the program in the README', () => {
  const [json] = /(?<=^```json\n)[\s\S]*?(?=^```$)/m.exec(readFileSync(join(ROOT, 'docs/plan.md'), 'utf8')) ?? [];
  const [app] = programsOf(blocksOf('README.md')[0]!.code);
  expect(fleet.planOf(app!.compile())).toMatchObject(JSON.parse(json!));
});

/** Runs a program in a folder of its own, and returns the apps that it makes. */
function programsOf(code: string): readonly fleet.FleetApp[] {
  const apps: fleet.FleetApp[] = [];
  class CollectedApp extends fleet.FleetApp {
    public constructor(props?: fleet.FleetAppProps) {
      super(props);
      apps.push(this);
    }
  }
  const load = (name: string) => (name === 'cdk8s-fleet' ? { ...fleet, FleetApp: CollectedApp } : require(name));
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-docs-'));
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    new Function('require', 'exports', 'module', outputText)(load, {}, {});
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
  return apps;
}

describe('docs/findings.md', () => {
  test('is current', () => {
    expect(readFileSync(join(ROOT, 'docs/findings.md'), 'utf8')).toBe(renderFindings());
  });

  test('rules: ids are unique, and say what they should', () => {
    const rules = allRules();
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.id).toMatch(/^[a-z0-9]+\/[a-z0-9-]+$/);
      expect(rule.title).toMatch(/\.$/);
      expect(rule.why).toMatch(/\.$/);
    }
  });

  test('failures: every id is listed in docs/failures.md', () => {
    const page = readFileSync(join(ROOT, 'docs/failures.md'), 'utf8');
    expect(allFailureIds().filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
  });
});

/** Type errors by block, from one run of the compiler over all of them as files beside the tests. */
function typeErrors(all: readonly CodeBlock[]): Map<string, string[]> {
  const fileOf = (block: CodeBlock) => join(ROOT, 'test', `${block.name.replace(/[^a-z0-9]/gi, '-')}.ts`);
  const files = new Map(all.map((block) => [fileOf(block), block]));
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const settings = { ...options, noEmit: true, noUnusedLocals: false };
  const host = ts.createCompilerHost(settings);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  const program = ts.createProgram([...files.keys()], settings, host);
  const errors = new Map<string, string[]>();
  for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
    const block = diagnostic.file && files.get(diagnostic.file.fileName);
    const name = block?.name ?? 'elsewhere';
    errors.set(name, [...(errors.get(name) ?? []), ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')]);
  }
  return errors;
}
