import {
  ClusterApiCluster,
  FleetApp,
  Gpu,
  GpuFleet,
  HostPreflight,
  HostPreparation,
  SandboxCleanup,
} from '../../../lib';
import { dev, GPU_POOL, KYVERNO } from '../../provisioning-support';

/** Machines with GPUs. */
export const GPU_NODES = 3;
const DRAIN_SECONDS = 3;

/** A program, and what may differ from one apply to the next. */
export interface Variant {
  readonly name?: string;
  readonly version?: string;
  /** Ends the name of the template of the machines with GPUs. */
  readonly gpuMachines?: string;
  readonly ttl?: string;
}

/** A cluster of one control plane machine, a pool with GPUs, and one that is scaled. */
export function program({ name = 'edge', version = 'v1.34.2', gpuMachines = 'dgx', ttl }: Variant = {}): FleetApp {
  const app = new FleetApp();
  const fleet = new GpuFleet(app, 'fleet', {
    host: KYVERNO,
    members: {
      [name]: {
        provider: 'bare-metal',
        kubernetes: '1.34',
        ttl,
        pools: [
          {
            name: 'a100',
            gpu: Gpu.nvidia('A100-80GB'),
            nodes: GPU_NODES,
            gpusPerNode: 8,
            taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
            labels: { 'node-role.kubernetes.io/gpu': '', 'node-restriction.kubernetes.io/rack': 'r1', row: '7' },
            upgrade: { maxSurge: 0, maxUnavailable: 1, drainTimeoutSeconds: DRAIN_SECONDS },
          },
          { name: 'cpu', nodes: 4, autoscaling: { min: 2, max: 5 } },
        ],
      },
    },
  });
  const others = dev(fleet.host, 'DevMachineTemplate', `${name}-machines`);
  new ClusterApiCluster(fleet.host, name, {
    member: fleet.member(name),
    version,
    infrastructure: dev(fleet.host, 'DevCluster', name),
    controlPlane: { machines: others, replicas: 1 },
    workers: { a100: dev(fleet.host, 'DevMachineTemplate', `${name}-${gpuMachines}`), cpu: others },
    health: { unhealthySeconds: 5 },
  });
  return app;
}

/** What the constructs can render, all of it. */
export function everything(): FleetApp {
  const app = new FleetApp();
  const pools = [
    {
      ...GPU_POOL,
      upgrade: { maxSurge: 0, maxUnavailable: '25%', drainTimeoutSeconds: 600 },
      autoscaling: { min: 1, max: 8 },
      labels: { 'node-role.kubernetes.io/gpu': '', rack: 'r1' },
    } as const,
  ];
  const members = { full: { kubernetes: '1.34', pools, ttl: '7d' } };
  const fleet = new GpuFleet(app, 'fleet', { host: KYVERNO, members });
  const { host } = fleet;
  const machines = dev(host, 'DevMachineTemplate', 'machines');
  new ClusterApiCluster(host, 'full', {
    member: fleet.member('full'),
    version: 'v1.34.2',
    infrastructure: dev(host, 'DevCluster', 'full'),
    controlPlane: { machines, maxSurge: 0, drainTimeoutSeconds: 60 },
    workers: { a100: machines },
    host: new HostPreparation({ modules: ['ib_umad'], runtimeSocket: '/run/crio/crio.sock' }),
    health: { mostUnhealthy: '30%' },
    endpointHost: '192.0.2.10',
    podCidrs: ['10.244.0.0/16'],
    serviceCidrs: ['10.96.0.0/12'],
  });
  new HostPreflight(host, 'preflight', { host: new HostPreparation({ runtimeSocket: '/run/crio/crio.sock' }) });
  new SandboxCleanup(host, 'sandboxes');
  return app;
}
