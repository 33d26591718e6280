import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import type { TwinEngines } from '../../../lib/twin';

/** Milliseconds for a test hook that may have to build every engine. */
export const BUILD_TIMEOUT = 60 * 60 * 1000;

/** The engines of a twin, built if missing. Throws, and so fails the tests, when they cannot be had. */
export function twinEngines(): Promise<TwinEngines> {
  return ensureEngines(['kubernetes', 'karmada'], { cacheRoot: defaultCacheRoot() });
}

/** The same for a fleet with Volcano. */
export function volcanoTwinEngines(): Promise<TwinEngines> {
  return ensureEngines(['kubernetes', 'karmada', 'volcano'], { cacheRoot: defaultCacheRoot() });
}
