import { figuresOf } from '../tools/bench/training/figures';
import { readTrace } from '../tools/bench/training/trace';
import { divide, type Look, usageOf } from '../tools/bench/training/usage';

/** Six free nodes of 4 GPUs, where nothing else is said. */
function look(more: Partial<Look> = {}): Look {
  return { at: 0, busy: 0, held: 0, free: [4, 4, 4, 4, 4, 4], waiting: [], ...more };
}

describe('what becomes of the GPUs of a moment', () => {
  const wide = { pods: 2, gpusPerPod: 4 };
  const narrow = { pods: 1, gpusPerPod: 1 };

  test.each<[string, Look, ReturnType<typeof divide>]>([
    ['nobody asks', look({ busy: 3, free: [1, 4] }), { busy: 3, held: 0, unasked: 5 }],
    ['a job could start', look({ waiting: [wide] }), { busy: 0, held: 0, undecided: 8, tooFew: 16 }],
    [
      'on too many nodes',
      look({ free: [4, 3, 3], waiting: [wide] }),
      { busy: 0, held: 0, undecided: 0, scattered: 10 },
    ],
    ['too few', look({ free: [4, 3], waiting: [wide] }), { busy: 0, held: 0, undecided: 0, tooFew: 7 }],
    [
      'a small job behind a large one',
      look({ held: 4, free: [0, 3], waiting: [wide, narrow] }),
      { busy: 0, held: 4, undecided: 1, tooFew: 2 },
    ],
  ])('%s', (_, seen, expected) => {
    expect(divide(seen)).toEqual(expected);
  });

  test('the rest that no job needs is too few, also where small jobs take what is left of nodes', () => {
    expect(divide(look({ free: [1, 4], waiting: [narrow, { pods: 1, gpusPerPod: 4 }] }))).toEqual({
      busy: 0,
      held: 0,
      undecided: 5,
      tooFew: 0,
    });
  });
});

test('a look holds until the next', () => {
  const looks = [look({ free: [4], busy: 2 }), look({ at: 10, free: [6] }), look({ at: 40, free: [6] })];
  expect(usageOf(looks)).toEqual({
    busy: 20,
    held: 0,
    undecided: 0,
    scattered: 0,
    tooFew: 0,
    unasked: 4 * 10 + 6 * 30,
  });
  expect(usageOf(looks, ({ busy }) => busy > 0)).toMatchObject({ busy: 20, unasked: 40 });
});

test('figures of a replay', () => {
  const waiting = [{ pods: 1, gpusPerPod: 2 }];
  const looks = [
    look({ free: [2], waiting }),
    look({ at: 10, busy: 2, free: [0] }),
    look({ at: 30, busy: 2, free: [0] }),
  ];
  const job = { name: 'a', submitted: 0, gpus: 2, seconds: 20 };
  expect(figuresOf({ jobs: [{ ...job, started: 10, ended: 30 }, job], looks })).toEqual({
    utilisation: 2 / 3,
    busyWhileWaiting: 0,
    makespan: 30,
    meanWait: 20,
    p95Wait: 30,
    unfinished: 1,
    whileWaiting: { busy: 0, held: 0, undecided: 1, scattered: 0, tooFew: 0, unasked: 0 },
  });
});

test('the trace is in the order of submission, and no job is larger than the cluster', () => {
  const trace = readTrace();
  expect(trace).toHaveLength(75);
  expect(trace[0]).toEqual({ name: 'job-00', submitted: 0, gpus: 8, seconds: 7199 });
  expect(trace.map(({ submitted }) => submitted)).toEqual(
    trace.map(({ submitted }) => submitted).sort((a, b) => a - b),
  );
  expect(new Set(trace.map(({ gpus }) => gpus))).toEqual(new Set([1, 4, 8]));
});
