import { type FleetApp, Gpu, GpuFleet, GpuSharing, type MemberProps } from 'cdk8s-fleet';

type Cluster = 'train-gpu' | 'idc-gpu' | 'serve-online' | 'edge-infer';
/** A factory with an edge cluster of its own: `edge-01` to `edge-42`. */
type Site = `edge-${number}`;

const SITES = Array.from({ length: 42 }, (_, i) => `edge-${String(i + 1).padStart(2, '0')}` as Site);
const CANARY_SITES = SITES.slice(0, 2);

const EVERYWHERE = { kyverno: '1.19', prometheusOperator: '0.93' };
const VOLCANO = { volcano: '1.15' };
const ISTIO = { istio: '1.31' };

const edge: MemberProps = {
  provider: 'bare-metal',
  kubernetes: '1.34',
  engines: { ...EVERYWHERE, ...ISTIO },
  pools: [{ name: 'box', gpu: Gpu.nvidia('L4'), nodes: 2, gpusPerNode: 1, cpu: 16, memory: '64Gi', hourly: 2 }],
};
/** Nobody reaches a factory from outside: its agent calls the control plane. */
const site: MemberProps = { ...edge, syncMode: 'Pull' };

const clusters: Record<Cluster, MemberProps> = {
  'train-gpu': {
    provider: 'alicloud',
    region: 'cn-shanghai',
    kubernetes: '1.34',
    engines: { ...EVERYWHERE, ...VOLCANO, ...ISTIO },
    labels: { 'gpu-tier': 'fast' },
    // its cloud brought the GPU operator
    preinstalled: ['gpuOperator'],
    pools: [{ name: 'a100', gpu: Gpu.nvidia('A100-80GB'), nodes: 4, gpusPerNode: 8, hourly: 210 }],
  },
  'idc-gpu': {
    provider: 'bare-metal',
    kubernetes: '1.34',
    engines: { ...EVERYWHERE, ...VOLCANO },
    labels: { 'gpu-tier': 'cheap' },
    pools: [
      { name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 8, gpusPerNode: 4, hourly: 46 },
      // slices have a name of their own, so that quotas of training count whole cards
      {
        name: 't4',
        gpu: Gpu.nvidia('T4'),
        nodes: 1,
        gpusPerNode: 4,
        sharing: GpuSharing.timeSlices(8, { rename: true }),
        hourly: 12,
      },
    ],
  },
  'serve-online': {
    provider: 'bare-metal',
    kubernetes: '1.35',
    engines: { ...EVERYWHERE, ...ISTIO },
    pools: [{ name: 'l40s', gpu: Gpu.nvidia('L40S'), nodes: 3, gpusPerNode: 4, hourly: 31 }],
  },
  'edge-infer': edge,
};

/** Two clusters that train, one that serves, and the edge: a cluster of its own and the factories. */
export function aiFleet(app: FleetApp) {
  const sites = Object.fromEntries(SITES.map((name) => [name, site])) as Record<Site, MemberProps>;
  const members: Record<Cluster | Site, MemberProps> = { ...clusters, ...sites };
  return new GpuFleet(app, 'ai-fleet', {
    karmada: '1.18',
    currency: 'CNY',
    members,
    groups: {
      train: ['train-gpu', 'idc-gpu'],
      serve: ['serve-online'],
      edge: ['edge-infer', ...SITES],
      canary: CANARY_SITES,
    },
    // one of each sort stands for the others
    twinMembers: ['train-gpu', 'idc-gpu', 'serve-online', 'edge-infer', 'edge-01', 'edge-42'],
  });
}
