import { ARMS } from '../bench/training/arms';
import type { Figures } from '../bench/training/figures';
import { idealFigures } from '../bench/training/ideal';
import { readRecordings } from '../bench/training/recording';
import { TITLES } from '../bench/training/titles';
import { readTrace, type TraceName } from '../bench/training/trace';
import { tableOf } from './written-parts';

interface Unit {
  readonly name: string;
  readonly inOne: number;
}

const PERCENT: Unit = { name: '%', inOne: 0.01 };
const HOURS: Unit = { name: 'h', inOne: 3600 };

interface Row {
  readonly title: string;
  readonly unit: Unit;
  readonly read: (figures: Figures) => number;
}

const TIMES: readonly Row[] = [
  { title: 'from the first submission to the last end', unit: HOURS, read: ({ makespan }) => makespan },
  { title: 'mean wait', unit: HOURS, read: ({ meanWait }) => meanWait },
  { title: '95 % of jobs wait at most', unit: HOURS, read: ({ p95Wait }) => p95Wait },
];

const WHOLE_GPUS: readonly Row[] = [
  { title: 'busy, of all GPU time', unit: PERCENT, read: ({ utilisation }) => utilisation },
  { title: 'busy while a job waits', unit: PERCENT, read: ({ busyWhileWaiting }) => busyWhileWaiting },
  ...TIMES,
  whileWaiting('held by jobs that wait for more of their pods', ({ held }) => held),
  whileWaiting('free, and the scheduler has not given it out yet', ({ undecided }) => undecided),
  whileWaiting('free and enough for a job, but on too many nodes', ({ scattered }) => scattered),
  whileWaiting('free, and fewer than any waiting job needs', ({ tooFew }) => tooFew),
];

const PARTS_OF_GPUS: readonly Row[] = [
  { title: 'work done, of all GPU time', unit: PERCENT, read: ({ utilisation }) => utilisation },
  { title: 'work done while a job waits', unit: PERCENT, read: ({ busyWhileWaiting }) => busyWhileWaiting },
  {
    title: 'GPUs held by jobs while a job waits',
    unit: PERCENT,
    read: ({ whileWaiting: { busy, unused, held } }) => busy + unused + held,
  },
  ...TIMES,
  whileWaiting('given to jobs that use a part only', ({ unused }) => unused),
  whileWaiting('free, and the scheduler has not given it out', ({ undecided }) => undecided),
  whileWaiting('free and enough for a job, but on too many GPUs', ({ scattered }) => scattered),
  whileWaiting('free, and fewer than any waiting job needs', ({ tooFew }) => tooFew),
];

function whileWaiting(title: string, read: (usage: Figures['whileWaiting']) => number): Row {
  return { title: `while a job waits: ${title}`, unit: PERCENT, read: ({ whileWaiting }) => read(whileWaiting) };
}

/** What the recorded runs of a trace have shown, beside what is ideal. */
export function trainingTable(name: TraceName): string {
  const trace = readTrace(name);
  const { runs } = readRecordings()[name];
  const columns = [...ARMS.map((arm) => runs.map((run) => run[arm])), idealFigures(trace)];
  const rows = trace.shares ? PARTS_OF_GPUS : WHOLE_GPUS;
  return tableOf(
    [`\`${name}\``, ...ARMS.map((arm) => TITLES[name][arm]), 'ideal'],
    rows.map(({ title, unit, read }) => [title, ...columns.map((column) => rangeOf(column.map(read), unit))]),
  );
}

/** One figure, or the range of several. */
export function rangeOf(values: readonly number[], { name, inOne }: Unit): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => (value / inOne).toFixed(1));
  return least === most ? `${most} ${name}` : `${least} to ${most} ${name}`;
}
