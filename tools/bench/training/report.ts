import Table from 'cli-table3';
import { ARMS, type Arm } from './arms';
import type { Figures } from './figures';
import { USES, type Usage } from './usage';

const HEADS: Readonly<Record<Arm, string>> = { default: 'default scheduler', queues: 'ours' };

const WHERE: Readonly<Record<keyof Usage, string>> = {
  busy: 'work is done',
  unused: 'given to jobs that use a part of their GPUs only',
  held: 'held by jobs that wait for more of their pods',
  undecided: 'free, and the scheduler has not given it out yet',
  scattered: 'free and enough for a job, but on too many nodes or GPUs',
  tooFew: 'free, and fewer than any waiting job needs',
  unasked: 'free while no job waits',
};

type Format = (value: number) => string;

const ROWS: readonly (readonly [string, (figures: Figures) => number, Format])[] = [
  ['busy, of all GPU time', ({ utilisation }) => utilisation, percent],
  ['busy while a job waits', ({ busyWhileWaiting }) => busyWhileWaiting, percent],
  ['makespan', ({ makespan }) => makespan, hours],
  ['mean wait', ({ meanWait }) => meanWait, hours],
  ['95 % wait at most', ({ p95Wait }) => p95Wait, hours],
  ['jobs that never ended', ({ unfinished }) => unfinished, String],
];

/** Mean of all runs, and the range where there are several, beside what would be ideal. */
export function reportOf(runs: readonly Readonly<Record<Arm, Figures>>[], ideals: readonly Figures[]): string {
  const table = new Table({
    head: ['', ...ARMS.map((arm) => HEADS[arm]), 'ideal'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  const row = (name: string, read: (figures: Figures) => number, format: Format) => {
    const columns = [...ARMS.map((arm) => runs.map((run) => run[arm])), ideals];
    table.push([name, ...columns.map((column) => spread(column.map(read), format))]);
  };
  for (const [name, read, format] of ROWS) {
    row(name, read, format);
  }
  table.push([{ colSpan: 4, content: 'while a job waits, the time of the GPUs is' }]);
  for (const use of USES.filter((one) => one !== 'unasked')) {
    row(`  ${WHERE[use]}`, ({ whileWaiting }) => whileWaiting[use], percent);
  }
  return table.toString();
}

function spread(values: readonly number[], format: Format): string {
  const mean = format(values.reduce((sum, value) => sum + value, 0) / values.length);
  const [least, most] = [format(Math.min(...values)), format(Math.max(...values))];
  return least === most ? mean : `${mean} (${least} to ${most})`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function hours(seconds: number): string {
  return `${(seconds / 3600).toFixed(1)} h`;
}
