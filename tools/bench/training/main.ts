import { parseArgs } from 'node:util';
import { readyEngines } from '../../../lib/cli/engines';
import { interruptible } from '../../../lib/cli/interrupt';
import { Terminal } from '../../../lib/cli/terminal';
import { ARMS, type Arm } from './arms';
import { type Figures, figuresOf } from './figures';
import { curveOf, type Recording, writeRecording } from './recording';
import { reportOf } from './report';
import { run } from './run';
import { readTrace } from './trace';

const USAGE = `npm run bench:training -- [--runs N] [--speed N] [--record]
  --runs    how often the trace is replayed, five minutes each (1)
  --speed   seconds of the trace that pass in one of ours (300)
  --record  keep the result as tools/bench/training/recorded.json, which the chart in docs is drawn from
`;
/** Seconds of ours after which a replay is given up: more than twice what the slower one takes. */
const LIMIT = 600;

/** `npm run bench:training` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1' },
      speed: { type: 'string', default: '300' },
      record: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const speed = Number(values.speed);
  const terminal = new Terminal(process.stderr);
  const engines = await interruptible((signal) => readyEngines(terminal, ['kubernetes', 'karmada', 'volcano'], signal));
  const runs: Record<Arm, Figures>[] = [];
  let curves: Recording['curves'] | undefined;
  for (let i = 1; i <= Number(values.runs); i++) {
    process.stderr.write(`run ${i} of ${values.runs}\n`);
    const replays = await run(readTrace(), { engines, speed, limit: LIMIT });
    runs.push(byArm((arm) => figuresOf(replays[arm])));
    curves ??= byArm((arm) => curveOf(replays[arm]));
  }
  process.stdout.write(`${reportOf(runs)}\n`);
  if (values.record && curves) {
    writeRecording({ speed, runs, curves });
  }
}

function byArm<T>(of: (arm: Arm) => T): Record<Arm, T> {
  return Object.fromEntries(ARMS.map((arm) => [arm, of(arm)])) as Record<Arm, T>;
}

main();
