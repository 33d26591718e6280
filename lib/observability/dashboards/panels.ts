import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as grafana from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { CLUSTER_LABEL } from '../member-prometheus';

/** Columns of Grafana's grid. */
export const COLUMNS = 24;

/** The Prometheus or Thanos that is chosen at the top of the dashboard. */
export const DATASOURCE: common.DataSourceRef = { type: 'prometheus', uid: '$datasource' };

/** What the builders of all kinds of panels have in common. */
interface PanelBuilder extends Builder<grafana.Panel> {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  datasource(datasource: common.DataSourceRef): this;
  span(columns: number): this;
  height(rows: number): this;
  withTarget(target: Builder<Dataquery>): this;
}

/** What every panel says of itself. */
export interface PanelText {
  readonly title: string;
  /** What is shown, and what it is made from. */
  readonly description: string;
  /** Unit, as Grafana names it. */
  readonly unit: string;
  /** Width in columns of the grid. */
  readonly span: number;
  /** Height in rows of the grid. @default 8 */
  readonly height?: number;
  /** @default - as many as the value needs */
  readonly decimals?: number;
}

/** One query of a panel. */
export interface PanelQuery {
  readonly expr: string;
  /**
   * Name of its series: `{{label}}` is the value of a label.
   * @default - the member
   */
  readonly legend?: string;
  /**
   * Set where only the last moment is shown: as series, or as rows of a table.
   * @default - the time that the dashboard shows
   */
  readonly now?: 'series' | 'table';
}

/** A panel of any kind, with its queries. */
export function panel<P extends PanelBuilder>(builder: P, text: PanelText, ...queries: readonly PanelQuery[]): P {
  const { title, description, unit, span, height = 8, decimals } = text;
  builder.title(title).description(description).unit(unit).datasource(DATASOURCE).span(span).height(height);
  if (decimals !== undefined) {
    builder.decimals(decimals);
  }
  queries.forEach(({ expr, legend = `{{${CLUSTER_LABEL}}}`, now }, i) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode('A'.charCodeAt(0) + i))
      .datasource(DATASOURCE)
      .expr(expr)
      .legendFormat(legend);
    builder.withTarget(
      now
        ? query.instant().format(now === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries)
        : query.range(),
    );
  });
  return builder;
}

/** A number, coloured by thresholds. */
export function number(text: PanelText, query: string): stat.PanelBuilder {
  const builder = new stat.PanelBuilder()
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(common.BigValueGraphMode.Area)
    .colorMode(common.BigValueColorMode.Value);
  return panel(builder, { height: 4, ...text }, { expr: query, legend: text.title });
}

/** Lines over time, named below the panel. */
export function lines(text: PanelText, ...queries: readonly PanelQuery[]): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder()
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .min(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    );
  return panel(builder, text, ...queries);
}

/** Colours above values; the first holds below all others. */
export function thresholds(
  first: string,
  ...above: readonly (readonly [number, string])[]
): grafana.ThresholdsConfigBuilder {
  return new grafana.ThresholdsConfigBuilder()
    .mode(grafana.ThresholdsMode.Absolute)
    .steps([{ value: null, color: first }, ...above.map(([value, color]) => ({ value, color }))]);
}

/** A way to colour values. */
export function colors(mode: grafana.FieldColorModeId): grafana.FieldColorBuilder {
  return new grafana.FieldColorBuilder().mode(mode);
}
