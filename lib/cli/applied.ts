import type { Compilation } from '../core/compilation';
import { Failure } from '../core/failure';
import { mountedConfigurations } from '../plan/scheduler';
import type { AppliedTarget, Twin } from '../twin';

/** How many objects applying created, changed and left alone. */
export interface AppliedCounts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Not applied: they are of members that the twin does not run. */
  readonly absent: number;
}

/** Applies a compiled program to a twin, where schedulers are configured as the charts would do it that the program installs. */
export async function applyProgram(
  twin: Twin,
  compilation: Compilation,
  signal: AbortSignal,
): Promise<AppliedTarget[]> {
  const applied = await twin.apply(compilation.targets, signal);
  const configurations = mountedConfigurations(compilation, twin.fleet.name);
  for (const { name } of twin.fleet.members) {
    const text = configurations[name];
    if (text !== undefined) {
      await twin.configureScheduler(name, text);
    }
  }
  return applied;
}

/**
 * What applying did, all API servers together.
 * @throws Failure `twin/refused` if a server refused an object
 */
export function countApplied(applied: readonly AppliedTarget[]): AppliedCounts {
  const counts = { created: 0, changed: 0, unchanged: 0, absent: 0 };
  const refused: string[] = [];
  for (const { cluster, objects, absent = 0 } of applied) {
    counts.absent += absent;
    for (const { outcome, kind, name, message } of objects) {
      if (outcome === 'failed') {
        refused.push(`${cluster} ${kind} ${name}: ${message}`);
      } else {
        counts[outcome]++;
      }
    }
  }
  if (refused.length > 0) {
    throw new Failure({
      id: 'twin/refused',
      place: 'twin',
      message: `${refused.length} object${refused.length === 1 ? ' was' : 's were'} refused by an API server.`,
      fix: 'Correct the program; the lines below tell what the server does not accept.',
      lastLines: refused,
    });
  }
  return counts;
}

/** `6 created, 2 unchanged`, for people. */
export function describeApplied({ absent, ...counts }: AppliedCounts): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const done = told.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'nothing';
  return absent > 0 ? `${done}; not applied: ${absent} of members that do not run` : done;
}
