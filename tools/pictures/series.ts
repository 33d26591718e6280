import type { FleetModel } from '../../lib/core/model';
import { chance, jobsOf, type MadeJob, type MadeNode, nodesOf } from './work';

/** One made-up series of an exporter. */
export interface MadeSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The value at this second; undefined where the series is not there. */
  at(second: number): number | undefined;
}

const HOUR = 3600;
const SERVICE = 'resnet50';
const VERSIONS = [
  { version: 'v2', share: 0.9, errors: 0.004, milliseconds: 38 },
  { version: 'v3', share: 0.1, errors: 0.011, milliseconds: 31 },
];
const BUCKETS = [5, 10, 25, 50, 100, 250, 500, 1000, Number.POSITIVE_INFINITY];

/**
 * What the exporters would publish of a fleet that works for so long: the dcgm-exporter (4.8.3), kube-state-metrics, Volcano, Istio and
 * the blackbox-exporter, each with the names and labels that it really uses. The same each time.
 */
export function madeSeries(fleet: FleetModel, seconds: number): MadeSeries[] {
  const jobs = jobsOf(fleet, seconds);
  return [
    ...nodesOf(fleet).flatMap((node) => nodeSeries(node, jobs)),
    ...jobs.flatMap(jobSeries),
    ...queueSeries(fleet, jobs),
    ...requestSeries(fleet),
    ...probeSeries(fleet),
  ];
}

function nodeSeries({ member, name, pool }: MadeNode, jobs: readonly MadeJob[]): MadeSeries[] {
  const cluster = member.name;
  const mine = jobs.filter((job) => job.member === cluster && job.nodes.includes(name));
  const busy = (second: number) => mine.find(({ begin, end }) => second >= begin && second < end);
  const modelName = (pool.labels['nvidia.com/gpu.product'] ?? '').replaceAll('-', ' ');
  const offered = { cluster, node: name, resource: 'nvidia_com_gpu', unit: 'integer' };
  return [
    { metric: 'kube_node_status_allocatable', labels: offered, at: () => pool.gpusPerNode },
    ...Array.from({ length: pool.gpusPerNode }, (_, i) => i).flatMap((i): MadeSeries[] => {
      const labels = { cluster, hostname: name, gpu: `${i}`, UUID: `GPU-${cluster}-${name}-${i}`, modelName };
      const pod = { cluster, namespace: 'ml', pod: `${name}-gpu-${i}` };
      const training = member.engines.volcano !== undefined;
      const utilisation = (second: number) => {
        const noise = chance(cluster, name, i, Math.floor(second / 240)) - 0.5;
        const job = busy(second);
        const wave = Math.sin((second / HOUR - 1) * 0.9 + chance(name) + (cluster.length % 3));
        const load = training ? (job ? job.utilisation + 8 * noise : 0) : 34 + 26 * wave + 16 * noise;
        return Math.round(Math.min(100, Math.max(0, load < 4 ? 0 : load)));
      };
      const held = (second: number) => (!training || busy(second) ? true : undefined);
      const memory = 40_000;
      const used = (second: number) => Math.round(memory * (held(second) ? 0.35 + utilisation(second) / 200 : 0.01));
      const dcgm = (metric: string, at: MadeSeries['at']) => ({ metric: `DCGM_FI_DEV_${metric}`, labels, at });
      return [
        dcgm('GPU_UTIL', utilisation),
        dcgm('FB_USED', used),
        dcgm('FB_FREE', (second) => memory - used(second)),
        dcgm('GPU_TEMP', (second) => Math.round(31 + 0.4 * utilisation(second))),
        dcgm('POWER_USAGE', (second) => 45 + 2.9 * utilisation(second)),
        dcgm('XID_ERRORS', () => (chance('xid', cluster, name, i) < 0.012 ? 48 : 0)),
        {
          metric: 'kube_pod_container_resource_requests',
          labels: { ...pod, container: 'main', node: name, resource: 'nvidia_com_gpu', unit: 'integer' },
          at: (second) => held(second) && 1,
        },
        { metric: 'kube_pod_status_phase', labels: { ...pod, phase: 'Running' }, at: (second) => held(second) && 1 },
      ];
    }),
  ];
}

function jobSeries({ member: cluster, name, begin, end, waited, fails }: MadeJob): MadeSeries[] {
  const volcano = { cluster, job_name: `ml/${name}`, queue_name: 'train-queue' };
  const batch = { cluster, namespace: 'ml', job_name: `prepare-${name}`, condition: 'true' };
  const result = fails ? 'failed' : 'completed';
  return [
    {
      metric: 'volcano_e2e_job_scheduling_duration',
      labels: { cluster, job_name: name, job_namespace: 'ml', queue: 'train-queue' },
      at: (second) => (second >= begin && second < end ? 1000 * waited : undefined),
    },
    { metric: `volcano_job_${result}_phase_count`, labels: volcano, at: (second) => (second >= end ? 1 : undefined) },
    {
      metric: fails ? 'kube_job_failed' : 'kube_job_complete',
      labels: batch,
      at: (second) => (second >= begin ? 1 : undefined),
    },
  ];
}

