import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import type { Construct } from 'constructs';
import { parseAllDocuments } from 'yaml';
import { Findings, FindingsError, FleetApp, type FleetAppProps } from '../lib';
import { compile } from '../lib/app/compile';
import { Failure } from '../lib/core/failure';
import { INDEX } from '../lib/core/files';
import { assignTarget } from '../lib/core/target';
import { findingsOf } from '../lib/testing';

let outdir: string;

beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'app-test-')), 'dist');
});

afterEach(() => {
  rmSync(join(outdir, '..'), { recursive: true, force: true });
});

function configMap(
  scope: Construct,
  name: string,
  data: Record<string, unknown> = { key: 'value' },
  id = name,
): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
}

function twoCharts(props: FleetAppProps = { outdir }): FleetApp {
  const app = new FleetApp(props);
  configMap(new Chart(app, 'one'), 'a');
  const two = new Chart(app, 'two');
  assignTarget(two, { kind: 'member', fleet: 'f', member: 'm', folder: 'f/members/m' });
  configMap(two, 'b');
  configMap(new Chart(two, 'nested'), 'c');
  new Chart(app, 'empty');
  return app;
}

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => statSync(join(folder, path)).isFile()).sort();
}

describe('FleetApp.synth', () => {
  test('writes a file per chart, named as cdk8s names it, in the folder of its target', () => {
    twoCharts().synth();
    const plain = join(outdir, '../plain');
    const app = new App({ outdir: plain });
    configMap(new Chart(app, 'one'), 'a');
    const two = new Chart(app, 'two');
    configMap(new Chart(two, 'nested'), 'c');
    app.synth();
    const [nested] = filesIn(plain).flatMap((name) => /two-nested-.*/.exec(name) ?? []);
    expect(filesIn(outdir)).toEqual(
      [INDEX, `f/members/m/${nested}`, 'f/members/m/two.k8s.yaml', 'one.k8s.yaml'].sort(),
    );
    expect(readFileSync(join(outdir, 'one.k8s.yaml'), 'utf8')).toBe(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: value\n',
    );
  });

  test('twice is byte-identical and touches nothing', () => {
    twoCharts().synth();
    const before = filesIn(outdir).map((path) => [
      path,
      readFileSync(join(outdir, path), 'utf8'),
      statSync(join(outdir, path)).ino,
    ]);
    twoCharts().synth();
    const after = filesIn(outdir).map((path) => [
      path,
      readFileSync(join(outdir, path), 'utf8'),
      statSync(join(outdir, path)).ino,
    ]);
    expect(after).toEqual(before);
  });

  test('with errors writes nothing and throws all of them', () => {
    twoCharts().synth();
    const before = filesIn(outdir);
    const app = new FleetApp({ outdir });
    const chart = new Chart(app, 'other');
    configMap(chart, 'a', { key: 1 });
    configMap(chart, 'a', {}, 'again');
    let error: unknown;
    try {
      app.synth();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FindingsError);
    expect(new Set((error as FindingsError).findings.map(({ id }) => id))).toEqual(
      new Set(['schema/wrong-type', 'synth/duplicate-object']),
    );
    expect(filesIn(outdir)).toEqual(before);
    // what Node prints where nobody catches it
    expect(inspect(error)).toContain((error as FindingsError).message);
    expect(
      inspect(error)
        .replace(/^\s+at .*$/gm, '')
        .trim(),
    ).toBe(String(error));
  });

  test('to a folder that cannot be written is a failure with place and fix', () => {
    writeFileSync(outdir, 'in the way');
    expect(() => twoCharts().synth()).toThrow(Failure);
    expect(readFileSync(outdir, 'utf8')).toBe('in the way');
  });

  test('uses the file extension of the app', () => {
    twoCharts({ outdir, outputFileExtension: '.yml' }).synth();
    expect(existsSync(join(outdir, 'one.yml'))).toBe(true);
  });
});

