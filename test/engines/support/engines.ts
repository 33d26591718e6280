import type { FleetModel } from '../../../lib/core/model';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import { neededEngines, type TwinEngines } from '../../../lib/twin';

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

/** The same for what the members of a fleet have. */
export function twinEnginesOf(fleet: FleetModel): Promise<TwinEngines> {
  return ensureEngines(neededEngines(fleet), { cacheRoot: defaultCacheRoot() });
}
