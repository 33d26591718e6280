/** The part of a dashboard's JSON that is drawn. */
export interface Dashboard {
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query?: string }[] };
}

/** The part of a panel's JSON that is drawn. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly maxDataPoints?: number;
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: FieldDefaults };
}

/** One query of a panel. */
export interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant?: boolean;
}

/** How values are shown. */
export interface FieldDefaults {
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly color?: { readonly mode: string };
  readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
}

/** The time that is shown, in seconds. */
export interface TimeRange {
  readonly begin: number;
  readonly end: number;
  readonly step: number;
}

/** Seconds between two samples of a series. */
export const SCRAPE_INTERVAL = 60;

/** A query as Grafana would send it with everything chosen: its variables replaced by their values. */
export function askedOf(expr: string, { templating }: Dashboard, { begin, end, step }: TimeRange): string {
  const members = templating.list.find(({ name }) => name === 'cluster')?.query?.replaceAll(',', '|') ?? '.+';
  const values: Readonly<Record<string, string>> = {
    __range: `${end - begin}s`,
    __rate_interval: `${Math.max(step + SCRAPE_INTERVAL, 4 * SCRAPE_INTERVAL)}s`,
    cluster: `(${members})`,
  };
  return expr.replace(
    /\$(\w+)|\$\{(\w+)(?::\w+)?\}/g,
    (_, plain?: string, braced?: string) => values[plain ?? braced ?? ''] ?? '.+',
  );
}

/** The name of a series by the format of its query. */
export function legendOf(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim();
}
