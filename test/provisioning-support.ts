import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  ClusterApiCluster,
  type ClusterApiClusterProps,
  type ClusterVersionsProps,
  FleetApp,
  Gpu,
  GpuFleet,
  type MemberProps,
  SandboxCleanup,
} from '../lib';

/** An object of Cluster API's infrastructure for tests, which makes machines in memory. */
export function dev(scope: Construct, kind: string, name: string, namespace?: string): ApiObject {
  return new ApiObject(scope, `${kind}-${name}`, {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind,
    // an annotation, because the controller of DevClusters adds one to those that are there, and fails where none is
    metadata: { name, annotations: { 'example.com/machines': 'in-memory' }, ...(namespace ? { namespace } : {}) },
    spec: kind === 'DevCluster' ? { backend: { inMemory: {} } } : { template: { spec: { backend: { inMemory: {} } } } },
  });
}

export const GPU_POOL = {
  name: 'a100',
  gpu: Gpu.nvidia('A100-80GB'),
  nodes: 4,
  gpusPerNode: 8,
  taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
} as const;

/** A fleet whose member `edge` Cluster API makes. */
export function edgeCluster(
  props: Partial<ClusterApiClusterProps> = {},
  member: Partial<MemberProps> = {},
  host: ClusterVersionsProps = {},
) {
  const app = new FleetApp();
  const pools = [GPU_POOL, { name: 'cpu', nodes: 2 }];
  const fleet = new GpuFleet(app, 'fleet', { host, members: { edge: { kubernetes: '1.34', pools, ...member } } });
  const machines = dev(fleet.host, 'DevMachineTemplate', 'machines');
  const cluster = new ClusterApiCluster(fleet.host, 'edge', {
    member: fleet.member('edge'),
    version: 'v1.34.2',
    infrastructure: dev(fleet.host, 'DevCluster', 'edge'),
    controlPlane: { machines },
    workers: { a100: machines, cpu: machines },
    ...props,
  });
  return { app, fleet, cluster, machines };
}

/** A host with what keeps the time of sandboxes. */
export const KYVERNO: ClusterVersionsProps = { engines: { kyverno: '1.19' } };

/** The same with a ttl, and what lets Kyverno keep it. */
export function sandbox(ttl: string, member: Partial<MemberProps> = {}) {
  const made = edgeCluster({}, { ...member, ttl }, KYVERNO);
  new SandboxCleanup(made.fleet.host, 'sandboxes');
  return made;
}
