export * from './addons';
export { FleetApp, type FleetAppProps } from './app/fleet-app';
export type { AddOnModel, AddOnName, ReleaseModel } from './core/add-ons';
export type {
  BaselineAction,
  BaselineDemand,
  BaselineException,
  BaselineModel,
  BaselineRule,
  BaselineRuleName,
  PodSelection,
} from './core/baseline';
export type { Compilation, CompiledFile, CompiledObject, CompiledTarget, OrderedObject } from './core/compilation';
export type { Destination, IMemberGroup } from './core/destination';
export { Failure } from './core/failure';
export {
  type Acknowledgement,
  type Evidence,
  type Finding,
  Findings,
  FindingsError,
  type Rule,
  type Severity,
} from './core/findings';
export type { Home, IFleet, IMember } from './core/fleet';
export type { IGpuClaim } from './core/gpu-claim';
export type {
  ClaimedGpus,
  MigDevices,
  MpsShares,
  SharingModel,
  TimeSlices,
  VirtualGpus,
  WholeGpus,
} from './core/gpu-sharing';
export type { IGpuModel } from './core/gpus';
export type { Json, JsonObject, Manifest, ManifestMetadata } from './core/manifest';
export type {
  AutoscalingModel,
  ClusterVersions,
  Division,
  ExternalObject,
  FleetModel,
  LabelSelector,
  LinkModel,
  MemberModel,
  NodeShare,
  ObjectRef,
  PlacementModel,
  PodDemand,
  PodSetModel,
  PolicyModel,
  PoolModel,
  PoolUpgradeModel,
  ResourceSelector,
  SelectorRequirement,
  Taint,
  Toleration,
  UnknownDivision,
  WeightedDivision,
  WholeDivision,
  WorkloadModel,
} from './core/model';
export type { IQueue } from './core/queue';
export type { PluginOptions, SchedulerNeed } from './core/scheduler';
export { type ForeignServiceProps, type IService, type ServiceLike, ServiceRef } from './core/service';
export type { Target } from './core/target';
export type { EngineVersionName } from './core/versions';
export { type ForeignWorkloadProps, type IWorkload, Workload, type WorkloadLike } from './core/workload';
export * from './fleet';
export * from './observability';
export * from './placement';
export { type FleetPlan, type MemberPlan, type Plan, type PoolPlan, planOf, type WorkloadPlan } from './plan/plan';
export * from './policy';
export * from './provisioning';
export * from './traffic';
export * from './training';
