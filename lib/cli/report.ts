import type { Finding, Severity } from '../core/findings';
import { formatCores } from '../core/quantity';
import type { Plan, Room, Share, WorkloadPlan } from '../plan/plan';
import { type Comparison, runsWhatFits } from './comparison';
import { foldRows } from './fold-rows';
import type { Terminal } from './terminal';

const GIB = 2 ** 30;

/** Prints what the checks found, errors first. */
export function printFindings(terminal: Terminal, findings: readonly Finding[]): void {
  const open = findings.filter((f) => f.acknowledged === undefined);
  const counts = (['error', 'warning', 'info'] as const).map((severity) => ({
    severity,
    count: open.filter((f) => f.severity === severity).length,
  }));
  const told = counts.filter(({ count }) => count > 0).map(({ severity, count }) => plural(count, severity));
  terminal.heading(`Findings: ${told.join(', ') || 'none'}`);
  const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
  for (const f of [...findings].sort((a, b) => rank[a.severity] - rank[b.severity])) {
    printFinding(terminal, f);
  }
}

function printFinding(terminal: Terminal, f: Finding): void {
  const { colors } = terminal;
  const paint = f.severity === 'error' ? colors.red : f.severity === 'warning' ? colors.yellow : colors.cyan;
  terminal.line(`  ${paint(f.severity)} ${f.id}  ${colors.dim([f.place, f.pointer].filter(Boolean).join(' '))}`);
  terminal.line(`    ${f.message}`);
  terminal.line(f.acknowledged === undefined ? `    Fix: ${f.fix}` : `    Acknowledged: ${f.acknowledged}`);
}

/** Prints the plan: what each member gets of each workload, and how full its pools are. */
export function printPlan(terminal: Terminal, plan: Plan): void {
  for (const [name, fleet] of Object.entries(plan.fleets)) {
    terminal.heading(`Plan of fleet ${name}`);
    const price = `${fleet.currency}/h`;
    const shares = Object.entries(plan.workloads)
      .filter(([, workload]) => workload.fleet === name)
      .flatMap(([workloadName, workload]) => [
        ...(workload.unknown === undefined ? [] : [unknownRow(terminal, workloadName, workload)]),
        ...Object.entries(workload.members).map(([member, share]) => [
          workloadName,
          workload.kind,
          member,
          `${share.replicas}`,
          ...(workload.foreign || workload.opaque
            ? ['-', '-', '-', '-']
            : [`${share.gpus}`, formatCores(share.cpu), gib(share.memory), money(share.hourly)]),
          noteOf(terminal, workload, share),
        ]),
      ]);
    const numbers = ['Replicas', 'GPUs', 'Cores', 'GiB', price];
    if (shares.length > 0) {
      terminal.table(['Workload', 'Kind', 'Member', ...numbers, ''], foldRows(shares, 2), numbers);
      terminal.line();
    } else {
      terminal.line('  No workload is placed.');
    }
    const pools = Object.entries(fleet.members).flatMap(([member, { pools }]) =>
      Object.entries(pools).map(([pool, { nodes, gpu, used, capacity, hourly }]) => [
        member,
        pool,
        `${nodes}`,
        gpu ?? '-',
        share(used, capacity, 'gpus'),
        share(used, capacity, 'cpu'),
        `${gib(used.memory)}/${gib(capacity.memory)}`,
        money(hourly),
      ]),
    );
    const columns = ['Nodes', 'GPUs used', 'Cores used', 'GiB used', price];
    terminal.table(['Member', 'Pool', 'Nodes', 'GPU', ...columns.slice(1)], foldRows(pools, 0), columns);
    terminal.line(`  In use: ${money(fleet.hourly)} ${price}`);
  }
}

/** The row of a workload of which nobody knows where it will run. */
function unknownRow({ colors }: Terminal, name: string, { kind, replicas, unknown = '' }: WorkloadPlan): string[] {
  return [name, kind, '?', `${replicas}`, '-', '-', '-', '-', colors.dim(unknown)];
}

function noteOf({ colors }: Terminal, { foreign, opaque }: WorkloadPlan, { unplaced }: Share): string {
  if (foreign || opaque) {
    return colors.dim(foreign ? 'owned elsewhere' : 'needs not known');
  }
  return unplaced > 0 ? colors.yellow(`${unplaced} without room`) : '';
}

/** Prints planned and observed replicas side by side. */
export function printComparison(terminal: Terminal, rows: readonly Comparison[]): void {
  terminal.heading('Planned and observed on the twin');
  const numbers = ['Planned', 'Observed', 'Ready'];
  terminal.table(
    ['Workload', 'Member', ...numbers, ''],
    rows.map((row) => [
      row.workload,
      row.member,
      `${row.planned}`,
      `${row.observed}`,
      `${row.ready}`,
      verdictOf(terminal, row),
    ]),
    numbers,
  );
}

function verdictOf({ colors }: Terminal, row: Comparison): string {
  const { planned, observed, unplaced, problem } = row;
  const why = problem === undefined ? '' : `: ${problem.replaceAll(/\s+/g, ' ')}`;
  if (planned !== observed) {
    return colors.red(`differs${why}`);
  }
  if (!runsWhatFits(row)) {
    return colors.red(`not ready${why}`);
  }
  return colors.green(unplaced > 0 ? `as planned, ${unplaced} without room` : 'as planned');
}

function share(used: Room, capacity: Room, what: 'gpus' | 'cpu'): string {
  return `${Math.round(used[what] * 10) / 10}/${capacity[what]}`;
}

function gib(bytes: number): string {
  return `${Math.round((bytes / GIB) * 10) / 10}`;
}

function money(amount: number): string {
  return amount.toFixed(2);
}

/** `1 member`, `2 members`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
