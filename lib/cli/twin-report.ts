import type { AppliedTarget, ClusterStatus, TwinStatus } from '../twin';
import type { Terminal } from './terminal';

const MIB = 2 ** 20;

/** Prints what applying did, one line for each API server. */
export function printApplied(terminal: Terminal, applied: readonly AppliedTarget[]): void {
  for (const { cluster, objects, absent = 0 } of applied) {
    const counts = ['created', 'changed', 'unchanged', 'failed'].map((outcome) => ({
      outcome,
      count: objects.filter((object) => object.outcome === outcome).length,
    }));
    const told = counts.filter(({ count }) => count > 0).map(({ outcome, count }) => `${count} ${outcome}`);
    if (absent > 0) {
      told.push(`${absent} left out, of members that do not run`);
    }
    terminal.line(`applied to ${cluster}: ${told.join(', ') || 'nothing'}`);
  }
}

/** Prints the status of a twin: a table of its clusters, then the places to look at. */
export function printStatus(terminal: Terminal, status: TwinStatus): void {
  const holder = status.owner === undefined ? 'runs on its own' : `ends with process ${status.owner}`;
  terminal.heading(`Twin of fleet ${status.fleet}: Karmada ${status.karmada}, ${holder}`);
  const head = ['Cluster', 'Kubernetes', 'Running', 'MiB', 'In Karmada', ''];
  terminal.table(
    head,
    status.clusters.map((cluster) => rowOf(terminal, cluster)),
    ['Running', 'MiB'],
  );
  terminal.line();
  if (status.absent.length > 0) {
    terminal.line(`  not run: ${status.absent.join(', ')}`);
  }
  for (const note of status.notes) {
    terminal.line(`  note: ${note}`);
  }
  for (const { name, kubeconfig } of status.clusters) {
    if (kubeconfig) {
      terminal.line(`  kubeconfig of ${name}: ${kubeconfig}`);
    }
  }
  terminal.line(`  logs: ${status.logs}`);
}

function rowOf({ colors }: Terminal, { name, kubernetes, components, ready }: ClusterStatus): string[] {
  const running = components.filter(({ state }) => state === 'running');
  const memory = running.reduce((sum, component) => sum + (component.memory ?? 0), 0);
  const others = components.filter(({ state }) => state !== 'running');
  return [
    name,
    kubernetes,
    `${running.length}/${components.length}`,
    memory > 0 ? `${Math.round(memory / MIB)}` : '-',
    ready === undefined ? '-' : ready ? colors.green('ready') : colors.red('not ready'),
    others.map(({ component, state }) => `${component} ${state}`).join(', '),
  ];
}
