export { ClusterApiCluster, type ClusterApiClusterProps, type ControlPlaneProps } from './cluster-api-cluster';
export { HostPreflight, type HostPreflightProps } from './host-preflight';
export { HostPreparation, type HostPreparationProps, type KubeadmPreparation } from './host-preparation';
export type { Infrastructure, InfrastructureRef } from './infrastructure';
export type { MachineHealth } from './machine-health';
export { SandboxCleanup, type SandboxCleanupProps } from './sandbox-cleanup';
export { WorkerPool } from './worker-pool';
