import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { planOf } from '../lib';
import { loadProgram } from '../lib/app/program';
import { Failure } from '../lib/core/failure';

const ROOT = resolve(__dirname, '..');

/** Programs write to `dist` of the current folder. */
function inTemporaryFolder<T>(work: () => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fleet-programs-'));
  const before = process.cwd();
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

const programs = ['apps', 'examples'].flatMap((room) =>
  readdirSync(join(ROOT, room)).map((name) => `${room}/${name}/main.ts`),
);

describe.each(programs)('%s', (program) => {
  test('compiles without open findings, and to the same plan each time', () => {
    inTemporaryFolder(() => {
      const app = loadProgram(join(ROOT, program), ROOT);
      const compilation = app.compile();
      expect(compilation.findings.filter((f) => f.acknowledged === undefined)).toEqual([]);
      expect(app.compile()).toEqual(compilation);
      const plan = planOf(compilation);
      expect(Object.keys(plan.workloads)).not.toEqual([]);
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    });
  });
});

describe('loadProgram', () => {
  const idOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return Failure.isFailure(error) ? error.id : error;
    }
    return undefined;
  };

  test('takes the program that cdk8s.yaml names', () => {
    inTemporaryFolder(() => {
      expect(loadProgram(undefined, ROOT).compile().fleets[0]?.name).toBe('ai-fleet');
    });
  });

  test('says what is missing', () => {
    expect(idOf(() => loadProgram('nowhere.ts', ROOT))).toBe('cli/no-program');
    expect(idOf(() => loadProgram(undefined, tmpdir()))).toBe('cli/no-program');
    expect(idOf(() => loadProgram('lib/core/labels.ts', ROOT))).toBe('cli/no-app');
  });
});
