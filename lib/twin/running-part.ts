import type { FleetModel } from '../core/model';
import { partOfFleet } from '../plan/part';
import { unknownMember } from './failures';

/** What a twin runs of a fleet. */
export interface RunningPart {
  /** The fleet, with the members that run. */
  readonly fleet: FleetModel;
  /** Names of the others. */
  readonly absent: readonly string[];
}

/**
 * The part of a fleet that a twin runs: the chosen members, else those that the fleet names for its twins, else all.
 * @throws Failure `twin/unknown-name`
 */
export function runningPart(fleet: FleetModel, chosen: readonly string[] | undefined = fleet.twinMembers): RunningPart {
  const names = fleet.members.map(({ name }) => name);
  const running = chosen ?? names;
  for (const name of running) {
    if (!names.includes(name)) {
      throw unknownMember(fleet.name, name, names);
    }
  }
  return { fleet: partOfFleet(fleet, running), absent: names.filter((name) => !running.includes(name)) };
}
