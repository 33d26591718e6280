import { listOf, show } from '../../core/errors';
import { type Finding, finding } from '../../core/findings';
import { hasNvidiaCards } from '../../core/gpus';
import type { FleetModel } from '../../core/model';
import { parsePromql } from '../promql';
import * as rules from '../rules';
import { type GrafanaDashboard, MOST_UID } from './dashboard';
import { queriesOf, withoutVariables } from './queries';

/** Bytes of data that the API server lets one ConfigMap have. */
const MOST_BYTES = 2 ** 20;

/** A dashboard and where it is. */
export interface NamedDashboard {
  /** Path of its ConfigMap. */
  readonly place: string;
  readonly name: string;
  readonly dashboard: GrafanaDashboard;
  /** Length of its JSON. */
  readonly bytes: number;
}

/** What Grafana, Prometheus or the API server would not take of these dashboards. */
export function* checkDashboards(dashboards: readonly NamedDashboard[]): Iterable<Finding> {
  const byUid = new Map<string, NamedDashboard>();
  for (const one of dashboards) {
    yield* checkDashboard(one);
    const uid = one.dashboard.uid ?? '';
    const first = byUid.get(uid);
    if (first) {
      yield finding(rules.DASHBOARD_DUPLICATE_UID, {
        place: one.place,
        value: uid,
        message: `dashboard '${one.name}' has the uid ${show(uid)} of dashboard '${first.name}'.`,
        fix: 'Give it a uid of its own, or none: one is made from its name then.',
      });
    }
    byUid.set(uid, first ?? one);
  }
}

function* checkDashboard({ place, name, dashboard, bytes }: NamedDashboard): Iterable<Finding> {
  const { uid, title } = dashboard;
  if (!title?.trim()) {
    yield finding(rules.DASHBOARD_NO_TITLE, {
      place,
      value: title,
      message: `dashboard '${name}' has no title.`,
      fix: 'Set its title.',
    });
  }
  if (uid && !(uid.length <= MOST_UID && /^[A-Za-z0-9_-]+$/.test(uid))) {
    yield finding(rules.DASHBOARD_BAD_UID, {
      place,
      value: uid,
      message: `dashboard '${name}' has the uid ${show(uid)}; expected at most ${MOST_UID} letters, digits, '-' and '_'.`,
      fix: 'Shorten the uid, or leave it out: one is made from the name then.',
    });
  }
  if (dashboard.__inputs?.length) {
    yield finding(rules.DASHBOARD_HAS_INPUTS, {
      place,
      value: dashboard.__inputs,
      message: `dashboard '${name}' asks for ${dashboard.__inputs.length} data sources when it is imported (__inputs), and nobody imports it.`,
      fix: 'Export it again without "Export for sharing externally", with a variable for the data source.',
    });
  }
  if (bytes > MOST_BYTES) {
    yield finding(rules.DASHBOARD_TOO_LARGE, {
      place,
      value: bytes,
      message: `the JSON of dashboard '${name}' has ${bytes} bytes; a ConfigMap takes ${MOST_BYTES}.`,
      fix: 'Divide it into several dashboards.',
    });
  }
  for (const { pointer, panel, expr } of queriesOf(dashboard)) {
    const [problem] = problemsOf(expr);
    if (problem !== undefined) {
      yield finding(rules.DASHBOARD_BAD_QUERY, {
        place,
        value: expr,
        message: `dashboard '${name}'${panel === undefined ? '' : `, panel '${panel}'`}, ${pointer}: ${problem}, in ${show(expr)}.`,
        fix: 'Correct the query.',
      });
    }
  }
}

/** What is wrong with a query, whatever its variables stand for. */
function problemsOf(expr: string): readonly string[] {
  const all = withoutVariables(expr).map((query) => parsePromql(query).problems.map(({ message }) => message));
  return all.find((problems) => problems.length === 0) ?? all[0]!;
}

/** A threshold that no GPU, or every GPU, is on one side of. */
export function* checkBusyAbove(place: string, busyAbove: number): Iterable<Finding> {
  if (!(busyAbove >= 0 && busyAbove < 100)) {
    yield finding(rules.DASHBOARD_BAD_THRESHOLD, {
      place,
      value: busyAbove,
      message: `busyAbove is ${show(busyAbove)}; expected percent, from 0 to less than 100.`,
      fix: 'Set busyAbove to such a number, or leave it out.',
    });
  }
}

/** Members whose GPUs the dcgm-exporter cannot see. */
export function* checkSeenGpus(
  place: string,
  { members }: FleetModel,
  boards: readonly string[] | undefined,
): Iterable<Finding> {
  const unseen = members.flatMap(({ name, pools }) => {
    return pools.some((pool) => pool.gpusPerNode > 0 && !hasNvidiaCards(pool)) ? [name] : [];
  });
  if (unseen.length > 0 && (boards?.includes('gpus') ?? true)) {
    yield finding(rules.DASHBOARD_UNSEEN_GPUS, {
      place,
      value: unseen,
      message: `the dashboard 'gpus' shows no utilisation, memory, power and cost of ${listOf(unseen)}: the GPUs there are not NVIDIA's.`,
      fix: "Add a dashboard for the exporter of their vendor with add(), or leave 'gpus' out of boards.",
    });
  }
}
