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
 * `[[name]]`. A variable in a string is a string whatever its value, one in a range or an offset is a duration; elsewhere each may
 * stand for a name or a number, and the query is right if it is so with any choice of them.
 */
export function withoutVariables(expr: string): string[] {
  const fixed = replaceOutsideStrings(
    expr,
    (name, before, after) => KNOWN_VARIABLES[name] ?? durationAt(before, after),
  );
  const open = new Set<string>();
  replaceOutsideStrings(fixed, (name) => void open.add(name));
  const names = [...open];
  const choices =
    names.length > MOST_CHOSEN ? [0, 2 ** names.length - 1] : Array.from({ length: 2 ** names.length }, (_, i) => i);
  return choices.map((choice) =>
    replaceOutsideStrings(fixed, (name) => ((choice >> names.indexOf(name)) & 1 ? '1' : 'name')),
  );
}

/** Variables of one query of which all choices are tried; of more, all are names or all are numbers. */
const MOST_CHOSEN = 6;

/** What a variable stands for in a range or an offset: a duration, or a number where its unit follows. */
function durationAt(before: string, after: string): string | undefined {
  if (!/(?:\[\s*|\[[^[\]]*:\s*|\boffset\s+-?\s*)$/i.test(before)) {
    return undefined;
  }
  return /^(?:ms|[smhdwy])\b/.test(after) ? '1' : '5m';
}

/** Variables that Grafana itself gives values. */
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

/** Puts values in place of variables; one without a value stays. */
function replaceOutsideStrings(
  expr: string,
  chosen: (name: string, before: string, after: string) => string | undefined,
): string {
  return expr.replace(STRING_OR_VARIABLE, (text, plain?: string, braced?: string, old?: string, at?: number) => {
    const name = plain ?? braced ?? old;
    return name === undefined ? text : (chosen(name, expr.slice(0, at), expr.slice(at! + text.length)) ?? text);
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
