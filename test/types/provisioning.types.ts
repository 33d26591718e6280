// Checked by `npm run typecheck`: what must not compile does not, what must does.

import { Chart } from 'cdk8s';
import {
  ClusterApiCluster,
  FleetApp,
  Gpu,
  GpuFleet,
  HostPreflight,
  HostPreparation,
  SandboxCleanup,
} from 'cdk8s-fleet';

const app = new FleetApp();
const pools = [{ name: 'v100', gpu: Gpu.nvidia('V100'), nodes: 1, gpusPerNode: 8 }];
const fleet = new GpuFleet(app, 'fleet', { members: { edge: { kubernetes: '1.34', pools, ttl: '168h' } } });
const member = fleet.member('edge');
const machines = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'Metal3MachineTemplate', name: 'machines' };
const infrastructure = { ...machines, kind: 'Metal3Cluster' };
const ok = { member, version: 'v1.34.2', infrastructure, controlPlane: { machines }, workers: { v100: machines } };

new ClusterApiCluster(fleet.host, 'ok', ok);
new ClusterApiCluster(fleet.host, 'health', { ...ok, host: new HostPreparation(), health: null });
new HostPreflight(member, 'preflight', { nodes: { gpu: 'yes' } });
new SandboxCleanup(fleet.host, 'sandboxes');

// @ts-expect-error of no member
new ClusterApiCluster(fleet.host, 'member', { ...ok, member: undefined });
// @ts-expect-error a chart is no member
new ClusterApiCluster(fleet.host, 'chart', { ...ok, member: new Chart(app, 'chart') });
// @ts-expect-error an infrastructure object without a kind
new ClusterApiCluster(fleet.host, 'kind', { ...ok, infrastructure: { apiGroup: 'a', name: 'b' } });
// @ts-expect-error etcd takes one machine more at a time, or none
new ClusterApiCluster(fleet.host, 'surge', { ...ok, controlPlane: { machines, maxSurge: 2 } });
// @ts-expect-error labels are texts
new HostPreflight(member, 'labels', { nodes: { gpu: 8 } });
