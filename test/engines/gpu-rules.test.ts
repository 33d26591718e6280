import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetApp, FleetDashboards, Gpu, GpuFleet, GpuMonitor, parsePromql } from '../../lib';
import type { Json, JsonObject } from '../../lib/core/manifest';
import { writeYaml } from '../../lib/core/yaml';
import { defaultCacheRoot, ensureEngines } from '../../lib/engines';
import type { RuleInGroup } from '../../lib/l1/prometheus-operator';
import { checkGroups } from '../../lib/observability/rule-checks';
import { ACCEPTED_RULES, REFUSED_RULES } from '../prometheus-rules';
import { ACCEPTED, REFUSED } from '../promql-queries';
import { gpuMember } from '../support';
import { BUILD_TIMEOUT } from './support/engines';
import { removeTemporary, temporary } from './support/folders';

let promtool: string;
let folder: string;

beforeAll(async () => {
  promtool = (await ensureEngines(['promtool'], { cacheRoot: defaultCacheRoot() })).promtool.binary;
  folder = temporary('rules');
  mkdirSync(folder);
}, BUILD_TIMEOUT);

afterAll(removeTemporary);

/** What promtool says, and whether it agrees. */
function run(...args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(promtool, args, { encoding: 'utf8', timeout: 60_000 });
  if (error) {
    throw error;
  }
  return { ok: status === 0, output: stdout + stderr };
}

function write(name: string, value: Json): string {
  const file = join(folder, name);
  writeFileSync(file, writeYaml(value));
  return file;
}

