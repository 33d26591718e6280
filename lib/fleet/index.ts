export { type AmdModel, type CustomGpuProps, Gpu, type HuaweiModel, type NvidiaModel } from './gpu';
export type { GpuSpec } from './gpu-catalogue';
export { GpuFleet, type GpuFleetProps } from './gpu-fleet';
export { FleetGroup } from './group';
export type { LinkProps } from './links';
export { Member, type MemberProps } from './member';
export { type NodePoolProps, POOL_LABEL, type PoolAutoscaling } from './node-pool';
export type { PoolUpgrade } from './pool-upgrade';
