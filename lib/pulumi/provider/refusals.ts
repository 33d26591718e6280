import { CONTROL_PLANE } from '../../twin/layout';

/** Targets in the order in which they are applied; members come after these. */
const ORDER = ['host', CONTROL_PLANE];

/**
 * Labels of the targets of this update in which something was refused: a process of providers serves one operation of Pulumi. Fleets of one stack count
 * as one, which keeps at most what the next update deletes.
 */
const refusing = new Set<string>();

/** Says whether something was refused in a target. */
export function noteRefusals(label: string | undefined, refused: boolean): void {
  if (label !== undefined && ORDER.includes(label)) {
    refused ? refusing.add(label) : refusing.delete(label);
  }
}

/** The targets before one in which something was refused by this update: it may be what takes the place of an object of the later one. */
export function refusedBefore(label: string | undefined): string[] {
  const at = ORDER.indexOf(label ?? '');
  return ORDER.slice(0, at < 0 ? ORDER.length : at).filter((earlier) => refusing.has(earlier));
}