function queueSeries({ members }: FleetModel, jobs: readonly MadeJob[]): MadeSeries[] {
  return members
    .filter(({ engines }) => engines.volcano)
    .flatMap(({ name: cluster, pools }) => {
      const labels = { cluster, queue_name: 'train-queue' };
      const mine = jobs.filter(({ member }) => member === cluster);
      const running = (second: number) => mine.filter(({ begin, end }) => second >= begin && second < end);
      const waiting = (second: number) =>
        mine.filter(({ begin, waited }) => second >= begin - waited && second < begin);
      const perNode = pools[0]?.gpusPerNode ?? 0;
      const gpus = (of: readonly MadeJob[]) => 1000 * perNode * of.reduce((sum, { nodes }) => sum + nodes.length, 0);
      const scalar = (what: string, at: MadeSeries['at']) => ({
        metric: `volcano_queue_${what}_scalar_resources`,
        labels: { ...labels, resource: 'nvidia.com/gpu' },
        at,
      });
      const groups = (phase: string, at: MadeSeries['at']) => ({
        metric: `volcano_queue_pod_group_${phase}_count`,
        labels,
        at,
      });
      return [
        groups('pending', (second) => waiting(second).length),
        groups('inqueue', () => 0),
        groups('running', (second) => running(second).length),
        scalar('allocated', (second) => gpus(running(second))),
        scalar('request', (second) => gpus([...running(second), ...waiting(second)])),
        scalar('deserved', () => 1000 * perNode * (pools[0]?.nodes ?? 0)),
      ];
    });
}

/** Counters of requests that every member with Istio sends to two versions of a service. */
function requestSeries({ members }: FleetModel): MadeSeries[] {
  const senders = members.filter(({ engines }) => engines.istio);
  return senders.flatMap(({ name: cluster }, i) =>
    VERSIONS.flatMap(({ version, share, errors, milliseconds }) => {
      const labels = {
        cluster,
        reporter: 'source',
        destination_service_name: SERVICE,
        destination_service_namespace: 'serving',
        destination_version: version,
      };
      const perSecond = share * (40 + 25 * i);
      const total = (second: number) => perSecond * (second + (HOUR / 2) * (1 - Math.cos((second / HOUR) * 1.7)) * 0.4);
      const answered = (response_code: string, part: number) => ({
        metric: 'istio_requests_total',
        labels: { ...labels, response_code },
        at: (second: number) => Math.floor(part * total(second)),
      });
      return [
        answered('200', 1 - errors),
        answered('503', errors),
        ...BUCKETS.map((le) => ({
          metric: 'istio_request_duration_milliseconds_bucket',
          labels: { ...labels, response_code: '200', le: le === Number.POSITIVE_INFINITY ? '+Inf' : `${le}` },
          // an exponential distribution: the mean is that of the version
          at: (second: number) => Math.floor((1 - Math.exp(-le / (milliseconds + 6 * i))) * total(second)),
        })),
      ];
    }),
  );
}

/** Probes from every member to every other. */
function probeSeries({ members }: FleetModel): MadeSeries[] {
  return members.flatMap(({ name: cluster }, i) =>
    members.flatMap(({ name: target }, j) => {
      if (target === cluster) {
        return [];
      }
      const labels = { cluster, target_member: target, instance: `probe.${target}.example.com` };
      const time = (second: number) =>
        0.004 + 0.009 * Math.abs(i - j) + 0.002 * chance(cluster, target, Math.floor(second / 120));
      return [
        { metric: 'probe_icmp_duration_seconds', labels: { ...labels, phase: 'rtt' }, at: time },
        { metric: 'probe_duration_seconds', labels, at: (second: number) => time(second) + 0.003 },
        { metric: 'probe_dns_lookup_time_seconds', labels, at: () => 0.002 },
        {
          metric: 'probe_success',
          labels,
          at: (second: number) => (chance(cluster, target, 'lost', second) < 0.01 ? 0 : 1),
        },
      ];
    }),
  );
}

/** The series as text in the OpenMetrics format, with a sample every `step` seconds. */
export function openMetrics(series: readonly MadeSeries[], begin: number, seconds: number, step: number): string {
  const lines: string[] = [];
  for (const { metric, labels, at } of [...series].sort((a, b) => (a.metric < b.metric ? -1 : 1))) {
    const name = `${metric}{${Object.entries(labels)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(',')}}`;
    for (let second = 0; second <= seconds; second += step) {
      const value = at(second);
      if (value !== undefined) {
        lines.push(`${name} ${value} ${begin + second}`);
      }
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}
