import { PassThrough } from 'node:stream';
import { ApiObject } from 'cdk8s';
import { type Plan, planOf, WeightedPropagation, WholePropagation, Workload } from '../lib';
import { compare, isAsPlanned } from '../lib/cli/comparison';
import { printComparison, printPlan } from '../lib/cli/report';
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

test('the comparison says what the exit code says, and why', () => {
  const unbound = '0/4 nodes are available:\npod has unbound immediate PersistentVolumeClaims.';
  const seen = {
    whole: { replicas: 3, ready: 3 },
    tight: { replicas: 3, ready: 1, problem: 'Insufficient nvidia.com/gpu' },
    stuck: { replicas: 3, ready: 0, problem: unbound },
    silent: { replicas: 3, ready: 2 },
    lost: { replicas: 0, ready: 0, problem: 'the member cannot be asked: no answer' },
  };
  const rowOf = (name: keyof typeof seen) => {
    const unplaced = name === 'tight' ? 2 : 0;
    const workload = { apiVersion: 'apps/v1', kind: 'Deployment', name };
    const plan = { workloads: { [name]: { members: { a: { unplaced } } } } } as unknown as Plan;
    return compare(plan, { [name]: { a: 3 } }, { [name]: { workload, members: { a: seen[name] }, matches: false } });
  };
  const verdicts = {
    whole: 'as planned',
    tight: 'as planned, 2 without room',
    stuck: 'not ready: 0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
    silent: 'not ready',
    lost: 'differs: the member cannot be asked: no answer',
  };
  for (const name of Object.keys(seen) as (keyof typeof seen)[]) {
    const rows = rowOf(name);
    const stream = new PassThrough();
    printComparison(new Terminal(stream), rows);
    expect(rowsOf(String(stream.read()), name)).toEqual([
      [name, 'a', '3', expect.any(String), expect.any(String), verdicts[name]],
    ]);
    expect({ name, asPlanned: isAsPlanned(rows) }).toEqual({
      name,
      asPlanned: verdicts[name].startsWith('as planned'),
    });
  }
});
