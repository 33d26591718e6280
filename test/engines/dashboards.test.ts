import { FleetApp, FleetDashboards, Gpu, GpuFleet } from '../../lib';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import { seriesOf } from '../../tools/pictures/dashboard-picture';
import { type Dashboard, SCRAPE_INTERVAL, type TimeRange } from '../../tools/pictures/model';
import { FixedPrometheus } from '../../tools/pictures/prometheus';
import { madeSeries, openMetrics } from '../../tools/pictures/series';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

const HOUR = 3600;
const END = Date.UTC(2026, 0, 5, 12) / 1000;
const TIME: TimeRange = { begin: END - 3 * HOUR, end: END, step: 5 * SCRAPE_INTERVAL };

/** Every query of the dashboards on a real Prometheus, over series as the exporters publish them. */
describe('dashboards', () => {
  const pools = (gpu: Gpu, hourly: number) => [{ name: 'gpu', gpu, nodes: 3, gpusPerNode: 4, hourly }];
  const fleet = new GpuFleet(new FleetApp(), 'fleet', {
    volcano: '1.15',
    istio: '1.30',
    members: {
      a: { kubernetes: '1.34', pools: pools(Gpu.nvidia('A100-80GB'), 100) },
      b: {
        kubernetes: '1.34',
        pools: [...pools(Gpu.nvidia('V100'), 40), { ...pools(Gpu.nvidia('T4'), 8)[0]!, name: 't4' }],
      },
    },
    groups: { train: ['a', 'b'] },
  });
  const dashboards = Object.values(new FleetDashboards(fleet, 'boards').dashboards) as unknown as readonly Dashboard[];
  const panels = dashboards.flatMap((dashboard) =>
    dashboard.panels
      .filter(({ type }) => type !== 'row')
      .map((panel) => ({ name: `${dashboard.title}: ${panel.title}`, dashboard, panel })),
  );
  let prometheus: FixedPrometheus;

  beforeAll(async () => {
    const programs = await ensureEngines(['prometheus', 'promtool'], { cacheRoot: defaultCacheRoot() });
    const seconds = TIME.end - TIME.begin;
    const samples = openMetrics(madeSeries(fleet.model, seconds), TIME.begin, seconds, SCRAPE_INTERVAL);
    prometheus = await FixedPrometheus.start(programs, samples, temporary('prometheus'));
  }, BUILD_TIMEOUT);

  afterAll(async () => {
    await prometheus?.stop();
    removeTemporary();
  });

  const seriesIn = async (name: string) => {
    const { panel, dashboard } = panels.find((one) => one.name === name)!;
    return seriesOf(panel, dashboard, prometheus, TIME);
  };
  const lastIn = async (name: string) =>
    Object.fromEntries((await seriesIn(name)).map(({ name, points }) => [name, points.at(-1)?.[1]]));

  test.each(panels)('$name has data, and each series a name of its own', async ({ dashboard, panel }) => {
    const series = await seriesOf(panel, dashboard, prometheus, TIME);
    expect(series.length).toBeGreaterThan(0);
    expect(series.flatMap(({ points }) => points).some(([, value]) => Number.isFinite(value))).toBe(true);
    if (panel.type !== 'table') {
      expect(new Set(series.map(({ name }) => name)).size).toBe(series.length);
    }
  });

  test('GPUs are counted once, and those that nodes offer are allocated or available', async () => {
    const count = async (title: string) => Object.values(await lastIn(`fleet: GPUs: ${title}`))[0]!;
    expect(await count('Seen')).toBe(36);
    expect((await count('Allocated')) + (await count('Available'))).toBe(36);
    expect(await count('Busy')).toBeLessThanOrEqual(await count('Allocated'));
  });

  test('the price of all GPUs that are seen is that of the node pools, also where a member has several prices', async () => {
    const { all, idle } = await lastIn('fleet: GPUs: Used and idle');
    expect(all).toBeCloseTo(3 * (100 + 40 + 8));
    const byMember = await lastIn('fleet: GPUs: Idle, by member');
    expect(byMember.a! + byMember.b!).toBeCloseTo(idle!);
  });

  test('shares of requests add up, and errors are told by version', async () => {
    const shares = await lastIn('fleet: Traffic: Share of requests');
    expect(shares['resnet50.serving v2']! + shares['resnet50.serving v3']!).toBeCloseTo(100);
    expect(shares['resnet50.serving v3']).toBeCloseTo(10, 0);
    const errors = await lastIn('fleet: Traffic: Error rate');
    expect(errors['resnet50.serving v3']).toBeGreaterThan(errors['resnet50.serving v2']!);
  });

  test('jobs that ended in the time shown are counted, though their counters never grow', async () => {
    const perHour = await seriesIn('fleet: Training: Volcano jobs completed per hour');
    expect(Math.max(...perHour.flatMap(({ points }) => points.map(([, value]) => value)))).toBeGreaterThan(0);
    const rate = Object.values(await lastIn('fleet: Training: Volcano jobs: completion rate'))[0]!;
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThanOrEqual(100);
  });
});
