import { drawPanel, type NamedSeries } from './charts';
import { askedOf, type Dashboard, legendOf, type Panel, SCRAPE_INTERVAL, type TimeRange } from './model';
import type { FixedPrometheus } from './prometheus';
import { escaped, THEME } from './theme';

const COLUMN = 60;
const ROW = 30;
const GAP = 8;
const HEAD = 56;
const TITLE = 30;

/** A dashboard as SVG: its panels where its JSON has them, with what a Prometheus answers to their queries. */
export async function dashboardPicture(
  dashboard: Dashboard,
  prometheus: FixedPrometheus,
  time: TimeRange,
): Promise<string> {
  const parts: string[] = [];
  let bottom = 0;
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos;
    const box = {
      left: GAP + x * COLUMN,
      top: HEAD + y * (ROW + GAP),
      width: w * COLUMN - GAP,
      height: h * (ROW + GAP) - GAP,
    };
    bottom = Math.max(bottom, box.top + box.height);
    parts.push(
      panel.type === 'row'
        ? text(box.left + 4, box.top + 20, panel.title, { size: 14, weight: 500 })
        : framed(panel, box, await seriesOf(panel, dashboard, prometheus, time), time),
    );
  }
  const width = 24 * COLUMN + GAP;
  const height = bottom + GAP;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${THEME.page}"/>`,
    text(GAP + 4, 36, dashboard.title, { size: 20, weight: 500 }),
    ...parts,
    '</svg>',
  ].join('\n')}\n`;
}

/** What Prometheus answers to the queries of a panel. */
export async function seriesOf(
  panel: Panel,
  dashboard: Dashboard,
  prometheus: FixedPrometheus,
  time: TimeRange,
): Promise<NamedSeries[]> {
  const step = panel.maxDataPoints
    ? Math.max(SCRAPE_INTERVAL, (time.end - time.begin) / panel.maxDataPoints)
    : time.step;
  const asked = { ...time, step };
  const answers = await Promise.all(
    (panel.targets ?? []).map(async ({ expr, legendFormat, instant }) => {
      const query = askedOf(expr, dashboard, asked);
      const answer = instant ? prometheus.now(query, time.end) : prometheus.range(query, time.begin, time.end, step);
      return (await answer).map(({ labels, points }) => ({ name: legendOf(legendFormat, labels), points }));
    }),
  );
  return answers.flatMap((series) => series.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function framed(
  panel: Panel,
  { left, top, width, height }: Box,
  series: readonly NamedSeries[],
  time: TimeRange,
): string {
  const size = { width: width - 2, height: height - TITLE - 2 };
  const inside = drawPanel(panel, series, time, size).replace('<svg ', `<svg x="${left + 1}" y="${top + TITLE}" `);
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="3" fill="${THEME.panel}" stroke="${THEME.border}"/>`,
    text(left + 10, top + 20, panel.title, { size: 13, weight: 500 }),
    inside,
  ].join('\n');
}

function text(x: number, y: number, content: string, { size, weight }: { size: number; weight: number }): string {
  const style = `font-family="${THEME.font}" font-size="${size}" font-weight="${weight}" fill="${THEME.text}"`;
  return `<text x="${x}" y="${y}" ${style}>${escaped(content)}</text>`;
}
