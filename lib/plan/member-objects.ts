import type { Compilation, CompiledObject, CompiledTarget } from '../core/compilation';
import type { Manifest } from '../core/manifest';
import type { FleetModel, MemberModel, PlacementModel } from '../core/model';
import { refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import { Overrides } from './overrides';
import { divide, membersOf, type PlacedWorkload, placedWorkloads } from './placed';

type Program = Pick<Compilation, 'targets' | 'fleets' | 'placements'>;

/** One member, and the objects that it has. */
export interface MemberObjects {
  readonly fleet: FleetModel;
  readonly member: MemberModel;
  /** As the member gets them: what is applied there directly, and copies from the control plane with their overrides. */
  readonly objects: readonly CompiledObject[];
}

/**
 * What each member has of a program. Where an object goes to members that are not known yet, each that it may go
 * to is taken to have it, so that nothing is said to be missing that may be there.
 *
 * @param wanted which objects are looked at
 * @param where in which members: where an object is, or wherever it may come to be, when members fail or return
 */
export function memberObjects(
  program: Program,
  wanted: (manifest: Manifest) => boolean,
  where: 'is' | 'may be' = 'is',
): MemberObjects[] {
  return program.fleets.flatMap((fleet) => {
    const ours = program.targets.filter(({ target }) => target.fleet === fleet.name);
    const controlPlane = ours.find(({ target }) => target.kind === 'control-plane');
    const placed = controlPlane ? placedObjects(program, fleet, controlPlane, wanted, where) : [];
    return fleet.members.map((member) => ({
      fleet,
      member,
      objects: [
        ...ours
          .filter(({ target }) => target.kind === 'member' && target.member === member.name)
          .flatMap(({ objects }) => objects.filter(({ manifest }) => wanted(manifest))),
        ...placed
          .filter(({ members }) => members.includes(member.name))
          .map(({ object, copies }) => ({ path: object.path, manifest: copies.get(member.name)!.manifest })),
      ],
    }));
  });
}

function placedObjects(
  program: Program,
  fleet: FleetModel,
  controlPlane: CompiledTarget,
  wanted: (manifest: Manifest) => boolean,
  where: 'is' | 'may be',
) {
  const looked = controlPlane.objects.filter(({ manifest }) => wanted(manifest));
  if (looked.length === 0) {
    return [];
  }
  const overrides = new Overrides(controlPlane, fleet);
  const members = new Map(
    program.placements
      .filter((placement) => placement.fleet === fleet.name)
      .map((placement) => [refKey(placement.workload), membersWith(placement, fleet, where)]),
  );
  for (const one of placedWorkloads(program).filter(({ placement }) => placement.fleet === fleet.name)) {
    if (one.placement.division.type === 'weighted') {
      members.set(refKey(one.placement.workload), membersWithReplicas(one));
    }
  }
  return looked.map((object) => {
    const names = members.get(refKey(refOf(object.manifest))) ?? [];
    const reached = fleet.members.filter(({ name }) => names.includes(name));
    return { object, members: names, copies: overrides.copies(object.manifest, reached) };
  });
}

/** A member that gets no replica, whichever way a tie is broken, gets no copy. */
function membersWithReplicas(one: PlacedWorkload): string[] {
  const shares = [divide(one, 'ascending'), divide(one, 'descending')];
  return Object.keys(shares[0]!.parallelism).filter((name) => shares.some(({ parallelism }) => parallelism[name]! > 0));
}

function membersWith({ division }: PlacementModel, fleet: FleetModel, where: 'is' | 'may be'): readonly string[] {
  switch (division.type) {
    case 'whole':
      return where === 'is' ? membersOf(division) : division.candidates;
    case 'weighted':
      return Object.keys(division.weights).filter((name) => (division.weights[name] ?? 0) > 0);
    default:
      return division.candidates ?? fleet.members.map(({ name }) => name);
  }
}
