import { figuresOf } from '../tools/bench/training/figures';
import { ideal } from '../tools/bench/training/ideal';
import { curveOf } from '../tools/bench/training/recording';
import { readTrace, TRACES, type TraceName } from '../tools/bench/training/trace';
import { divide, type Look, usageOf } from '../tools/bench/training/usage';

/** Six free nodes of 4 GPUs, where nothing else is said. */
function look(more: Partial<Look> = {}): Look {
  return { at: 0, busy: 0, unused: 0, held: 0, free: whole(4, 4, 4, 4, 4, 4), waiting: [], ...more };
}

/** So many free GPUs on each node. */
function whole(...free: number[]): number[][] {
  return free.map((gpus) => Array<number>(gpus).fill(1));
}

describe('what becomes of the GPUs of a moment', () => {
  const wide = { pods: 2, gpusPerPod: 4, part: 1 };
  const narrow = { pods: 1, gpusPerPod: 1, part: 1 };

  test.each<[string, Look, ReturnType<typeof divide>]>([
    ['nobody asks', look({ busy: 3, free: whole(1, 4) }), { busy: 3, unused: 0, held: 0, unasked: 5 }],
    ['a job could start', look({ waiting: [wide] }), { busy: 0, unused: 0, held: 0, undecided: 8, tooFew: 16 }],
    [
      'on too many nodes',
      look({ free: whole(4, 3, 3), waiting: [wide] }),
      { busy: 0, unused: 0, held: 0, undecided: 0, scattered: 10 },
    ],
    ['too few', look({ free: whole(4, 3), waiting: [wide] }), { busy: 0, unused: 0, held: 0, undecided: 0, tooFew: 7 }],
    [
      'a small job behind a large one',
      look({ held: 4, free: whole(0, 3), waiting: [wide, narrow] }),
      { busy: 0, unused: 0, held: 4, undecided: 1, tooFew: 2 },
    ],
  ])('%s', (_, seen, expected) => {
    expect(divide(seen)).toEqual(expected);
  });

  test('parts of GPUs fit where one GPU has enough left; what two have together is no room', () => {
    const half = { pods: 1, gpusPerPod: 1, part: 0.5 };
    const free = [[0.4, 0.6], [0.3]];
    expect(divide(look({ busy: 1.5, unused: 0.2, free, waiting: [half] }))).toMatchObject({
      unused: 0.2,
      undecided: expect.closeTo(0.5),
      tooFew: expect.closeTo(0.8),
    });
    expect(divide(look({ free: [[0.4, 0.4]], waiting: [half] }))).toMatchObject({ undecided: 0, scattered: 0.8 });
  });

  test('the rest that no job needs is too few, also where small jobs take what is left of nodes', () => {
    expect(divide(look({ free: whole(1, 4), waiting: [narrow, { pods: 1, gpusPerPod: 4, part: 1 }] }))).toEqual({
      busy: 0,
      unused: 0,
      held: 0,
      undecided: 5,
      tooFew: 0,
    });
  });
});

test('a look holds until the next', () => {
  const looks = [look({ free: whole(4), busy: 2 }), look({ at: 10, free: whole(6) }), look({ at: 40, free: whole(6) })];
  expect(usageOf(looks)).toEqual({
    busy: 20,
    unused: 0,
    held: 0,
    undecided: 0,
    scattered: 0,
    tooFew: 0,
    unasked: 4 * 10 + 6 * 30,
  });
  expect(usageOf(looks, ({ busy }) => busy > 0)).toMatchObject({ busy: 20, unasked: 40 });
});

test('figures of a replay', () => {
  const waiting = [{ pods: 1, gpusPerPod: 2, part: 1 }];
  const looks = [
    look({ free: whole(2), waiting }),
    look({ at: 10, busy: 2, free: whole(0) }),
    look({ at: 30, busy: 2, free: whole(0) }),
  ];
  const job = { name: 'a', submitted: 0, gpus: 2, part: 1, seconds: 20 };
  expect(figuresOf({ jobs: [{ ...job, started: 10, ended: 30 }, job], looks })).toEqual({
    utilisation: 2 / 3,
    busyWhileWaiting: 0,
    makespan: 30,
    meanWait: 20,
    p95Wait: 30,
    unfinished: 1,
    whileWaiting: { busy: 0, unused: 0, held: 0, undecided: 1, scattered: 0, tooFew: 0, unasked: 0 },
  });
});

