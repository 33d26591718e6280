import { type Finding, finding } from '../core/findings';
import { DUPLICATE_NAME } from '../fleet/rules';
import type { Program } from './placement';

/** Fleets have different names, wherever in the program they are: folders, plans and twins tell them apart by name. */
export function checkFleetNames({ fleets }: Program): Finding[] {
  const names = fleets.map((fleet) => fleet.name);
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  return twice.map((name) =>
    finding(DUPLICATE_NAME, {
      place: name,
      value: name,
      message: `${names.filter((other) => other === name).length} fleets are named '${name}'.`,
      fix: 'Give every GpuFleet of the program its own id.',
    }),
  );
}
