import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(__dirname, '..');
const LIB = JSON.stringify(join(ROOT, 'lib'));

/** A program of one member and one Deployment, spread by these weights. */
const program = (replicas: number, weights: object, outdir = 'dist') => `
import { ApiObject } from ${JSON.stringify(join(ROOT, 'node_modules/cdk8s'))};
import { FleetApp, GpuFleet, WeightedPropagation } from ${LIB};
export const app = new FleetApp({ outdir: ${JSON.stringify(outdir)} });
const members: Record<string, { kubernetes: string }> = { a: { kubernetes: '1.34' }, b: { kubernetes: '1.34' } };
const fleet = new GpuFleet(app, 'fleet', { members });
const of = new ApiObject(fleet, 'web', {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: {
    replicas: ${replicas}, selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  },
});
new WeightedPropagation(fleet, 'spread', { of, weights: ${JSON.stringify(weights)} });
app.synth();
`;

describe('cdk8s-fleet', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-cli-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(text: string): string {
    const file = join(folder, 'main.ts');
    writeFileSync(file, text);
    return file;
  }

  function node(env: NodeJS.ProcessEnv, ...args: string[]) {
    const tsx = ['--import', pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...tsx, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  const cliWith = (env: NodeJS.ProcessEnv, ...args: string[]) => node(env, join(ROOT, 'lib/cli/main.ts'), ...args);
  const cli = (...args: string[]) => cliWith(process.env, ...args);

  test('start --no-twin --json prints one document and nothing else', () => {
    const { status, stdout, stderr } = cli('start', write(program(6, { a: 2, b: 1 })), '--no-twin', '--json');
    expect(stderr).toBe('');
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual(['plan', 'twin', 'findings']);
    expect(document.plan.workloads.web.members).toMatchObject({ a: { replicas: 4 }, b: { replicas: 2 } });
    expect(document).toMatchObject({ twin: null, findings: [] });
    expect(status).toBe(0);
  });

  test('findings that are errors are in the document too, and the exit code tells', () => {
    const { status, stdout } = cli('start', write(program(6, { a: 2, c: 1 })), '--json');
    const { findings, twin } = JSON.parse(stdout);
    expect(findings).toMatchObject([{ id: 'placement/unknown-member', severity: 'error', value: 'c' }]);
    expect(twin).toBeNull();
    expect(status).toBe(1);
  });

  test('a twin that cannot start is told in the document', () => {
    const file = write(program(6, { a: 2, b: 1 }));
    const env = { ...process.env, CDK8S_FLEET_CACHE: join(folder, 'cache'), PATH: folder };
    const { status, stdout } = cliWith(env, 'start', file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      twin: null,
      failure: { id: 'engine/go-missing', fix: expect.stringContaining('Go') },
    });
    expect(status).toBe(1);
  });

  test('a member that the fleet does not have cannot be on the twin', () => {
    const file = write(program(6, { a: 2, b: 1 }));
    const { status, stdout } = cli('start', file, '--json', '--members', 'a, x');
    expect(JSON.parse(stdout)).toMatchObject({
      twin: null,
      failure: { id: 'twin/unknown-name', message: expect.stringContaining('"x"'), fix: 'name members out of a, b.' },
    });
    expect(status).toBe(1);
  });

  test('plain output has no escape codes, and tells findings before the plan', () => {
    const { status, stdout } = cli('plan', write(program(4, { a: 2, b: 1 })));
    expect(stdout).not.toContain('\u001b');
    expect(stdout.indexOf('warning placement/ratio-not-reachable')).toBeGreaterThan(0);
    expect(stdout.indexOf('Plan of fleet fleet')).toBeGreaterThan(stdout.indexOf('Findings: 1 warning'));
    expect(status).toBe(0);
  });

  test('plan writes nothing, synth does', () => {
    const file = write(program(6, { a: 2, b: 1 }));
    cli('plan', file);
    expect(existsSync(join(folder, 'dist'))).toBe(false);
    const { status, stdout } = cli('synth', file);
    expect(stdout).toContain('fleet/control-plane/fleet.k8s.yaml');
    expect(existsSync(join(folder, 'dist/fleet/control-plane/fleet.k8s.yaml'))).toBe(true);
    expect(status).toBe(0);
  });

  test('what cdk8s.yaml says of the program it names holds for synth: its output, where the program states none', () => {
    write(program(6, { a: 2, b: 1 }).replace('{ outdir: "dist" }', ''));
    writeFileSync(join(folder, 'cdk8s.yaml'), 'app: npx tsx main.ts\noutput: manifests\n');
    expect(cli('synth')).toMatchObject({ status: 0, stdout: expect.stringContaining('Written to manifests') });
    expect(existsSync(join(folder, 'manifests/fleet/control-plane/fleet.k8s.yaml'))).toBe(true);
    expect(cli('synth', 'main.ts').stdout).toContain('Written to dist');
    write(program(6, { a: 2, b: 1 }, 'stated'));
    expect(cli('synth').stdout).toContain('Written to stated');
  });

  test('a program that is run by itself tells its warnings', () => {
    const { status, stderr } = node(process.env, write(program(4, { a: 2, b: 1 })));
    expect(stderr).toContain('warning placement/ratio-not-reachable at fleet/spread: 4 replicas');
    expect(status).toBe(0);
  });

  test('a program that is run by itself ends with what is wrong, and not with all that it holds', () => {
    const { status, stderr } = node(process.env, write(program(6, { a: 2, c: 1 })));
    expect(stderr).toContain('error placement/unknown-member at fleet/spread');
    expect(stderr.split('\n').length).toBeLessThan(50);
    expect(status).toBe(1);
  });

  test('a program that waits at its top level is told so', () => {
    const { status, stderr } = cli('plan', write(`await Promise.resolve();\n${program(6, { a: 2, b: 1 })}`));
    expect(stderr).toMatch(/cli\/top-level-await.*main\.ts.*Fix: /s);
    expect(status).toBe(1);
  });

  test('failures have an id, a place and a fix', () => {
    expect(cli('plan', 'nowhere.ts')).toMatchObject({ status: 1, stderr: expect.stringContaining('cli/no-program') });
    writeFileSync(join(folder, 'taken'), '');
    const unwritable = cli('synth', write(program(6, { a: 2, b: 1 }, 'taken')));
    expect(unwritable).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/synth\/output-not-writable.*taken.*Fix: /s),
    });
  });

  test('a defect of a program is told with its stack', () => {
    const { status, stderr } = cli('plan', write('throw new Error("mine");'));
    expect(stderr).toMatch(/Error: mine\n\s+at .*main\.ts/);
    expect(stderr).not.toContain('tsc');
    expect(status).toBe(70);
    const untyped = cli('plan', write('({} as any).members.length;'));
    expect(untyped).toMatchObject({
      status: 70,
      stderr: expect.stringMatching(/TypeError.*main\.ts.*npx tsc --noEmit/s),
    });
  });
});
