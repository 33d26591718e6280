import type { GrafanaDashboard } from './dashboard';

/** A PromQL query somewhere in a dashboard. */
export interface DashboardQuery {
  /** JSON pointer to it, in the dashboard. */
  readonly pointer: string;
  /** Title of the panel that it is in, if any. */
  readonly panel?: string;
  readonly expr: string;
}

/**
 * All PromQL queries of a dashboard: of panels, also in rows that are folded, of annotations and of variables. Queries that name
 * another kind of data source are left out.
 */
export function queriesOf(dashboard: GrafanaDashboard): DashboardQuery[] {
  return Object.entries(dashboard).flatMap(([key, part]) => [...queriesIn(part, `/${key}`, { prometheus: true })]);
}

/**
 * The texts that a query may become when Grafana has put values in place of its variables: `$name`, `${name}`, `${name:format}`,
 * `[[name]]`. A variable in a string is a string whatever its value; elsewhere it may stand for a duration, a number or a name,
 * and the query is right if it is so with one of them.
 */
export function withoutVariables(expr: string): string[] {
  const fixed = replaceOutsideStrings(expr, KNOWN_VARIABLES);
  const open = replaceOutsideStrings(fixed, { other: 'name' });
  return open === fixed ? [fixed] : [open, ...['1', '5m'].map((other) => replaceOutsideStrings(fixed, { other }))];
}

/** Variables that Grafana itself gives values. `other` stands for those of the dashboard. */
const KNOWN_VARIABLES: Readonly<Record<string, string>> = {
  __rate_interval: '5m',
  __interval: '1m',
  __range: '6h',
  __interval_ms: '60000',
  __range_s: '21600',
  __range_ms: '21600000',
  __from: '0',
  __to: '0',
};

const STRING_OR_VARIABLE =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|\$(\w+)|\$\{(\w+)(?:[.:][^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]/g;

function replaceOutsideStrings(expr: string, values: Readonly<Record<string, string>>): string {
  return expr.replace(STRING_OR_VARIABLE, (text, plain?: string, braced?: string, old?: string) => {
    const name = plain ?? braced ?? old;
    return name === undefined ? text : (values[name] ?? values.other ?? text);
  });
}

type Node = { readonly [key: string]: unknown };

/** What holds for a part of a dashboard and all below it. */
interface Surroundings {
  /** Whether queries are PromQL. */
  readonly prometheus: boolean;
  readonly panel?: string;
}

function* queriesIn(node: unknown, pointer: string, around: Surroundings): Iterable<DashboardQuery> {
  if (typeof node !== 'object' || node === null) {
    return;
  }
  const { datasource, title, expr, query } = node as Node;
  const prometheus = asksPrometheus(datasource) ?? around.prometheus;
  const panel = typeof title === 'string' ? title : around.panel;
  if (prometheus && typeof expr === 'string' && expr.trim() !== '') {
    yield { pointer: `${pointer}/expr`, panel, expr };
  }
  const asked = prometheus ? variableQuery(query) : undefined;
  if (asked !== undefined) {
    yield { pointer: `${pointer}/query`, panel, expr: asked };
  }
  for (const [key, child] of Object.entries(node)) {
    yield* queriesIn(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, { prometheus, panel });
  }
}

/** Whether a data source is a Prometheus, where it tells. Older dashboards name it without its type: Loki, too, has its queries in `expr`. */
function asksPrometheus(datasource: unknown): boolean | undefined {
  if (typeof datasource === 'string') {
    return /loki/i.test(datasource) ? false : undefined;
  }
  const type = (datasource as Node | null | undefined)?.type;
  return typeof type === 'string' ? type.includes('prometheus') : undefined;
}

/** The PromQL in `label_values(QUERY, label)` and `query_result(QUERY)`, where a variable asks so. */
function variableQuery(query: unknown): string | undefined {
  const asked = typeof query === 'string' ? query : '';
  const [, selector] = /^label_values\(\s*(.+),\s*[^,()]+\)\s*$/s.exec(asked) ?? [];
  return selector ?? /^query_result\((.+)\)\s*$/s.exec(asked)?.[1];
}
