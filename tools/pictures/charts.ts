import * as echarts from 'echarts';
import type { FieldDefaults, Panel, TimeRange } from './model';
import { colorOf, PALETTE, schemeOf, THEME } from './theme';
import { format } from './units';

/** A series of a panel: its name and its values over time. */
export interface NamedSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

/** Size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture does not answer to a mouse: without this the chart writes for every shape what it would do. */
const STILL = { silent: true, emphasis: { disabled: true } } as const;

const TEXT = { color: THEME.dim, fontSize: 11, fontFamily: THEME.font };

/** The inside of a panel as SVG. */
export function drawPanel(panel: Panel, series: readonly NamedSeries[], time: TimeRange, size: Size): string {
  const draw = CHARTS[panel.type];
  if (!draw) {
    throw new Error(`no picture of panels of the type ${panel.type}`);
  }
  const chart = echarts.init(null, undefined, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({
    animation: false,
    textStyle: TEXT,
    ...draw(panel.fieldConfig?.defaults ?? {}, series, time, size),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

type Draw = (
  field: FieldDefaults,
  series: readonly NamedSeries[],
  time: TimeRange,
  size: Size,
) => echarts.EChartsOption;

const CHARTS: Readonly<Record<string, Draw>> = {
  stat: drawNumber,
  timeseries: drawLines,
  bargauge: drawBars,
  'status-history': drawHistory,
};

function drawNumber(
  field: FieldDefaults,
  series: readonly NamedSeries[],
  time: TimeRange,
  { width, height }: Size,
): echarts.EChartsOption {
  const [{ points }] = series as readonly [NamedSeries];
  const value = lastOf(points);
  const color = thresholdColor(field, value);
  const text = format(value, field.unit, field.decimals);
  const fontSize = Math.min(height * 0.46, 44, (1.35 * width) / text.length);
  return {
    grid: { left: 0, right: 0, bottom: 0, top: height * 0.5 },
    xAxis: { type: 'value', show: false, min: time.begin, max: time.end },
    yAxis: { type: 'value', show: false, scale: true },
    graphic: [
      {
        type: 'text',
        left: 'center',
        top: height * 0.32 - fontSize / 2,
        style: { text, fill: color, fontSize: Math.round(fontSize), fontWeight: 500, fontFamily: THEME.font },
      },
    ],
    series: [
      {
        type: 'line',
        ...STILL,
        data: points.map((point) => [...point]),
        showSymbol: false,
        lineStyle: { width: 1.5, color },
        areaStyle: { color, opacity: 0.14 },
      },
    ],
  };
}

function drawLines(field: FieldDefaults, series: readonly NamedSeries[], time: TimeRange): echarts.EChartsOption {
  return {
    color: PALETTE,
    grid: { left: 84, right: 20, top: 12, bottom: 52 },
    legend: { bottom: 2, left: 8, icon: 'roundRect', itemWidth: 14, itemHeight: 4, itemGap: 22, textStyle: TEXT },
    xAxis: timeAxis(time),
    yAxis: {
      type: 'value',
      min: field.min,
      max: field.max,
      splitNumber: 4,
      axisLabel: { ...TEXT, formatter: (value: number) => format(value, field.unit) },
      splitLine: { lineStyle: { color: THEME.grid } },
    },
    series: series.map(({ name, points }) => ({
      type: 'line',
      ...STILL,
      name,
      data: points.map((point) => [...point]),
      showSymbol: false,
      lineStyle: { width: 1.8 },
      areaStyle: { opacity: 0.07 },
    })),
  };
}

function drawBars(field: FieldDefaults, series: readonly NamedSeries[]): echarts.EChartsOption {
  const values = series.map(({ points }) => lastOf(points));
  const most = Math.max(...values, Number.EPSILON);
  return {
    grid: { left: 96, right: 96, top: 4, bottom: 8 },
    xAxis: { type: 'value', show: false, min: 0, max: most },
    yAxis: {
      type: 'category',
      inverse: true,
      data: series.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...TEXT, color: THEME.text, fontSize: 12 },
    },
    visualMap: {
      show: false,
      dimension: 0,
      min: 0,
      max: most,
      inRange: { color: [...(schemeOf(field.color?.mode) ?? PALETTE.slice(0, 1))] },
    },
    series: [
      {
        type: 'bar',
        ...STILL,
        data: values,
        barWidth: '58%',
        showBackground: true,
        backgroundStyle: { color: THEME.grid, borderRadius: 2 },
        itemStyle: { borderRadius: 2 },
        label: {
          show: true,
          position: 'right',
          color: THEME.text,
          fontSize: 12,
          formatter: ({ value }) => format(Number(value), field.unit, field.decimals),
        },
      },
    ],
  };
}

function drawHistory(field: FieldDefaults, series: readonly NamedSeries[]): echarts.EChartsOption {
  const times = series[0]?.points.map(([second]) => second) ?? [];
  return {
    grid: { left: 142, right: 64, top: 8, bottom: 26 },
    xAxis: {
      type: 'category',
      data: times.map(clock),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...TEXT, interval: (_, text) => text.endsWith(':00') },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: series.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...TEXT, color: THEME.text, interval: 0 },
    },
    visualMap: {
      min: field.min ?? 0,
      max: field.max ?? 100,
      right: 4,
      top: 'middle',
      itemWidth: 10,
      itemHeight: 150,
      text: [format(field.max ?? 100, field.unit), format(field.min ?? 0, field.unit)],
      textStyle: TEXT,
      calculable: false,
      inRange: { color: [...(schemeOf(field.color?.mode) ?? PALETTE)] },
    },
    series: [
      {
        type: 'heatmap',
        data: series.flatMap(({ points }, row) =>
          points.map(([second, value]) => [times.indexOf(second), row, Math.round(value)]),
        ),
        itemStyle: { borderColor: THEME.panel, borderWidth: 1 },
        ...STILL,
      },
    ],
  };
}

function timeAxis({ begin, end }: TimeRange): echarts.EChartsOption['xAxis'] {
  return {
    type: 'value',
    min: begin,
    max: end,
    interval: 3600,
    axisLine: { lineStyle: { color: THEME.grid } },
    axisTick: { show: false },
    axisLabel: { ...TEXT, formatter: clock },
    splitLine: { lineStyle: { color: THEME.grid, opacity: 0.5 } },
  };
}

function thresholdColor({ thresholds }: FieldDefaults, value: number): string {
  const step = thresholds?.steps.filter((candidate) => candidate.value === null || value >= candidate.value).at(-1);
  return colorOf(step?.color ?? 'green');
}

function lastOf(points: NamedSeries['points']): number {
  return points.filter(([, value]) => !Number.isNaN(value)).at(-1)?.[1] ?? Number.NaN;
}

/** The time of day, in UTC. */
function clock(second: number): string {
  return new Date(second * 1000).toISOString().slice(11, 16);
}
