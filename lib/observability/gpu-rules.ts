import type { MemberModel, PoolModel } from '../core/model';
import type { RuleGroup, RuleInGroup } from '../l1/prometheus-operator';
import { type GpuThresholds, HARDWARE_XIDS } from './gpu-alerts';
import {
  clockReasons,
  freeMemory,
  type LabelsOf,
  lastXid,
  presence,
  rowRemapFailure,
  temperature,
  usedMemory,
  utilisation,
} from './gpu-metrics';

/** The label of nodes with NVIDIA GPUs, under whatever resource these are offered: whole, in slices, or by another plugin. */
const NVIDIA_PRODUCT = 'nvidia.com/gpu.product';

/** Whether a member has NVIDIA GPUs, or may be scaled to some. */
export function hasNvidiaGpus(member: MemberModel): boolean {
  return nvidiaGpus(member, ({ nodes, autoscaling }) => Math.max(nodes, autoscaling?.max ?? 0)) > 0;
}

function nvidiaGpus({ pools }: MemberModel, nodesOf: (pool: PoolModel) => number): number {
  return pools
    .filter(({ labels }) => NVIDIA_PRODUCT in labels)
    .reduce((sum, pool) => sum + nodesOf(pool) * pool.gpusPerNode, 0);
}

/** Labels of one physical GPU: several series are about it where pods share it in time slices, or have MIG devices of it. */
const GPU = 'cluster, node, gpu';

/** Labels that say for whom a GPU works. */
const OWNER = 'namespace, queue, job_name';

/** Labels of a pod and the GPU that it holds. */
const HOLDER = `${GPU}, model, pod, ${OWNER}`;

/** Series of all GPUs. */
const ALL: LabelsOf = (...more) => (more.length > 0 ? `{${more.join(', ')}}` : '');

/** Series that dashboards and alerts are made of. */
export function gpuRecordings(): RuleGroup {
  const used = `(${usedMemory(ALL)})`;
  return {
    name: 'gpu.recordings',
    rules: [
      { record: 'gpu:utilization:ratio', expr: utilisation(ALL) },
      { record: 'gpu:memory_used:ratio', expr: `${used} / (${used} + (${freeMemory(ALL)}))` },
      {
        record: 'cluster_model:gpus:count',
        expr: `count by (cluster, model) (max by (${GPU}, model) (${presence(ALL)}))`,
      },
      {
        record: 'cluster_model:gpu_utilization:avg',
        expr: `avg by (cluster, model) (avg by (${GPU}, model) (gpu:utilization:ratio))`,
      },
      {
        record: 'owner:gpu_utilization:avg',
        expr: `avg by (cluster, ${OWNER}) (gpu:utilization:ratio{pod!=""})`,
      },
      {
        record: 'owner:gpus:count',
        expr: `count by (cluster, ${OWNER}) (max by (${GPU}, GPU_I_ID, ${OWNER}) (gpu:utilization:ratio{pod!=""}))`,
      },
    ],
  };
}

/** Alerts of one member. What its node pools declare is held against what its exporters see. */
export function gpuAlerts(member: MemberModel, thresholds: GpuThresholds): RuleGroup {
  const { temperatureAbove, memoryAbove, idleBelow } = thresholds;
  // a pool that is scaled may be at its fewest nodes
  const gpus = nvidiaGpus(member, ({ nodes, autoscaling }) => autoscaling?.min ?? nodes);
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
      alert('GpuRowRemapFailed', 'critical', `(${rowRemapFailure(ALL)}) > 0`, undefined, {
        summary: 'Memory of GPU {{ $labels.gpu }} of {{ $labels.node }} could not be repaired',
        description: 'Remapping of a broken row has failed. The GPU is to be replaced.',
      }),
      alert('GpuTooHot', 'warning', `(${temperature(ALL)}) > ${temperatureAbove}`, '5m', {
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
        `max by (${HOLDER}) (avg_over_time(gpu:utilization:ratio{pod!=""}[1h])) < ${idleBelow} and max by (${HOLDER}) (gpu:utilization:ratio{pod!=""} offset 1h)`,
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
  const there = presence((...more) => ALL(`cluster="${member}"`, ...more));
  const seen = `count by (cluster) (max by (${GPU}) (${there}))`;
  const none = `absent(${there}) - 1`;
  return alert('GpuMissing', 'critical', `(${seen} or ${none}) < ${gpus}`, '15m', {
    summary: `{{ $value }} of ${gpus} GPUs of {{ $labels.cluster }} are seen`,
    description: 'A node is down, its driver or exporter does not run, or a GPU has fallen off the bus.',
  });
}

function hardwareErrors(): string {
  return Object.keys(HARDWARE_XIDS)
    .map((xid) => `(${lastXid(ALL)}) == ${xid}`)
    .join(' or ');
}

/** Hardware slowdown 0x8, software thermal 0x20, hardware thermal 0x40, power brake 0x80. Source: NVML, nvmlClocksEventReasons. */
function throttled(): string {
  return [8, 32, 64, 128].map((bit) => `floor((${clockReasons(ALL)}) / ${bit}) % 2 == 1`).join(' or ');
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
