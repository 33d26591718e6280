import { PassThrough } from 'node:stream';
import { describeProgress, printEngineProgress } from '../lib/cli/engine-progress';
import { Terminal } from '../lib/cli/terminal';
import type { EngineProgress } from '../lib/engines';

const at = (phase: EngineProgress['phase'], done: number, seconds: number): EngineProgress => ({
  engine: 'karmada',
  phase,
  done,
  total: 1783,
  seconds,
});

function printed(isTTY: boolean, steps: readonly EngineProgress[]): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let now = 0;
  const report = printEngineProgress(new Terminal(stream, () => now));
  for (const step of steps) {
    now = step.seconds * 1000;
    report(step);
  }
  return String(stream.read());
}

test('tells the engine, the phase, the packages and the time', () => {
  expect(describeProgress(at('compile', 700, 65))).toBe('karmada: 700 of 1783 packages compiled, 1:05');
  expect(describeProgress(at('download', 12, 3))).toBe(
    'karmada: looking for what is missing, 12 modules downloaded, 0:03',
  );
  expect(describeProgress(at('waiting', 0, 600))).toContain('waiting for another process');
});

test('piped, it prints a line at most every ten seconds, and one at the end', () => {
  const steps = [0, 1, 2, 9, 10, 11, 19, 21].map((seconds) => at('compile', seconds, seconds));
  expect(
    printed(false, [...steps, at('ready', 1783, 22)])
      .trim()
      .split('\n'),
  ).toEqual([
    'karmada: 0 of 1783 packages compiled, 0:00',
    'karmada: 10 of 1783 packages compiled, 0:10',
    'karmada: 21 of 1783 packages compiled, 0:21',
    'karmada: ready, 0:22',
  ]);
});

test('on a terminal, it replaces one line', () => {
  const text = printed(true, [at('compile', 1, 0), at('compile', 2, 0), at('ready', 1783, 1)]);
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toContain('\r\u001b[K');
  expect(text.endsWith('\r\u001b[Kkarmada: ready, 0:01\n')).toBe(true);
});
