import type { EngineName } from './catalogue';

/** `waiting`: another process is building the same engine. */
export type EnginePhase = 'waiting' | 'download' | 'compile' | 'link' | 'assets' | 'ready';

/** What is happening to one engine. */
export interface EngineProgress {
  readonly engine: EngineName;
  readonly phase: EnginePhase;
  /** Downloaded modules in phase `download`, else Go packages that are compiled, those of earlier builds included. */
  readonly done: number;
  /** Go packages in all; 0 while unknown. */
  readonly total: number;
  /** Since this engine was asked for. */
  readonly seconds: number;
}
