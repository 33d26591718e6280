import { PassThrough } from 'node:stream';
import { ApiObject } from 'cdk8s';
import { planOf, WeightedPropagation, WholePropagation, Workload } from '../lib';
import { printPlan } from '../lib/cli/report';
import { Terminal } from '../lib/cli/terminal';
import { deployment, twoMembers } from './support';

/** The cells of the rows for a workload, as they are printed. */
function rowsOf(text: string, workload: string): string[][] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith(`${workload} `)).map((line) => line.split(/ {2,}/));
}

test('the plan shows what it does not know: where, what, whose', () => {
  const { app, fleet } = twoMembers();
  new WholePropagation(fleet, 'whole', { of: deployment(fleet, 'infer', 3), to: fleet });
  const flow = new ApiObject(fleet, 'flow', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'flow' },
    spec: { parallelism: 4 },
  });
  new WeightedPropagation(fleet, 'flows', { of: flow, weights: { a: 1, b: 1 } });
  const theirs = Workload.fromName({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'theirs', replicas: 2 });
  new WeightedPropagation(fleet, 'spread', { of: theirs, weights: { a: 1 } });

  const stream = new PassThrough();
  printPlan(new Terminal(stream), planOf(app.compile()));
  const text = String(stream.read());
  const unknown = ['-', '-', '-', '-'];
  expect(rowsOf(text, 'infer')).toEqual([
    ['infer', 'Deployment', '?', '3', ...unknown, expect.stringContaining('1 of a and b')],
  ]);
  expect(rowsOf(text, 'flow')).toEqual([
    ['flow', 'Workflow', 'a', '2', ...unknown, 'needs not known'],
    ['flow', 'Workflow', 'b', '2', ...unknown, 'needs not known'],
  ]);
  expect(rowsOf(text, 'theirs')).toEqual([['theirs', 'Deployment', 'a', '2', ...unknown, 'owned elsewhere']]);
});
