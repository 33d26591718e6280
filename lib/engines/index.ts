export {
  ENGINE_NAMES,
  ENGINES,
  type Engine,
  type EngineAsset,
  type EngineFiles,
  type EngineGraft,
  type EngineName,
  type EngineNamed,
  type EngineSpec,
  type FilesName,
  type GoSpec,
  type WheelSpec,
} from './catalogue';
export {
  type EnsureOptions,
  ensureEngines,
  type FindOptions,
  type FoundEngine,
  findEngines,
} from './engines';
export { defaultCacheRoot } from './environment';
export type { EnginePhase, EngineProgress } from './progress';
