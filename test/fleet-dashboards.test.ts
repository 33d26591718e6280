import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { JsonPatch } from 'cdk8s';
import { FleetDashboards, Gpu, type GrafanaDashboard, parsePromql } from '../lib';
import { gpuPrices } from '../lib/observability/dashboards/gpu-prices';
import { queriesOf, withoutVariables } from '../lib/observability/dashboards/queries';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, twoMembers } from './support';

const V100 = { name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 4, gpusPerNode: 2, hourly: 46 };
const RTX4090 = { name: 'rtx4090', gpu: Gpu.nvidia('RTX4090'), nodes: 6, gpusPerNode: 4, hourly: 18 };
const priced = { a: gpuMember(1, 1, { pools: [V100] }), b: gpuMember(1, 1, { pools: [RTX4090] }) };
const everything = {
  volcano: '1.15',
  istio: '1.30',
  members: priced,
  groups: { train: ['a'] },
  currency: 'CNY',
} as const;
const METRICS = [
  'DCGM_FI_DEV_BOARD_POWER_WATTS',
  'DCGM_FI_DEV_FB_FREE',
  'DCGM_FI_DEV_FB_FREE_BYTES',
  'DCGM_FI_DEV_FB_USED',
  'DCGM_FI_DEV_FB_USED_BYTES',
  'DCGM_FI_DEV_GPU_UTIL',
  'DCGM_FI_DEV_GPU_UTIL_RATIO',
  'DCGM_FI_DEV_POWER_USAGE',
  'DCGM_FI_DEV_XID_ERROR',
  'DCGM_FI_DEV_XID_ERRORS',
  'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
  'DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO',
  'istio_request_duration_milliseconds_bucket',
  'istio_requests_total',
  'kube_job_complete',
  'kube_job_failed',
  'kube_node_status_allocatable',
  'kube_pod_container_resource_requests',
  'kube_pod_status_phase',
  'probe_dns_lookup_time_seconds',
  'probe_duration_seconds',
  'probe_icmp_duration_seconds',
  'probe_success',
  'volcano_e2e_job_scheduling_duration',
  'volcano_job_completed_phase_count',
  'volcano_job_failed_phase_count',
  'volcano_queue_allocated_scalar_resources',
  'volcano_queue_deserved_scalar_resources',
  'volcano_queue_pod_group_inqueue_count',
  'volcano_queue_pod_group_pending_count',
  'volcano_queue_pod_group_running_count',
  'volcano_queue_request_scalar_resources',
];
const configMapsOf = (app: Parameters<typeof manifestsOf>[0]) =>
  manifestsOf(app, { kind: 'ConfigMap', target: 'fleet/host' });

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}
const panelsOf = (dashboard: GrafanaDashboard) => dashboard.panels as readonly Panel[];
const titlesOf = (dashboard: GrafanaDashboard | undefined) => panelsOf(dashboard!).map(({ title }) => title);

function made(more: Parameters<typeof twoMembers>[0] = everything, props = {}) {
  const { app, fleet } = twoMembers(more);
  return { app, fleet, dashboards: new FleetDashboards(fleet, 'boards', props) };
}

/** A dashboard with one panel that asks `expr`. */
function dashboardAsking(expr: string): DashboardBuilder {
  const panel = new PanelBuilder().title('Mine').withTarget(new DataqueryBuilder().expr(expr));
  return new DashboardBuilder('My dashboard').withPanel(panel);
}

