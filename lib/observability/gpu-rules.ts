import type { MemberModel } from '../core/model';
import type { RuleGroup, RuleInGroup } from '../l1/prometheus-operator';
import { type GpuThresholds, HARDWARE_XIDS } from './gpu-alerts';

/** The label of nodes with NVIDIA GPUs, under whatever resource these are offered: whole, in slices, or by another plugin. */
const NVIDIA_PRODUCT = 'nvidia.com/gpu.product';

/** NVIDIA GPUs in the node pools of a member. */
export function nvidiaGpus(member: MemberModel): number {
  return member.pools
    .filter((pool) => NVIDIA_PRODUCT in pool.labels)
    .reduce((sum, pool) => sum + pool.nodes * pool.gpusPerNode, 0);
}

/** Labels of one physical GPU: with time slicing or MIG several series are about it. */
const GPU = 'cluster, node, gpu';

/** Labels that say for whom a GPU works. */
const OWNER = 'cluster, namespace, queue, job_name';

/** Series that dashboards and alerts are made of. */
export function gpuRecordings(): RuleGroup {
  return {
    name: 'gpu.recordings',
    rules: [
      { record: 'gpu:utilization:ratio', expr: 'DCGM_FI_DEV_GPU_UTIL / 100' },
      {
        record: 'gpu:memory_used:ratio',
        expr: 'DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)',
      },
      {
        record: 'cluster_model:gpus:count',
        expr: `count by (cluster, model) (max by (${GPU}, model) (DCGM_FI_DEV_GPU_UTIL))`,
      },
      {
        record: 'cluster_model:gpu_utilization:avg',
        expr: `avg by (cluster, model) (max by (${GPU}, model) (gpu:utilization:ratio))`,
      },
      {
        record: 'owner:gpu_utilization:avg',
        expr: `avg by (${OWNER}) (gpu:utilization:ratio{pod!=""})`,
      },
      { record: 'owner:gpus:count', expr: `count by (${OWNER}) (gpu:utilization:ratio{pod!=""})` },
    ],
  };
}

/** Alerts of one member. What its node pools declare is held against what its exporters see. */
export function gpuAlerts(member: MemberModel, thresholds: GpuThresholds): RuleGroup {
  const { temperatureAbove, memoryAbove, idleBelow } = thresholds;
  const gpus = nvidiaGpus(member);
  return {
    name: 'gpu.alerts',
    rules: [
      ...(gpus > 0 ? [missing(member.name, gpus)] : []),
      alert('GpuHardwareError', 'critical', hardwareErrors(), undefined, {
        summary: 'GPU {{ $labels.gpu }} of {{ $labels.node }} reports XID {{ $value }}',
        description: `Drain the node and look at the GPU. ${Object.entries(HARDWARE_XIDS)
          .map(([xid, what]) => `${xid}: ${what}`)
          .join('; ')}.`,
      }),
      alert('GpuRowRemapFailed', 'critical', 'DCGM_FI_DEV_ROW_REMAP_FAILURE > 0', undefined, {
        summary: 'Memory of GPU {{ $labels.gpu }} of {{ $labels.node }} could not be repaired',
        description: 'Remapping of a broken row has failed. The GPU is to be replaced.',
      }),
      alert('GpuTooHot', 'warning', `DCGM_FI_DEV_GPU_TEMP > ${temperatureAbove}`, '5m', {
        summary: 'GPU {{ $labels.gpu }} of {{ $labels.node }} has {{ $value }} degrees Celsius',
        description: `It has been above ${temperatureAbove} degrees for 5 minutes. Look at the cooling of the node.`,
      }),
      alert('GpuThrottled', 'warning', throttled(), '10m', {
        summary: 'GPU {{ $labels.gpu }} of {{ $labels.node }} is slowed down',
        description: 'Heat, power or the hardware itself has held its clock down for 10 minutes.',
      }),
      alert('GpuMemoryNearlyFull', 'warning', `gpu:memory_used:ratio > ${memoryAbove}`, '10m', {
        summary: 'GPU {{ $labels.gpu }} of {{ $labels.node }} uses {{ $value | humanizePercentage }} of its memory',
        description: 'The next allocation of {{ $labels.namespace }}/{{ $labels.pod }} may fail.',
      }),
      alert(
        'GpuIdleButHeld',
        'info',
        `max by (cluster, node, gpu, model, namespace, pod, queue, job_name) (avg_over_time(gpu:utilization:ratio{pod!=""}[1h])) < ${idleBelow}`,
        '1h',
        {
          summary: '{{ $labels.namespace }}/{{ $labels.pod }} holds a GPU that it does not use',
          description:
            'GPU {{ $labels.gpu }} of {{ $labels.node }} was busy {{ $value | humanizePercentage }} of the last hour.',
        },
      ),
    ],
  };
}

/** Fewer GPUs than declared, or none at all: then there is no series to compare, and `absent` speaks. */
function missing(member: string, gpus: number): RuleInGroup {
  const seen = `count by (cluster) (max by (${GPU}) (DCGM_FI_DEV_GPU_UTIL{cluster="${member}"}))`;
  const none = `absent(DCGM_FI_DEV_GPU_UTIL{cluster="${member}"}) - 1`;
  return alert('GpuMissing', 'critical', `(${seen} or ${none}) < ${gpus}`, '15m', {
    summary: `{{ $value }} of ${gpus} GPUs of {{ $labels.cluster }} are seen`,
    description: 'A node is down, its driver or exporter does not run, or a GPU has fallen off the bus.',
  });
}

function hardwareErrors(): string {
  return Object.keys(HARDWARE_XIDS)
    .map((xid) => `DCGM_FI_DEV_XID_ERRORS == ${xid}`)
    .join(' or ');
}

/**
 * Bits of the reasons for a lower clock: hardware slowdown 0x8, software thermal 0x20, hardware thermal 0x40, power brake 0x80.
 * Source: NVML, nvmlClocksEventReasons. The field has two names, by version of DCGM, and is not among the default counters.
 */
function throttled(): string {
  const reasons = '(DCGM_FI_DEV_CLOCKS_EVENT_REASONS or DCGM_FI_DEV_CLOCK_THROTTLE_REASONS)';
  return [8, 32, 64, 128].map((bit) => `floor(${reasons} / ${bit}) % 2 == 1`).join(' or ');
}

function alert(
  name: string,
  severity: 'critical' | 'warning' | 'info',
  expr: string,
  pending: string | undefined,
  annotations: Readonly<Record<string, string>>,
): RuleInGroup {
  return { alert: name, expr, ...(pending ? { for: pending } : {}), labels: { severity }, annotations };
}
