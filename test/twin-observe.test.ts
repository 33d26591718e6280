import { countsOf, matches } from '../lib/twin/observe';

const object = (kind: string, spec: object, status?: object) =>
  ({ apiVersion: 'x/v1', kind, metadata: {}, spec, status }) as Parameters<typeof countsOf>[0];

const volcano = (status?: object) => ({
  ...object(
    'Job',
    {
      tasks: [
        { name: 'master', replicas: 1 },
        { name: 'worker', replicas: 4 },
      ],
    },
    status,
  ),
  apiVersion: 'batch.volcano.sh/v1alpha1',
});

test.each([
  ['a Job runs its parallelism', object('Job', { parallelism: 3 }, { active: 3, ready: 2 }), 3, 2],
  ['a Job that is done is as good as ready', object('Job', { parallelism: 2 }, { succeeded: 2 }), 2, 2],
  ['a Job without parallelism runs one', object('Job', {}), 1, 0],
  ['a Deployment runs its replicas', object('Deployment', { replicas: 4 }, { readyReplicas: 1 }), 4, 1],
  ['a Deployment without replicas runs one', object('Deployment', {}), 1, 0],
  [
    'a DaemonSet runs where it was scheduled',
    object('DaemonSet', {}, { desiredNumberScheduled: 5, numberReady: 4 }),
    5,
    4,
  ],
  [
    'a Volcano Job runs the pods of all its tasks',
    volcano({ running: 2, succeeded: 1, state: { phase: 'Running' } }),
    5,
    3,
  ],
  ['a Volcano Job without status has none', volcano(), 5, 0],
  ['a Volcano Job that is done has lost its counts', volcano({ state: { phase: 'Completed' } }), 5, 5],
  ['a Volcano Job that has failed runs nothing', volcano({ state: { phase: 'Failed' } }), 5, 0],
])('%s', (_, seen, replicas, ready) => {
  expect(countsOf(seen)).toMatchObject({ replicas, ready });
});

test('a match means that every member runs what is expected of it, and the others nothing', () => {
  const two = { replicas: 2, ready: 2 };
  const none = { replicas: 0, ready: 0 };
  expect(matches({ a: 2 }, { a: two, b: none })).toBe(true);
  expect(matches({ a: 2 }, { a: two, b: two })).toBe(false);
  expect(matches({ a: 2 }, { a: { replicas: 2, ready: 1 }, b: none })).toBe(false);
  expect(matches({ a: 1 }, { a: two, b: none })).toBe(false);
});
