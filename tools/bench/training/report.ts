import Table from 'cli-table3';
import { ARMS, type Arm } from './arms';
import type { Figures } from './figures';
import { USES, type Usage } from './usage';

const HEADS: Readonly<Record<Arm, string>> = { default: 'default scheduler', queues: 'queues, gangs, packing' };

const WHERE: Readonly<Record<keyof Usage, string>> = {
  busy: 'work is done',
  held: 'held by jobs that wait for more of their pods',
  undecided: 'free, and the scheduler has not given it out yet',
  scattered: 'free and enough for a job, but on too many nodes',
  tooFew: 'free, and fewer than any waiting job needs',
  unasked: 'free while no job waits',
};

const ROWS: readonly (readonly [string, (figures: Figures) => number, (value: number) => string])[] = [
  ['busy, of all GPU time', ({ utilisation }) => utilisation, percent],
  ['busy while a job waits', ({ busyWhileWaiting }) => busyWhileWaiting, percent],
  ['makespan', ({ makespan }) => makespan, hours],
  ['mean wait', ({ meanWait }) => meanWait, hours],
  ['95 % wait at most', ({ p95Wait }) => p95Wait, hours],
  ['jobs that never ended', ({ unfinished }) => unfinished, String],
];

/** Mean of all runs, and the range where there are several. */
export function reportOf(runs: readonly Readonly<Record<Arm, Figures>>[]): string {
  const table = new Table({
    head: ['', ...ARMS.map((arm) => HEADS[arm])],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right'],
  });
  for (const [name, read, format] of ROWS) {
    table.push([
      name,
      ...ARMS.map((arm) =>
        spread(
          runs.map((run) => read(run[arm])),
          format,
        ),
      ),
    ]);
  }
  table.push([{ colSpan: 3, content: 'while a job waits, the time of the GPUs is' }]);
  for (const use of USES.filter((one) => one !== 'unasked')) {
    table.push([
      `  ${WHERE[use]}`,
      ...ARMS.map((arm) =>
        spread(
          runs.map((run) => run[arm].whileWaiting[use]),
          percent,
        ),
      ),
    ]);
  }
  return table.toString();
}

function spread(values: readonly number[], format: (value: number) => string): string {
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
