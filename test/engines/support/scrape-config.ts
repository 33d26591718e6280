import type { JsonObject, Manifest } from '../../../lib/core/manifest';

/**
 * The scrape configuration that the operator makes of a ServiceMonitor, for one pod that is found: labels of the target as its
 * generated relabelling sets them, then the monitor's own.
 * @param target address of the pod's port
 */
export function scrapeConfig(monitor: Manifest, target: string): JsonObject {
  const { endpoints } = monitor.spec as unknown as { readonly endpoints: readonly [JsonObject] };
  const { interval, relabelings, metricRelabelings } = endpoints[0];
  return {
    job_name: `serviceMonitor/monitoring/${monitor.metadata.name}/0`,
    scrape_interval: interval as string,
    static_configs: [
      {
        targets: [target],
        labels: {
          __meta_kubernetes_pod_node_name: 'node-1',
          namespace: 'gpu-operator',
          pod: 'nvidia-dcgm-exporter-x7k2p',
          container: 'nvidia-dcgm-exporter',
          service: 'nvidia-dcgm-exporter',
          endpoint: 'gpu-metrics',
        },
      },
    ],
    relabel_configs: (relabelings as readonly JsonObject[]).map(inPrometheus),
    metric_relabel_configs: (metricRelabelings as readonly JsonObject[]).map(inPrometheus),
  };
}

/** A relabelling under the names of Prometheus's own configuration. */
function inPrometheus(relabeling: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(relabeling).map(([field, value]) => [field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  );
}
