import type { Compilation } from '../core/compilation';
import { Failure } from '../core/failure';
import type { Manifest } from '../core/manifest';
import type { FleetModel } from '../core/model';

/**
 * The fleet that a twin is made of: the one of this name, or the only one.
 * @throws Failure `cli/which-fleet`
 */
export function chooseFleet({ fleets }: Compilation, name: string | undefined): FleetModel {
  const chosen = name === undefined && fleets.length === 1 ? fleets[0] : fleets.find((fleet) => fleet.name === name);
  if (!chosen) {
    const names = fleets.map((fleet) => fleet.name).join(', ');
    throw new Failure({
      id: 'cli/which-fleet',
      place: name ?? 'the program',
      message: `the program has ${fleets.length} fleets${names ? ` (${names})` : ''}; a twin is made of one.`,
      fix: fleets.length === 0 ? 'Give the program a GpuFleet.' : 'Name one with --fleet.',
    });
  }
  return chosen;
}

/** The program's objects for the control plane of a fleet. */
export function controlPlaneObjects({ targets }: Compilation, { name }: FleetModel): Manifest[] {
  return targets
    .filter(({ target }) => target.kind === 'control-plane' && target.fleet === name)
    .flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
}
