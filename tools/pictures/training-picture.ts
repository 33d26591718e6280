import * as echarts from 'echarts';
import { ARMS } from '../bench/training/arms';
import { type Point, readRecordings } from '../bench/training/recording';
import { TITLES } from '../bench/training/titles';
import { readTrace, type TraceName } from '../bench/training/trace';
import { PALETTE, THEME } from './theme';

const SIZE = { width: 900, height: 460 };
const HELD_FOR: Readonly<Record<TraceName, string>> = {
  philly: 'held by jobs that wait for more pods',
  'philly-small-pods': 'held by jobs that wait for more pods',
  openb: 'given to jobs that use a part only',
};
const TEXT = { color: THEME.dim, fontSize: 11, fontFamily: THEME.font };
const [BUSY, HELD] = [PALETTE[0], PALETTE[4]];

/** GPUs in use over a recorded trace, by both ways of scheduling, as SVG. */
export function trainingPicture(name: TraceName): string {
  const { curves } = readRecordings()[name];
  const { nodes, gpusPerNode } = readTrace(name);
  const hours = Math.ceil(Math.max(...ARMS.flatMap((arm) => curves[arm].map(([at]) => at))) / 3600);
  const chart = echarts.init(null, undefined, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption({
    animation: false,
    backgroundColor: THEME.page,
    textStyle: TEXT,
    title: ARMS.map((arm, i) => ({
      text: TITLES[name][arm],
      left: 44,
      top: topOf(i) - 28,
      textStyle: { ...TEXT, color: THEME.text, fontSize: 13, fontWeight: 500 },
    })),
    legend: { right: 20, top: 8, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: TEXT },
    grid: ARMS.map((_, i) => ({ left: 44, right: 20, top: topOf(i), height: 150 })),
    xAxis: ARMS.map((_, i) => ({
      gridIndex: i,
      type: 'value',
      min: 0,
      max: hours,
      interval: 2,
      axisLabel: { ...TEXT, formatter: '{value} h' },
      splitLine: { show: false },
    })),
    yAxis: ARMS.map((_, i) => ({
      gridIndex: i,
      type: 'value',
      min: 0,
      max: nodes * gpusPerNode,
      interval: (nodes * gpusPerNode) / Math.min(nodes, 3),
      axisLabel: TEXT,
      splitLine: { lineStyle: { color: THEME.grid } },
    })),
    series: ARMS.flatMap((arm, i) => [
      area(i, 'GPUs that work', BUSY!, curves[arm], ([, busy]) => busy),
      area(i, HELD_FOR[name], HELD!, curves[arm], ([, , held]) => held),
    ]),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

function topOf(index: number): number {
  return 56 + index * 210;
}

function area(
  index: number,
  name: string,
  color: string,
  points: readonly Point[],
  read: (point: Point) => number,
): echarts.LineSeriesOption {
  return {
    type: 'line',
    name,
    silent: true,
    emphasis: { disabled: true },
    xAxisIndex: index,
    yAxisIndex: index,
    stack: `${index}`,
    step: 'end',
    showSymbol: false,
    color,
    lineStyle: { width: 0 },
    areaStyle: { color, opacity: 0.75 },
    data: points.map((point) => [point[0] / 3600, read(point)]),
  };
}
