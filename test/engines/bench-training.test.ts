import { ARMS } from '../../tools/bench/training/arms';
import { figuresOf } from '../../tools/bench/training/figures';
import { run } from '../../tools/bench/training/run';
import { readTrace } from '../../tools/bench/training/trace';
import { BUILD_TIMEOUT, volcanoTwinEngines } from './support/engines';

test(
  'the first hours of the trace are replayed to their end by both schedulers, and no gang of ours holds GPUs for nothing',
  async () => {
    const trace = readTrace().slice(0, 20);
    const replays = await run(trace, { engines: await volcanoTwinEngines(), speed: 2400, limit: 120 });
    for (const arm of ARMS) {
      const { jobs, looks } = replays[arm];
      expect(jobs.filter(({ started, ended }) => started === undefined || ended === undefined)).toEqual([]);
      // never more GPUs than there are, and all of them accounted for
      expect(new Set(looks.map(({ busy, held, free }) => busy + held + free.reduce((a, b) => a + b)))).toEqual(
        new Set([24]),
      );
    }
    const { utilisation, whileWaiting } = figuresOf(replays.queues);
    expect(utilisation).toBeGreaterThan(0.1);
    expect(whileWaiting.held).toBeLessThan(0.1);
  },
  BUILD_TIMEOUT,
);
