import type { Manifest } from '../core/manifest';
import type { ENGINE_TITLES } from '../core/versions';
import { ENGINE_REMOVALS } from './known-removals';

/** Kinds in a version of their API that an engine has served, and serves no more. */
export interface EngineRemoval {
  readonly engine: keyof typeof ENGINE_TITLES;
  /** The first version that does not serve them, `major.minor`. */
  readonly since: string;
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The apiVersion that has the kinds in every version known here that lacks this one. */
  readonly instead: string;
  readonly source: string;
}

/** The removal that an object is of, if its engine has ever dropped its kind. */
export function removalOf({ apiVersion, kind }: Manifest): EngineRemoval | undefined {
  return ENGINE_REMOVALS.find((removal) => removal.apiVersion === apiVersion && removal.kinds.includes(kind));
}
