export { Failure } from '../core/failure';
export {
  defaultCacheRoot,
  ENGINE_NAMES,
  type Engine,
  type EngineFiles,
  type EngineName,
  type EngineNamed,
  type EnginePhase,
  type EngineProgress,
  type EnsureOptions,
  ensureEngines,
  type FindOptions,
  type FoundEngine,
  findEngines,
} from '../engines';
export type { AppliedObject, Outcome } from './apply';
export { ApiClient, ApiError, type RequestOptions } from './client';
export { CONTROL_PLANE } from './layout';
export { neededEngines } from './needed-engines';
export type { Expectation, ObservedReplicas, ObservedWorkload } from './observe';
export type { AppliedTarget, ObserveOptions, ReviveOptions, TwinOptions, TwinStep } from './options';
export { DEFAULT_RUN_SECONDS, RUN_FOR_ANNOTATION } from './stages';
export type { TwinEngineName, TwinEngines } from './state';
export type { ClusterStatus, ComponentState, ComponentStatus, TwinStatus } from './status';
export { Twin } from './twin';
