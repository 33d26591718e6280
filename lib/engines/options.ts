import type { GoOptions } from './go';
import type { EnginePhase } from './progress';

/** The tools that engines are made with. */
export interface ToolOptions extends GoOptions {
  /** The command that runs Python. @default python3 */
  readonly python?: string;
}

/** Where a build goes, and who wants to know about it. */
export interface BuildOptions extends ToolOptions {
  /** The folder that appears, complete, when the build is done. */
  readonly folder: string;
  readonly log: string;
  /** The version of Go, for the record; absent where Go has no part in it. */
  readonly goVersion?: string;
  readonly onPhase: (phase: EnginePhase, done: number, total: number) => void;
}