describe('FleetDashboards', () => {
  const { app, dashboards } = made();
  const all = Object.entries(dashboards.dashboards);

  test('become ConfigMaps on the host, as the sidecar of Grafana looks for them', () => {
    expect(findingsOf(app)).toEqual([]);
    const configMaps = configMapsOf(app);
    expect(configMaps.map(({ metadata }) => metadata)).toEqual(
      ['gpus', 'training', 'traffic'].map((name) => ({
        name: `fleet-boards-${name}`,
        namespace: 'monitoring',
        labels: { grafana_dashboard: '1' },
        annotations: { grafana_folder: 'fleet' },
      })),
    );
    const { data } = configMaps[0] as unknown as { data: Record<string, string> };
    expect(Object.keys(data)).toEqual(['fleet-boards-gpus.json']);
    expect(JSON.parse(data['fleet-boards-gpus.json']!)).toEqual(dashboards.dashboards.gpus);
  });

  test('are the same each time they are made', () => {
    expect(made().dashboards.dashboards).toEqual(dashboards.dashboards);
    expect(configMapsOf(made().app)).toEqual(configMapsOf(app));
  });

  test.each(all)('%s: every query is one that Prometheus accepts', (_, dashboard) => {
    const queries = queriesOf(dashboard);
    expect(queries.length).toBeGreaterThan(5);
    for (const { expr } of queries) {
      expect(withoutVariables(expr).map((query) => parsePromql(query).problems)).toEqual([[]]);
    }
  });

  test('ask for metrics that the exporters publish by default, and docs say which', () => {
    const page = readFileSync(join(__dirname, '../docs/fleet-dashboards.md'), 'utf8');
    const metrics = all.flatMap(([, dashboard]) =>
      queriesOf(dashboard).flatMap(({ expr }) => withoutVariables(expr).flatMap((query) => parsePromql(query).metrics)),
    );
    expect([...new Set(metrics)].sort()).toEqual(METRICS);
    expect(METRICS.filter((metric) => !page.includes(`\`${metric}\``))).toEqual([]);
  });

  test.each(all)('%s: every panel says what it shows, in which unit, and asks something', (_, dashboard) => {
    for (const { type, title, description, fieldConfig, targets } of panelsOf(dashboard)) {
      if (type !== 'row') {
        expect({ title, words: description?.split(' ').length, unit: fieldConfig?.defaults.unit }).toEqual({
          title: expect.stringMatching(/\S/),
          words: expect.any(Number),
          unit: expect.stringMatching(/\S/),
        });
        expect(targets?.map(({ refId }) => refId)).toEqual(['A', 'B', 'C'].slice(0, targets?.length));
      }
    }
  });

  test.each(all)('%s: panels have numbers of their own, lie in the grid, and none lies on another', (_, dashboard) => {
    const panels = panelsOf(dashboard);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_cell, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  test.each(all)(
    '%s: shows members of the fleet only, and can be narrowed to some of them or a group',
    (_, dashboard) => {
      const { templating } = dashboard as unknown as { templating: { list: { name: string; query: string }[] } };
      expect(templating.list.slice(0, 3).map(({ name, query }) => [name, query])).toEqual([
        ['datasource', 'prometheus'],
        ['cluster', 'a,b'],
        ['group', 'all : .+,train : a'],
      ]);
      for (const { expr } of queriesOf(dashboard)) {
        const selectors = expr.match(/\{[^{}]*(\$\{group:raw\})?[^{}]*\}/g) ?? [];
        expect(
          selectors.filter((selector) => !selector.startsWith(`{cluster=~"$cluster", cluster=~"\${group:raw}"`)),
        ).toEqual([]);
      }
    },
  );

  test('show what the engines of the fleet publish, and nothing of others', () => {
    const bare = made({ members: { a: gpuMember(), b: gpuMember() } }).dashboards.dashboards;
    expect(titlesOf(bare.training)).not.toContain('Queues');
    expect(titlesOf(dashboards.dashboards.training)).toContain('Queues');
    expect(titlesOf(bare.traffic)).not.toContain('Error rate');
    expect(titlesOf(dashboards.dashboards.traffic)).toContain('Error rate');
    expect(titlesOf(bare.gpus)).not.toContain('Cost of idle GPUs');
    expect(JSON.stringify(bare)).not.toContain('group:raw');
  });

  test('names, labels and folder are as the program says', () => {
    const { app } = made(everything, {
      boards: ['gpus'],
      namespace: 'grafana',
      labels: { dashboards: 'yes' },
      folder: 'AI',
      folderAnnotation: 'k8s-sidecar-target-directory',
    });
    expect(configMapsOf(app).map(({ metadata }) => metadata)).toEqual([
      {
        name: 'fleet-boards-gpus',
        namespace: 'grafana',
        labels: { dashboards: 'yes' },
        annotations: { 'k8s-sidecar-target-directory': 'AI' },
      },
    ]);
  });

  test('are patched like any object', () => {
    const { app, dashboards } = made();
    dashboards.objects.gpus?.addJsonPatch(JsonPatch.add('/metadata/labels/team', 'ml'));
    expect(configMapsOf(app)[0]?.metadata.labels).toEqual({ grafana_dashboard: '1', team: 'ml' });
  });

  test('uids are those of the names, shortened where Grafana would refuse them', () => {
    const { fleet } = twoMembers();
    const { gpus } = new FleetDashboards(fleet, 'a-very-long-name-for-the-dashboards-of-it').dashboards;
    expect(dashboards.dashboards.gpus?.uid).toBe('fleet-boards-gpus');
    expect(gpus?.uid).toMatch(/^fleet-a-very-long-name-for-the--[0-9a-f]{8}$/);
  });
});

describe('dashboards of a program', () => {
  test('are added as builders or as JSON, and get a uid where they have none', () => {
    const { app, dashboards } = made(everything, { boards: [], extra: { built: dashboardAsking('up') } });
    dashboards.add('exported', { title: 'Exported', uid: 'of-its-own', panels: [] });
    expect(findingsOf(app)).toEqual([]);
    expect(Object.values(dashboards.dashboards).map(({ uid, title }) => [uid, title])).toEqual([
      ['fleet-boards-built', 'My dashboard'],
      ['of-its-own', 'Exported'],
    ]);
    expect(() => dashboards.add('built', dashboardAsking('up'))).toThrow(/already/);
  });

  test('a query that Prometheus would refuse is found, wherever it is', () => {
    const annotations = { list: [{ name: 'deploys', expr: 'sum(' }] };
    const templating = { list: [{ type: 'query', query: { query: 'label_values(up{job=}, pod)' } }] };
    const folded = { type: 'row', panels: [{ title: 'Folded', targets: [{ expr: 'rate(x_total)' }] }] };
    const { app } = made(everything, {
      boards: [],
      extra: {
        built: dashboardAsking('sum by pod (up)'),
        json: { title: 'J', panels: [folded], annotations, templating },
      },
    });
    const found = findingsOf(app, 'dashboards/bad-query');
    expect(found.map(({ place, value }) => [place, value])).toEqual([
      ['fleet-host/boards/built', 'sum by pod (up)'],
      ['fleet-host/boards/json', 'rate(x_total)'],
      ['fleet-host/boards/json', 'sum('],
      ['fleet-host/boards/json', 'up{job=}'],
    ]);
    expect(found[0]?.message).toContain("panel 'Mine', /panels/0/targets/0/expr");
  });

  test.each([
    'rate(http_requests_total{pod=~"$pod"}[$__rate_interval])',
    'topk($n, up)',
    'sum by ($label) ($metric)',
    `max_over_time(up[$window] offset \${shift})`,
    'avg_over_time(up[[[window]]])',
    `increase(up[\${__range_s}s])`,
    'sum by ($group) (rate(http_requests_total[$interval]))',
    'topk($n, sum by ($label) (rate(x[$__rate_interval])))',
    'histogram_quantile($q, sum by (le, $by) (rate(x_bucket[5m])))',
    'max_over_time($metric[$window:$step] offset -$shift) > $threshold',
    `increase($metric[\${n}m])`,
    'sum by ($a, $b, $c, $d, $e, $f, $g) (up)',
    `sum(up{a='$x \${y:regex}', b="[[z]]"}) # $comment`,
  ])('variables of Grafana are no mistake: %s', (expr) => {
    expect(findingsOf(made(everything, { boards: [], extra: { x: dashboardAsking(expr) } }).app)).toEqual([]);
  });

  test.each(['sum by ($label) (rate($metric))', 'topk($label, up[$window])', '$a + $b +'])(
    'what is wrong whatever variables stand for is found: %s',
    (expr) => {
      const { app } = made(everything, { boards: [], extra: { x: dashboardAsking(expr) } });
      expect(findingsOf(app)).toMatchObject([{ id: 'dashboards/bad-query', value: expr }]);
    },
  );

  test('queries to other data sources are not read as PromQL', () => {
    const loki = { type: 'loki', uid: 'logs' };
    const targets = [{ expr: '{app="x"} |= "error"' }];
    const panels = [
      { title: 'Logs', datasource: loki, targets },
      { title: 'Logs by name', datasource: 'Loki', targets },
    ];
    expect(findingsOf(made(everything, { boards: [], extra: { logs: { title: 'Logs', panels } } }).app)).toEqual([]);
  });

  test.each<[string, Record<string, GrafanaDashboard>]>([
    ['dashboards/duplicate-uid', { x: { title: 'X', uid: 'same' }, y: { title: 'Y', uid: 'same' } }],
    ['dashboards/bad-uid', { x: { title: 'X', uid: 'x'.repeat(41) } }],
    ['dashboards/bad-uid', { x: { title: 'X', uid: 'a b' } }],
    ['dashboards/no-title', { x: { uid: 'x' } }],
    ['dashboards/has-inputs', { x: { title: 'X', __inputs: [{ name: 'DS_PROMETHEUS' }] } }],
    ['dashboards/too-large', { x: { title: 'X', panels: [{ title: 'x'.repeat(2 ** 20) }] } }],
  ])('%s', (id, extra) => {
    const found = findingsOf(made(everything, { boards: [], extra }).app);
    expect(found.map((finding) => [finding.id, finding.severity])).toEqual([[id, 'error']]);
  });

  test('a board that the library does not have is an error', () => {
    const found = findingsOf(made(everything, { boards: ['gpus', 'gpu'] }).app);
    expect(found.map(({ id, place, value }) => [id, place, value])).toEqual([
      ['dashboards/unknown-board', 'fleet/boards', 'gpu'],
    ]);
  });

  test.each([-1, 100, Number.NaN])('a GPU cannot be busy above %d percent', (busyAbove) => {
    expect(findingsOf(made(everything, { busyAbove }).app, 'dashboards/bad-threshold')).toMatchObject([
      { place: 'fleet/boards', value: busyAbove },
    ]);
  });

  test('GPUs that the dcgm-exporter cannot see are told', () => {
    const pools = [{ name: 'p', gpu: Gpu.huawei('Ascend910B'), nodes: 1, gpusPerNode: 8 }];
    const members = { a: { kubernetes: '1.34', pools }, b: gpuMember() };
    expect(findingsOf(made({ members }).app).map(({ id, value }) => [id, value])).toEqual([
      ['dashboards/unseen-gpus', ['a']],
    ]);
    expect(findingsOf(made({ members }, { boards: ['training'] }).app)).toEqual([]);

    const custom = { model: 'X', vendor: 'nvidia', generation: 'g', memoryGiB: 8, product: 'NVIDIA-X' } as const;
    const gpu = Gpu.custom({ ...custom, resource: 'volcano.sh/vgpu-number' });
    expect(
      findingsOf(made({ members: { a: { kubernetes: '1.34', pools: [{ ...pools[0]!, gpu }] }, b: gpuMember() } }).app),
    ).toEqual([]);
  });
});

describe('prices of GPUs', () => {
  const pricesOf = (members: typeof priced) => gpuPrices(twoMembers({ members }).fleet.model);

  test('are those of the node pools, found by the member where it has one price', () => {
    expect(pricesOf(priced)).toEqual([
      { hourly: 23, matchers: ['cluster=~"a"'] },
      { hourly: 4.5, matchers: ['cluster=~"b"'] },
    ]);
    expect(pricesOf({ a: priced.a, b: priced.a })).toEqual([{ hourly: 23, matchers: ['cluster=~"a|b"'] }]);
  });

  test('are found by the model too where a member has several', () => {
    const mixed = gpuMember(1, 1, { pools: [V100, RTX4090, { ...V100, name: 'dear', nodes: 4, hourly: 54 }] });
    expect(pricesOf({ a: mixed, b: gpuMember() })).toEqual([
      { hourly: 25, matchers: ['cluster="a"', 'modelName=~"Tesla[ -]V100[ -]SXM2[ -]16GB"'] },
      { hourly: 4.5, matchers: ['cluster="a"', 'modelName=~"NVIDIA[ -]GeForce[ -]RTX[ -]4090"'] },
    ]);
  });
});
