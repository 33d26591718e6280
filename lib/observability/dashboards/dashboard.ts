import { createHash } from 'node:crypto';

/** A dashboard as Grafana stores it: what a builder of @grafana/grafana-foundation-sdk builds, or the JSON that Grafana exports. */
export interface GrafanaDashboard {
  readonly uid?: string | null;
  readonly title?: string;
  readonly panels?: readonly object[];
  /** Data sources that whoever imports the dashboard is asked for: there in what was exported for sharing. */
  readonly __inputs?: readonly object[];
}

/** A builder of a dashboard, such as `DashboardBuilder` of @grafana/grafana-foundation-sdk. */
export interface GrafanaDashboardBuilder {
  build(): GrafanaDashboard;
}

/** Longest uid that Grafana takes. */
export const MOST_UID = 40;

const HASH = 8;

/** The dashboard as plain JSON, without what is undefined, and apart from what it was made of. */
export function plainDashboard(source: GrafanaDashboard | GrafanaDashboardBuilder): GrafanaDashboard {
  const built = 'build' in source ? source.build() : source;
  return JSON.parse(JSON.stringify(built)) as GrafanaDashboard;
}

/** The uid of a dashboard, which is part of its URL: the same for the same names, and no longer than Grafana allows. */
export function uidOf(...names: readonly string[]): string {
  const whole = names.join('-').replace(/[^A-Za-z0-9_-]/g, '-');
  if (whole.length <= MOST_UID) {
    return whole;
  }
  const hash = createHash('sha256').update(names.join('/')).digest('hex').slice(0, HASH);
  return `${whole.slice(0, MOST_UID - HASH - 1)}-${hash}`;
}
