import { ApiObject, JsonPatch } from 'cdk8s';
import { Gpu, GpuMonitor, type GpuMonitorProps } from '../lib';
import type { Relabeling, RuleGroup } from '../lib/l1/prometheus-operator';
import { findingsOf, manifestsOf } from '../lib/testing';
import { gpuMember, twoMembers } from './support';

const operator = { prometheusOperator: '0.93' } as const;
const amd = [{ name: 'p', gpu: Gpu.amd('MI300X'), nodes: 1, gpusPerNode: 8 }];

/** A monitor over a (32 GPUs of NVIDIA) and b (8 of AMD), unless the properties say otherwise. */
function monitored(props: GpuMonitorProps<'a' | 'b'> = {}) {
  const { app, fleet } = twoMembers({
    ...operator,
    members: { a: gpuMember(4, 8), b: { kubernetes: '1.34', pools: amd } },
  });
  return { app, fleet, monitor: new GpuMonitor(fleet, 'gpus', props) };
}

interface Endpoint {
  readonly port: string;
  readonly interval: string;
  readonly relabelings: readonly Relabeling[];
  readonly metricRelabelings: readonly Relabeling[];
}

const endpointOf = (app: Parameters<typeof manifestsOf>[0]) => {
  const [monitor] = manifestsOf(app, { kind: 'ServiceMonitor' });
  return (monitor!.spec as unknown as { readonly endpoints: readonly [Endpoint] }).endpoints[0];
};
const alertsIn = (app: Parameters<typeof manifestsOf>[0]) => {
  const [rule] = manifestsOf(app, { kind: 'PrometheusRule' });
  const { groups } = rule!.spec as unknown as { readonly groups: readonly RuleGroup[] };
  return new Map(groups.flatMap(({ rules = [] }) => rules).flatMap((one) => (one.alert ? [[one.alert, one]] : [])));
};

describe('GpuMonitor', () => {
  test('watches the members that have NVIDIA GPUs', () => {
    const { app, monitor } = monitored();
    expect(findingsOf(app)).toEqual([]);
    expect(monitor.members).toEqual(['a']);
    expect(manifestsOf(app, { kind: 'ServiceMonitor' })).toMatchObject([
      {
        metadata: { name: 'gpus', namespace: 'monitoring' },
        spec: {
          selector: { matchLabels: { app: 'nvidia-dcgm-exporter' } },
          namespaceSelector: { matchNames: ['gpu-operator'] },
        },
      },
    ]);
  });

  test('knows NVIDIA GPUs also where another plugin offers them', () => {
    const gpu = Gpu.custom({
      model: 'X',
      vendor: 'nvidia',
      generation: 'g',
      memoryGiB: 8,
      product: 'NVIDIA-X',
      resource: 'volcano.sh/vgpu-number',
    });
    const pools = [{ name: 'p', gpu, nodes: 2, gpusPerNode: 4 }];
    const { app, fleet } = twoMembers({
      ...operator,
      members: { a: { kubernetes: '1.34', pools }, b: { kubernetes: '1.34' } },
    });
    expect(new GpuMonitor(fleet, 'gpus').members).toEqual(['a']);
    expect(alertsIn(app).get('GpuMissing')!.expr).toMatch(/ < 8$/);
  });

  test('says cluster and node, and takes away the labels that hide who holds the GPU', () => {
    const { relabelings, metricRelabelings } = endpointOf(monitored().app);
    expect(relabelings).toEqual([
      { targetLabel: 'cluster', replacement: 'a' },
      { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
      { action: 'labeldrop', regex: 'pod|namespace|container|service|endpoint' },
    ]);
    expect(metricRelabelings.flatMap(({ targetLabel }) => targetLabel ?? [])).toEqual(['model', 'queue', 'job_name']);
  });

  test('knows how many GPUs there have to be, and the thresholds', () => {
    const alerts = alertsIn(monitored({ alerts: { temperatureAbove: 90 } }).app);
    expect(alerts.get('GpuMissing')!.expr).toMatch(/ < 32$/);
    expect(alerts.get('GpuTooHot')!.expr).toBe('(DCGM_FI_DEV_GPU_TEMP or DCGM_FI_DEV_GPU_TEMP_CELSIUS) > 90');
    expect(alerts.get('GpuMemoryNearlyFull')!.expr).toMatch(/ > 0.95$/);
    expect(alertsIn(monitored({ alerts: null }).app).size).toBe(0);
  });

  test.each([
    [{ min: 1, max: 6 }, / < 8$/],
    [{ min: 0, max: 6 }, undefined],
  ])('of a pool that is scaled %j counts the GPUs that are always there', (autoscaling, expected) => {
    const pools = [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 4, gpusPerNode: 8, autoscaling }];
    const { app, fleet } = twoMembers({
      ...operator,
      members: { a: gpuMember(4, 8, { pools }), b: { kubernetes: '1.34' } },
    });
    expect(new GpuMonitor(fleet, 'gpus').members).toEqual(['a']);
    const missing = alertsIn(app).get('GpuMissing')?.expr;
    expect(missing).toEqual(expected === undefined ? undefined : expect.stringMatching(expected));
  });

  test('in the scope of a member watches that member, also without declared pools, and can be patched', () => {
    const { app, fleet } = twoMembers({ ...operator, members: { a: { kubernetes: '1.34' }, b: gpuMember() } });
    const exporter = { namespace: 'dcgm', labels: { app: 'dcgm' }, port: 'metrics' };
    const monitor = new GpuMonitor(fleet.member('a'), 'gpus', { exporter, interval: '30s' });
    ApiObject.of(monitor).addJsonPatch(JsonPatch.add('/spec/sampleLimit', 5000));
    expect(findingsOf(app)).toEqual([]);
    expect(manifestsOf(app, { kind: 'ServiceMonitor' })).toMatchObject([
      { spec: { sampleLimit: 5000, endpoints: [{ port: 'metrics', interval: '30s' }] } },
    ]);
    // nothing is known of how many there have to be
    expect([...alertsIn(app).keys()]).not.toContain('GpuMissing');
  });

  test.each<[string, GpuMonitorProps<'a' | 'b'>]>([
    ['gpus/bad-name', { monitorName: 'GPUs' }],
    ['gpus/unknown-member', { to: ['a', 'c'] as never }],
    ['gpus/no-gpus', { to: ['b'] }],
    ['gpus/no-members', { to: [] }],
    ['gpus/bad-threshold', { alerts: { memoryAbove: 95 } }],
    ['gpus/bad-threshold', { alerts: { idleBelow: 0 } }],
    ['gpus/bad-threshold', { alerts: { temperatureAbove: Number.NaN } }],
    ['prometheus/bad-duration', { interval: 'fast' }],
  ])('%s for %j', (id, props) => {
    expect(findingsOf(monitored(props).app).map((f) => f.id)).toContain(id);
  });

  test('a member without the Prometheus operator', () => {
    const { app, fleet } = twoMembers();
    new GpuMonitor(fleet, 'gpus', { to: fleet.member('a') });
    expect(findingsOf(app)).toMatchObject([{ id: 'prometheus/no-operator', value: 'a' }]);
  });
});
