export { FleetApp, type FleetAppProps } from './app/fleet-app';
export type { Compilation, CompiledFile, CompiledObject, CompiledTarget } from './core/compilation';
export type { Destination, IMemberGroup } from './core/destination';
export { type Evidence, type Finding, Findings, FindingsError, type Rule, type Severity } from './core/findings';
export type { IFleet, IMember } from './core/fleet';
export type { Json, JsonObject, Manifest } from './core/manifest';
export type {
  Division,
  FleetModel,
  LabelSelector,
  MemberModel,
  ObjectRef,
  PlacementModel,
  PodSetModel,
  PolicyModel,
  PoolModel,
  ResourceSelector,
  SelectorRequirement,
  Taint,
  Toleration,
  WorkloadModel,
} from './core/model';
export type { IQueue } from './core/queue';
export type { Target } from './core/target';
export { type ForeignWorkloadProps, type IWorkload, Workload, type WorkloadLike } from './core/workload';
export * from './fleet';
export * from './placement';
export { type Plan, planOf } from './plan/plan';
export * from './training';
