export {
  ENGINE_NAMES,
  ENGINES,
  type Engine,
  type EngineAsset,
  type EngineGraft,
  type EngineName,
  type EngineSpec,
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