describe('FleetApp', () => {
  test('synthYaml is the same objects as one stream', () => {
    const names = parseAllDocuments(twoCharts().synthYaml()).map((document) => document.toJS().metadata.name);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('is known without instanceof', () => {
    expect([new FleetApp(), new App(), undefined].map((x) => FleetApp.isFleetApp(x))).toEqual([true, false, false]);
  });

  test.each([
    ['yamlOutputType', YamlOutputType.FILE_PER_APP],
    ['recordConstructMetadata', true],
  ])('refuses %s, which it would ignore', (option, value) => {
    expect(() => new FleetApp({ [option]: value } as FleetAppProps)).toThrow(option);
  });
});

describe('compile finds', () => {
  test('objects that are defined twice on one API server, and names both places', () => {
    const app = new FleetApp();
    for (const id of ['one', 'two']) {
      const chart = new Chart(app, id);
      assignTarget(chart, { kind: 'host', folder: 'host' });
      configMap(chart, 'a');
    }
    const [found, ...more] = findingsOf(app, 'synth/duplicate-object');
    expect(found).toMatchObject({ place: 'two/a', severity: 'error', message: expect.stringContaining('one/a') });
    expect(more).toEqual([]);
  });

  test('no duplicates in charts outside every fleet, which may go to different servers', () => {
    const app = new FleetApp();
    configMap(new Chart(app, 'dev'), 'a');
    configMap(new Chart(app, 'prod'), 'a');
    expect(app.compile().findings).toEqual([]);
  });

  test('no duplicates among the same names in other namespaces, groups and kinds', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    configMap(chart, 'a');
    new ApiObject(chart, 'b', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'other' } });
    new ApiObject(chart, 'c', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } });
    new ApiObject(chart, 'd', { apiVersion: 'example.org/v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    expect(findingsOf(app, 'synth/duplicate-object')).toEqual([]);
  });

  test('what constructs of others say of themselves', () => {
    const app = new FleetApp();
    new Chart(app, 'c').node.addValidation({ validate: () => ['not today', 'not here'] });
    expect(findingsOf(app, 'synth/validation')).toMatchObject([
      { place: 'c', message: 'not today' },
      { place: 'c', message: 'not here' },
    ]);
  });

  test('values that are no JSON, and goes on', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    configMap(chart, 'bad', { f: () => 1 });
    configMap(chart, 'good');
    const { findings, targets } = app.compile();
    expect(findings).toMatchObject([
      { id: 'synth/not-rendered', place: 'c/bad', message: expect.stringContaining('/data/f') },
    ]);
    expect(targets[0]?.objects.map(({ path }) => path)).toEqual(['c/good']);
  });

  test('an object that holds itself', () => {
    const data: Record<string, unknown> = {};
    data.self = data;
    const app = new FleetApp();
    configMap(new Chart(app, 'c'), 'a', data);
    expect(findingsOf(app).map(({ id }) => id)).toEqual(['synth/not-rendered']);
  });

  test('errors of ours once, also under a plain App', () => {
    const rule = { id: 'test/rule', severity: 'error', title: '', why: '' } as const;
    for (const app of [new App(), new FleetApp()]) {
      const chart = new Chart(app, 'c');
      Findings.of(chart).report(rule, { message: 'wrong.', fix: 'Right it.' });
      chart.node.addValidation({ validate: () => ['foreign'] });
      expect(compile(app, '.k8s.yaml').findings.map(({ id }) => id)).toEqual(['test/rule', 'synth/validation']);
    }
  });

  test('warnings that are acknowledged, with the reason', () => {
    const rule = { id: 'test/rule', severity: 'warning', title: '', why: '' } as const;
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    Findings.of(chart).report(rule, { message: 'odd.', fix: 'Change it.' });
    Findings.of(app).acknowledge('test/rule', 'it is meant so');
    expect(findingsOf(app)).toMatchObject([{ acknowledged: 'it is meant so' }]);
    // one above it is as good, and no less in use
    Findings.of(chart).acknowledge('test/rule', 'here above all');
    expect(findingsOf(app)).toMatchObject([{ acknowledged: 'here above all' }]);
  });

  test('acknowledgements that have no effect', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    const other = new Chart(app, 'other');
    Findings.of(chart).report({ id: 'test/rule', severity: 'warning', title: '', why: '' }, { message: '', fix: '' });
    Findings.of(other).acknowledge('test/rule', 'in the wrong place');
    Findings.of(chart).acknowledge('test/rules', 'misspelt');
    expect(findingsOf(app).slice(1)).toMatchObject([
      { id: 'findings/nothing-to-acknowledge', place: 'c', value: 'test/rules', fix: "Did you mean 'test/rule'?" },
      { id: 'findings/nothing-to-acknowledge', place: 'other', value: 'test/rule', severity: 'warning' },
    ]);
    Findings.of(other).acknowledge('findings/nothing-to-acknowledge', 'found in some programs only');
    expect(findingsOf(app)[2]).toMatchObject({ place: 'other', acknowledged: 'found in some programs only' });
  });

  test('errors that were acknowledged stay errors, and that is told', () => {
    const app = new FleetApp();
    const chart = new Chart(app, 'c');
    Findings.of(chart).report(
      { id: 'test/rule', severity: 'error', title: '', why: '' },
      { message: '', fix: 'Mend.' },
    );
    Findings.of(app).acknowledge('test/rule', 'no time');
    expect(findingsOf(app)).toMatchObject([
      { id: 'test/rule', severity: 'error' },
      { id: 'findings/error-acknowledged', value: 'test/rule', fix: 'Mend.' },
    ]);
  });
});
