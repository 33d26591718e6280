import { ARMS } from '../../tools/bench/training/arms';
import { figuresOf } from '../../tools/bench/training/figures';
import { run } from '../../tools/bench/training/run';
import { readTrace, type TraceName } from '../../tools/bench/training/trace';
import { total } from '../../tools/bench/training/usage';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';

test.each<[TraceName, string]>([
  ['philly', 'no gang of ours holds GPUs for nothing'],
  ['openb', 'no job of ours is given more of a GPU than it uses'],
])(
  'the first jobs of %s are replayed to their end by both schedulers, and %s',
  async (name) => {
    const trace = readTrace(name);
    const replays = await run(
      { ...trace, jobs: trace.jobs.slice(0, 12) },
      { engines: await volcanoTwinEngines(), limit: 120 },
    );
    for (const arm of ARMS) {
      const { jobs, looks } = replays[arm];
      expect(jobs.filter(({ started, ended }) => started === undefined || ended === undefined)).toEqual([]);
      // never more GPUs than there are, and all of them accounted for
      const sums = looks.map(({ busy, unused, held, free }) => (busy + unused + held + total(free)).toFixed(6));
      expect(new Set(sums)).toEqual(new Set([(trace.nodes * trace.gpusPerNode).toFixed(6)]));
    }
    const { utilisation, whileWaiting } = figuresOf(replays.queues);
    expect(utilisation).toBeGreaterThan(0.1);
    expect(whileWaiting.held).toBeLessThan(0.1);
    expect(whileWaiting.unused).toBe(0);
    expect(replays.default.looks.some(({ unused }) => unused > 0)).toBe(trace.shares);
  },
  BUILD_TIMEOUT,
);