test('a curve has the mean of every ten minutes, also where one look holds for longer', () => {
  const looks = [look({ busy: 2, held: 1, unused: 1 }), look({ at: 900, busy: 4 }), look({ at: 1500 })];
  expect(curveOf({ jobs: [], looks })).toEqual([
    [0, 2, 2],
    [600, 3, 1],
    [1200, 4, 0],
  ]);
});

describe('an ideal scheduler', () => {
  const job = { gpus: 1, part: 1, seconds: 100 };
  const cluster = { nodes: 2, gpusPerNode: 2, gpusPerPod: 2, shares: true };

  test('shares a GPU, keeps room for who needs a whole one, and lets the next job pass who has to wait', () => {
    const jobs = [
      { ...job, name: 'half', submitted: 0, part: 0.5 },
      { ...job, name: 'other-half', submitted: 0, part: 0.5 },
      { ...job, name: 'wide', submitted: 10, gpus: 4 },
      { ...job, name: 'one', submitted: 20 },
    ];
    const { jobs: runs, looks } = ideal({ ...cluster, jobs });
    expect(runs.map(({ name, started }) => [name, started])).toEqual([
      ['half', 0],
      ['other-half', 0],
      ['one', 20],
      ['wide', 120],
    ]);
    expect(looks.map(({ at, busy }) => [at, busy])).toEqual([
      [0, 1],
      [10, 1],
      [20, 2],
      [100, 1],
      [120, 4],
      [220, 0],
    ]);
  });

  test('decides between nodes that are as good by luck, which is the same each time', () => {
    const jobs = [1, 2, 3, 4].map((submitted) => ({ ...job, name: `job-${submitted}`, gpus: submitted, submitted }));
    const looksOf = (luck: number) => JSON.stringify(ideal({ ...cluster, nodes: 9, jobs }, luck).looks);
    expect(looksOf(1)).toBe(looksOf(1));
    expect(new Set([1, 2, 3, 4, 5].map(looksOf)).size).toBeGreaterThan(1);
  });

  test.each(TRACES)('ends every job of %s', (name) => {
    const trace = readTrace(name);
    expect(ideal(trace).jobs).toHaveLength(trace.jobs.length);
  });

  test('leaves less free where pods are smaller', () => {
    const busy = (name: TraceName) => figuresOf(ideal(readTrace(name))).busyWhileWaiting;
    expect(busy('philly-small-pods')).toBeGreaterThan(busy('philly'));
  });
});

test.each(TRACES)('%s is in the order of submission, and no job is larger than the cluster', (name) => {
  const { jobs, nodes, gpusPerNode } = readTrace(name);
  expect(jobs[0]).toMatchObject({ name: 'job-00', submitted: 0 });
  expect(jobs.map(({ submitted }) => submitted)).toEqual(jobs.map(({ submitted }) => submitted).sort((a, b) => a - b));
  expect(jobs.filter(({ gpus }) => !(gpus >= 1 && gpus <= nodes * gpusPerNode))).toEqual([]);
  expect(jobs.filter(({ part }) => !(part > 0 && part <= 1))).toEqual([]);
});

test('what the page says of the traces', () => {
  const [philly, openb] = [readTrace('philly').jobs, readTrace('openb').jobs];
  expect(philly).toHaveLength(75);
  expect(new Set(philly.map(({ gpus }) => gpus))).toEqual(new Set([1, 4, 8]));
  expect(openb).toHaveLength(85);
  expect(openb.filter(({ part }) => part < 1)).toHaveLength(41);
  expect(openb.reduce((sum, { seconds }) => sum + seconds, 0) / 3600).toBeCloseTo(96, 0);
  expect(openb.reduce((sum, { part, seconds }) => sum + part * seconds, 0) / 3600).toBeCloseTo(75, 0);
});
