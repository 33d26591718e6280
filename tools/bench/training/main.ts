import { parseArgs } from 'node:util';
import { readyEngines } from '../../../lib/cli/engines';
import { interruptible } from '../../../lib/cli/interrupt';
import { Terminal } from '../../../lib/cli/terminal';
import { choiceOf, countOf, exitCodeOf } from '../command';
import { ARMS, type Arm } from './arms';
import { type Figures, figuresOf } from './figures';
import { idealFigures } from './ideal';
import { curveOf, type Recording, writeRecording } from './recording';
import { reportOf } from './report';
import { run } from './run';
import { readTrace, TRACES } from './trace';

const USAGE = `npm run bench -- training [--trace NAME] [--runs N] [--record]
  --trace   philly-small-pods: whole GPUs and gangs, philly: the same with a pod for each node, openb: parts of GPUs
            (philly-small-pods)
  --runs    how often the trace is replayed, a few minutes each (1)
  --record  keep the result in tools/bench/training/recorded.json, from which charts and tables in docs are made
`;
/** Seconds of ours after which a replay is given up: more than twice what one takes. */
const LIMIT = 900;

/** `npm run bench -- training` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      trace: { type: 'string', default: 'philly-small-pods' },
      runs: { type: 'string', default: '1' },
      record: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const name = choiceOf('trace', values.trace, TRACES);
  const count = countOf('runs', values.runs);
  const trace = readTrace(name);
  const terminal = new Terminal(process.stderr);
  const engines = await interruptible((signal) => readyEngines(terminal, ['kubernetes', 'karmada', 'volcano'], signal));
  const runs: Record<Arm, Figures>[] = [];
  let curves: Recording['curves'] | undefined;
  for (let i = 1; i <= count; i++) {
    process.stderr.write(`run ${i} of ${count}\n`);
    const replays = await run(trace, { engines, limit: LIMIT });
    runs.push(byArm((arm) => figuresOf(replays[arm])));
    curves ??= byArm((arm) => curveOf(replays[arm]));
  }
  process.stdout.write(`${reportOf(runs, idealFigures(trace))}\n`);
  if (values.record && curves) {
    writeRecording(name, { runs, curves });
  }
}

function byArm<T>(of: (arm: Arm) => T): Record<Arm, T> {
  return Object.fromEntries(ARMS.map((arm) => [arm, of(arm)])) as Record<Arm, T>;
}

exitCodeOf(USAGE, main).then((code) => {
  process.exitCode = code;
});
