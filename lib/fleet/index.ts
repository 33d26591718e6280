export type { ClusterVersionsProps } from './cluster-versions';
export { type AmdModel, type CustomGpuProps, Gpu, type HuaweiModel, type NvidiaModel } from './gpu';
export type { GpuSpec } from './gpu-catalogue';
export { GpuClaim, type GpuClaimProps } from './gpu-claim';
export { GpuDevicePlugin, type GpuDevicePluginProps } from './gpu-device-plugin';
export { GpuFleet, type GpuFleetProps } from './gpu-fleet';
export {
  type DraProps,
  GpuSharing,
  type MigProps,
  type MpsProps,
  type StatedVirtualGpus,
  type TimeSlicesProps,
  type VgpuProps,
} from './gpu-sharing';
export { FleetGroup } from './group';
export type { LinkProps } from './links';
export { Member, type MemberProps } from './member';
export type { MigProfile } from './mig-profiles';
export { type NodePoolProps, POOL_LABEL, type PoolAutoscaling } from './node-pool';
export type { PoolUpgrade } from './pool-upgrade';
