import type { Compilation } from '../core/compilation';
import type { FleetModel } from '../core/model';
import { refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import { placementsOf } from './placements';
import { isPolicy, policiesOf } from './policy';

/** A fleet of which only these members exist, in the order of the fleet. */
export function partOfFleet(fleet: FleetModel, members: readonly string[]): FleetModel {
  const { twinMembers: _all, ...model } = fleet;
  return {
    ...model,
    members: fleet.members.filter(({ name }) => members.includes(name)),
    groups: Object.fromEntries(
      Object.entries(fleet.groups).map(([group, names]) => [group, names.filter((name) => members.includes(name))]),
    ),
  };
}

/**
 * What becomes of a program where only a part of one of its fleets exists: Karmada chooses and divides among the clusters
 * that it has, whatever others a policy names. The manifests stay the same.
 *
 * @param part the fleet, with the members that exist
 */
export function partOfProgram(program: Omit<Compilation, 'findings'>, part: FleetModel): Omit<Compilation, 'findings'> {
  const ours = program.policies.filter(({ fleet }) => fleet === part.name);
  const known = new Map(ours.map((policy) => [refKey(policy.policy), policy]));
  const targets = program.targets.filter(({ target }) => target.kind === 'control-plane' && target.fleet === part.name);
  const notes = targets.flatMap(({ objects }) =>
    objects
      .filter(({ manifest }) => isPolicy(manifest))
      .flatMap(({ manifest, path }) => {
        const policy = known.get(refKey(refOf(manifest)));
        return policy ? [{ ...policy, path }] : [];
      }),
  );
  const policies = [
    ...program.policies.filter(({ fleet }) => fleet !== part.name),
    ...policiesOf(targets, [part], notes),
  ];
  const fleets = program.fleets.map((fleet) => (fleet.name === part.name ? part : fleet));
  return { targets: program.targets, fleets, policies, placements: placementsOf(program.targets, fleets, policies) };
}
