import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { exitCodeOf } from '../command';
import { Bench } from './measure';
import { GOALS, measureRows, type Row } from './rows';

const USAGE = `npm run bench -- [synthesis] [--json] [--quick]
  --json   print one array of rows and nothing else
  --quick  leave cdk8s out and measure ours three times instead of five
`;

const VERDICTS = new Map([
  [true, 'holds'],
  [false, 'MISSED'],
  [undefined, 'not measured'],
]);

/** `npm run bench -- synthesis` */
function main(): void {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const bench = new Bench();
  const rows: Row[] = [];
  try {
    for (const row of measureRows(bench, { peer: !values.quick, repetitions: values.quick ? 3 : 5 })) {
      rows.push(row);
      process.stderr.write(`${row.name} measured\n`);
    }
  } finally {
    bench.close();
  }
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : `${tableOf(rows)}\n`);
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['', 'ours', 'cdk8s', 'floor', 'ratio', 'ours/floor', 'goals'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
  });
  for (const row of rows) {
    const { name, unit, ours, peer, floor, ratio } = row;
    const figure = (value: number | null) => (value === null ? '-' : `${value} ${unit}`);
    const goals = GOALS.filter((goal) => goal.row === name).map(
      (goal) => `${VERDICTS.get(goal.holds(row))}: ${goal.text}`,
    );
    const overFloor = floor === null ? '-' : (ours / floor).toFixed(2);
    table.push([name, figure(ours), figure(peer), figure(floor), ratio ?? '-', overFloor, goals.join('\n')]);
  }
  return table.toString();
}

exitCodeOf(USAGE, main).then((code) => {
  process.exitCode = code;
});