describe('the rules of a GpuMonitor', () => {
  const monitor = new GpuMonitor(
    new GpuFleet(new FleetApp(), 'fleet', { prometheusOperator: '0.93', members: { a: gpuMember(1, 4) } }),
    'gpus',
  );
  const groups = (monitor.rules.a!.toJson() as { readonly spec: JsonObject }).spec;
  const gpu = (metric: string, n: number, more = '') =>
    `${metric}{cluster="a", node="n", gpu="${n}", model="V100"${more}}`;
  const series = (metric: string, values: string, more = '') => ({ series: gpu(metric, 0, more), values });
  /** What exporters publish of a card in MIG devices: each device, with the temperature of the card, and never DCGM_FI_DEV_GPU_UTIL. */
  const divided = (n: number, ...active: readonly number[]) =>
    active.flatMap((ratio, i) => {
      const device = `, GPU_I_PROFILE="1g.10gb", GPU_I_ID="${7 + i}"`;
      return [
        { series: gpu('DCGM_FI_DEV_GPU_TEMP', n, device), values: '40x180' },
        { series: gpu('DCGM_FI_PROF_GR_ENGINE_ACTIVE', n, device), values: `${ratio}x180` },
      ];
    });
  const held = ', namespace="ml", pod="p", queue="q", job_name="j"';

  test('pass promtool', () => {
    const { ok, output } = run('check', 'rules', '--lint=all', '--lint-fatal', write('rules.yaml', groups));
    expect(output).toContain('SUCCESS');
    expect(ok).toBe(true);
  });

  test.each<[string, string, Json[], string, readonly JsonObject[]]>([
    ['no GPU is seen at all', 'GpuMissing', [], '20m', [{ cluster: 'a', severity: 'critical' }]],
    [
      'three of four are seen, one of them in two slices',
      'GpuMissing',
      [0, 1]
        .map((n) => ({ series: gpu('DCGM_FI_DEV_GPU_UTIL', n), values: '1x30' }))
        .concat(
          ['one', 'other'].map((pod) => ({ series: gpu('DCGM_FI_DEV_GPU_UTIL', 2, `, pod="${pod}"`), values: '1x30' })),
        ),
      '20m',
      [{ cluster: 'a', severity: 'critical' }],
    ],
    [
      'all four are seen',
      'GpuMissing',
      [0, 1, 2, 3].map((n) => ({ series: gpu('DCGM_FI_DEV_GPU_UTIL', n), values: '1x30' })),
      '20m',
      [],
    ],
    [
      'all four are seen, three by their temperature, two of them in MIG devices',
      'GpuMissing',
      [
        { series: gpu('DCGM_FI_DEV_GPU_TEMP', 0), values: '40x30' },
        { series: gpu('DCGM_FI_DEV_GPU_UTIL', 1), values: '1x30' },
        ...divided(2, 0.9, 0),
        ...divided(3, 0, 0, 0, 0, 0, 0, 0),
      ],
      '20m',
      [],
    ],
    [
      'the GPU has fallen off the bus',
      'GpuHardwareError',
      [series('DCGM_FI_DEV_XID_ERRORS', '0 79x10')],
      '5m',
      [{ cluster: 'a', node: 'n', gpu: '0', model: 'V100', severity: 'critical' }],
    ],
    ['a program has done wrong', 'GpuHardwareError', [series('DCGM_FI_DEV_XID_ERRORS', '31x10')], '5m', []],
    [
      'heat holds the clock down, under the old name of the field',
      'GpuThrottled',
      [series('DCGM_FI_DEV_CLOCK_THROTTLE_REASONS', '65x30')],
      '20m',
      [{ cluster: 'a', node: 'n', gpu: '0', model: 'V100', severity: 'warning' }],
    ],
    [
      'the GPU idles, or software caps its power',
      'GpuThrottled',
      [series('DCGM_FI_DEV_CLOCKS_EVENT_REASONS', '5x30')],
      '20m',
      [],
    ],
    ['it is hot for a moment', 'GpuTooHot', [series('DCGM_FI_DEV_GPU_TEMP', '60 90 60x20')], '10m', []],
    [
      'it is hot',
      'GpuTooHot',
      [series('DCGM_FI_DEV_GPU_TEMP', '86x20')],
      '10m',
      [{ cluster: 'a', node: 'n', gpu: '0', model: 'V100', severity: 'warning' }],
    ],
    [
      'memory is nearly full',
      'GpuMemoryNearlyFull',
      [series('DCGM_FI_DEV_FB_USED', '97x30', held), series('DCGM_FI_DEV_FB_FREE', '3x30', held)],
      '20m',
      [
        {
          cluster: 'a',
          node: 'n',
          gpu: '0',
          model: 'V100',
          namespace: 'ml',
          pod: 'p',
          queue: 'q',
          job_name: 'j',
          severity: 'warning',
        },
      ],
    ],
    [
      'a pod holds a GPU that idles',
      'GpuIdleButHeld',
      [series('DCGM_FI_DEV_GPU_UTIL', '1x180', held)],
      '150m',
      [
        {
          cluster: 'a',
          node: 'n',
          gpu: '0',
          model: 'V100',
          namespace: 'ml',
          pod: 'p',
          queue: 'q',
          job_name: 'j',
          severity: 'info',
        },
      ],
    ],
    [
      'a pod began to hold a GPU an hour and a half ago',
      'GpuIdleButHeld',
      [series('DCGM_FI_DEV_GPU_UTIL', '1x180', held)],
      '90m',
      [],
    ],
    ['a GPU idles that nobody holds', 'GpuIdleButHeld', [series('DCGM_FI_DEV_GPU_UTIL', '1x180')], '150m', []],
    [
      'broken memory could not be mapped away',
      'GpuRowRemapFailed',
      [series('DCGM_FI_DEV_ROW_REMAP_FAILURE', '0 0 0')],
      '2m',
      [],
    ],
  ])('when %s: %s', (_, alertname, input_series, eval_time, alerts) => {
    const rules = write('rules.yaml', groups);
    const file = write('tests.yaml', {
      rule_files: [rules],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series,
          promql_expr_test: [
            {
              expr: `ALERTS{alertname="${alertname}", alertstate="firing"}`,
              eval_time,
              exp_samples: alerts.map((labels) => ({ labels: alertSeries(alertname, labels), value: 1 })),
            },
          ],
        },
      ],
    });
    const { ok, output } = run('test', 'rules', file);
    expect(output).toContain('SUCCESS');
    expect(ok).toBe(true);
  });

  /** Two pods of one job share a card in time slices, another job has one of the two MIG devices of a card. */
  const shared: Json[] = [
    ...['one', 'other'].map((pod) => ({
      series: gpu('DCGM_FI_DEV_GPU_UTIL', 0, `, namespace="ml", pod="${pod}", job_name="j"`),
      values: '40x10',
    })),
    {
      series: gpu('DCGM_FI_PROF_GR_ENGINE_ACTIVE', 1, ', GPU_I_ID="7", namespace="ml", pod="p", job_name="k"'),
      values: '0.8x10',
    },
    { series: gpu('DCGM_FI_PROF_GR_ENGINE_ACTIVE', 1, ', GPU_I_ID="8"'), values: '0x10' },
    // what older exporters say of MIG devices, whatever they do
    { series: gpu('DCGM_FI_DEV_GPU_UTIL', 1, ', GPU_I_ID="7"'), values: '0x10' },
  ];

  test.each<[string, readonly (readonly [string, number])[]]>([
    ['cluster_model:gpus:count', [['{cluster="a", model="V100"}', 2]]],
    // cards count alike: one is busy to 0.4, the other to the mean of its devices
    ['cluster_model:gpu_utilization:avg', [['{cluster="a", model="V100"}', 0.4]]],
    [
      'owner:gpu_utilization:avg',
      [
        ['{cluster="a", namespace="ml", job_name="j"}', 0.4],
        ['{cluster="a", namespace="ml", job_name="k"}', 0.8],
      ],
    ],
    [
      'owner:gpus:count',
      [
        ['{cluster="a", namespace="ml", job_name="j"}', 1],
        ['{cluster="a", namespace="ml", job_name="k"}', 1],
      ],
    ],
  ])('%s knows cards that are shared', (record, samples) => {
    const file = write('tests.yaml', {
      rule_files: [write('rules.yaml', groups)],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: shared,
          promql_expr_test: [
            {
              expr: record,
              eval_time: '5m',
              exp_samples: samples.map(([labels, value]) => ({ labels: `${record}${labels}`, value })),
            },
          ],
        },
      ],
    });
    expect(run('test', 'rules', file).output).toContain('SUCCESS');
  });

  test('alerts say what to do, with the values seen', () => {
    const file = write('tests.yaml', {
      rule_files: [write('rules.yaml', groups)],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [series('DCGM_FI_DEV_GPU_TEMP', '91x20')],
          alert_rule_test: [
            {
              eval_time: '10m',
              alertname: 'GpuTooHot',
              exp_alerts: [
                {
                  exp_labels: { cluster: 'a', node: 'n', gpu: '0', model: 'V100', severity: 'warning' },
                  exp_annotations: {
                    summary: 'GPU 0 of n has 91 degrees Celsius',
                    description: 'It has been above 85 degrees for 5 minutes. Look at the cooling of the node.',
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(run('test', 'rules', file).output).toContain('SUCCESS');
  });
});

describe('the queries of the dashboard about GPUs', () => {
  const pools = [{ name: 'p', gpu: Gpu.nvidia('A100-80GB'), nodes: 2, gpusPerNode: 2, hourly: 20 }];
  const fleet = new GpuFleet(new FleetApp(), 'fleet', { members: { a: { kubernetes: '1.34', pools } } });
  const { panels } = new FleetDashboards(fleet, 'boards').dashboards.gpus as unknown as {
    readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
  };
  const askedBy = (title: string) =>
    panels.find((panel) => panel.title === title)!.targets![0]!.expr.replaceAll('$cluster', 'a');
  const of = (node: string, gpu: number, more = '') =>
    `{cluster="a", ${node}, gpu="${gpu}", modelName="A100", UUID="${node.length} ${gpu}"${more}}`;
  /** Four cards on two nodes, of which one is busy, as releases of the exporter publish them. */
  const whole = (hostname: string, names: Readonly<Record<string, string>>): Json[] =>
    ['x', 'y'].flatMap((node, i) =>
      [0, 1].flatMap((gpu) =>
        Object.entries(names).map(([metric, values]) => ({
          series: `${metric}${of(`${hostname}="${node}"`, gpu)}`,
          values: i + gpu === 0 ? values : '0x20',
        })),
      ),
    );
  /** One card in seven MIG devices, of which one is busy and full. */
  const divided: Json[] = Array.from({ length: 7 }, (_, i) => i).flatMap((i) =>
    Object.entries({
      DCGM_FI_DEV_GPU_TEMP: 40,
      DCGM_FI_DEV_POWER_USAGE: 300,
      DCGM_FI_DEV_FB_USED: i === 0 ? 9700 : 0,
      DCGM_FI_DEV_FB_FREE: i === 0 ? 0 : 9700,
      DCGM_FI_PROF_GR_ENGINE_ACTIVE: i === 0 ? 0.7 : 0,
    }).map(([metric, value]) => ({
      series: `${metric}${of('hostname="x"', 0, `, GPU_I_PROFILE="1g.10gb", GPU_I_ID="${7 + i}"`)}`,
      values: `${value}x20`,
    })),
  );
  const old = { DCGM_FI_DEV_GPU_TEMP: '60x20', DCGM_FI_DEV_GPU_UTIL: '80x20', DCGM_FI_DEV_XID_ERRORS: '79x20' };
  const renamed = {
    DCGM_FI_DEV_GPU_TEMP_CELSIUS: '60x20',
    DCGM_FI_DEV_GPU_UTIL_RATIO: '0.8x20',
    DCGM_FI_DEV_XID_ERROR: '79x20',
  };
  const four = { Seen: 4, Busy: 1, Utilisation: 20, 'With errors': 1, 'Share of the price': 75, Idle: 30 };

  test.each<[string, Json[], Readonly<Record<string, number>>]>([
    ['dcgm-exporter 4.8.2', whole('Hostname', old), four],
    ['4.8.3, which has another name for the node', whole('hostname', old), four],
    ['4.9, which has other names and units', whole('hostname', renamed), four],
    [
      'a card in MIG devices',
      divided,
      { Seen: 1, Busy: 1, Utilisation: 10, 'With errors': 0, 'Share of the price': 0, Idle: 0 },
    ],
  ])('see what is there: %s', (_, input_series, seen) => {
    const promql_expr_test = Object.entries(seen).map(([title, value]) => ({
      expr: `round(${askedBy(title)}, 0.001)`,
      eval_time: '10m',
      exp_samples: [{ labels: '{}', value }],
    }));
    const file = write('tests.yaml', {
      evaluation_interval: '1m',
      tests: [{ interval: '1m', input_series, promql_expr_test }],
    });
    expect(run('test', 'rules', file).output).toContain('SUCCESS');
  });

  test('know that MIG devices have memory of their own, and the power of their card', () => {
    const lastIn = (title: string, value: number) => ({
      expr: `round(${askedBy(title)}, 0.1)`,
      eval_time: '10m',
      exp_samples: [{ labels: '{cluster="a"}', value }],
    });
    const file = write('tests.yaml', {
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: divided,
          promql_expr_test: [lastIn('Memory', 14.3), lastIn('Power', 300)],
        },
      ],
    });
    expect(run('test', 'rules', file).output).toContain('SUCCESS');
  });
});

describe('the checks of rules', () => {
  const promtoolTakes = (rule: RuleInGroup) =>
    run('check', 'rules', write('rules.yaml', { groups: [{ name: 'g', rules: [rule] }] } as unknown as JsonObject)).ok;
  const found = (rule: RuleInGroup) => [...checkGroups('rules', [{ name: 'g', rules: [rule] }])];

  test.each(ACCEPTED_RULES)('and Prometheus accept %j', (rule) => {
    expect(found(rule)).toEqual([]);
    expect(promtoolTakes(rule)).toBe(true);
  });

  test.each(REFUSED_RULES)('and Prometheus refuse %j', (rule) => {
    expect(found(rule)).not.toEqual([]);
    expect(promtoolTakes(rule)).toBe(false);
  });
});

describe('parsePromql', () => {
  /** Promtool formats whatever it can parse. */
  const accepts = (query: string) => run('promql', 'format', '--experimental', '--', query).ok;

  test.each(ACCEPTED)('and Prometheus accept %s', (query) => {
    expect(parsePromql(query).problems).toEqual([]);
    expect(accepts(query)).toBe(true);
  });

  test.each(REFUSED.filter(([query]) => query !== ''))('and Prometheus refuse %s', (query) => {
    expect(parsePromql(query).problems).not.toEqual([]);
    expect(accepts(query)).toBe(false);
  });
});

function alertSeries(alertname: string, labels: JsonObject): string {
  const all = { alertname, alertstate: 'firing', ...labels };
  return `ALERTS{${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;
}
