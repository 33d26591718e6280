import * as echarts from 'echarts';
import { ARMS, type Arm, GPUS_PER_NODE, NODES } from '../bench/training/arms';
import { type Point, readRecording } from '../bench/training/recording';
import { PALETTE, THEME } from './theme';

const SIZE = { width: 900, height: 460 };
const TITLES: Readonly<Record<Arm, string>> = {
  default: 'default scheduler',
  queues: 'queues, gangs, packing',
};
const TEXT = { color: THEME.dim, fontSize: 11, fontFamily: THEME.font };
const [BUSY, HELD] = [PALETTE[0], PALETTE[4]];

/** GPUs in use over the recorded trace, by both ways of scheduling, as SVG. */
export function trainingPicture(): string {
  const { curves } = readRecording();
  const hours = Math.ceil(Math.max(...ARMS.flatMap((arm) => curves[arm].map(([at]) => at))) / 3600);
  const chart = echarts.init(null, undefined, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption({
    animation: false,
    backgroundColor: THEME.page,
    textStyle: TEXT,
    title: ARMS.map((arm, i) => ({
      text: TITLES[arm],
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
      max: NODES * GPUS_PER_NODE,
      interval: 2 * GPUS_PER_NODE,
      axisLabel: TEXT,
      splitLine: { lineStyle: { color: THEME.grid } },
    })),
    series: ARMS.flatMap((arm, i) => [
      area(i, 'GPUs that work', BUSY!, curves[arm], ([, busy]) => busy),
      area(i, 'held by jobs that wait for more pods', HELD!, curves[arm], ([, , held]) => held),
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
