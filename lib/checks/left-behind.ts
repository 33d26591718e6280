import type { CompiledTarget } from '../core/compilation';
import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { Division, PlacementModel } from '../core/model';
import { describeRef, refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import * as rules from '../placement/rules';
import { Interpretation } from '../plan/interpretation';
import { membersOf } from '../plan/placed';
import { referredObjects } from '../plan/referred-objects';
import type { Program } from './placement';

/** Objects of a control plane that pods of placed workloads refer to go to the members that these may go to. */
export function checkLeftBehind(program: Program): Finding[] {
  return program.targets
    .filter(({ target }) => target.kind === 'control-plane')
    .flatMap((target) => [...leftBehind(target, program)]);
}

/** A workload, what it refers to of the control plane, and whether Karmada carries that along. */
interface Referring {
  readonly placement: PlacementModel;
  readonly refersTo: readonly string[];
  readonly isFollowed: boolean;
  readonly isCarried: boolean;
}

function* leftBehind(controlPlane: CompiledTarget, program: Program): Iterable<Finding> {
  const { fleet = '' } = controlPlane.target;
  const present = new Map(controlPlane.objects.map(({ manifest }) => [refKey(refOf(manifest)), refOf(manifest)]));
  const referring = referringIn(controlPlane, program, present);
  if (referring.length === 0) {
    return;
  }
  const arrivals = arrivalsIn(program, fleet, referring);
  for (const { placement, refersTo, isFollowed } of referring.filter(({ isCarried }) => !isCarried)) {
    const { place, workload, division } = placement;
    for (const key of refersTo) {
      const missing = mayGoTo(division).filter((member) => !arrivals(key, member));
      if (missing.length > 0) {
        const left = describeRef(present.get(key)!);
        const where = fewOf(missing.map((name) => `'${name}'`));
        yield finding(rules.LEFT_BEHIND, {
          place,
          value: left,
          message: `the pods of ${describeRef(workload)} refer to ${left}, which does not go to ${where}: ${
            isFollowed
              ? 'the policy does not carry along what they refer to'
              : `Karmada does not look into a ${workload.kind} of ${workload.apiVersion} for what to carry along`
          }.`,
          fix: `${isFollowed ? 'Set propagateDeps, send' : 'Send'} ${left} to the same members by a WholePropagation with copies: 'every-member', or create it in their scope.`,
        });
      }
    }
  }
}

function referringIn(
  controlPlane: CompiledTarget,
  { placements, policies, fleets }: Program,
  present: ReadonlyMap<string, unknown>,
): Referring[] {
  const ours = placements.filter(({ fleet }) => fleet === controlPlane.target.fleet);
  const placementOf = new Map(ours.map((placement) => [refKey(placement.workload), placement]));
  const carrying = new Set(policies.filter(({ carriesReferred }) => carriesReferred).map(({ place }) => place));
  const { karmada } = fleets.find(({ name }) => name === controlPlane.target.fleet)!;
  const interpretation = new Interpretation(controlPlane, karmada);
  return controlPlane.objects.flatMap(({ manifest }) => {
    const placement = placementOf.get(refKey(refOf(manifest)));
    const refersTo = placement
      ? referredObjects(manifest)
          .map(refKey)
          .filter((key) => present.has(key))
      : [];
    if (!placement || refersTo.length === 0) {
      return [];
    }
    const isFollowed = interpretation.follows(manifest);
    return { placement, refersTo, isFollowed, isCarried: isFollowed && carrying.has(placement.place) };
  });
}

/** Whether an object comes to a member, or may do so: by a policy, with a workload that it is carried along with, or because it is created there. */
function arrivalsIn(
  { placements, targets }: Program,
  fleet: string,
  referring: readonly Referring[],
): (key: string, member: string) => boolean {
  const divisions = new Map<string, Division[]>();
  const add = (key: string, division: Division) => divisions.set(key, [...(divisions.get(key) ?? []), division]);
  for (const { workload, division } of placements.filter((one) => one.fleet === fleet)) {
    add(refKey(workload), division);
  }
  for (const { placement, refersTo } of referring.filter(({ isCarried }) => isCarried)) {
    for (const key of refersTo) {
      add(key, placement.division);
    }
  }
  const created = new Set(
    targets
      .filter(({ target }) => target.fleet === fleet && target.kind === 'member')
      .flatMap(({ target, objects }) => objects.map(({ manifest }) => `${target.member}|${refKey(refOf(manifest))}`)),
  );
  return (key, member) =>
    created.has(`${member}|${key}`) || (divisions.get(key) ?? []).some((division) => reaches(division, member));
}

function mayGoTo(division: Division): readonly string[] {
  switch (division.type) {
    case 'whole':
      return division.candidates;
    case 'weighted':
      return Object.keys(division.weights);
    default:
      return division.candidates ?? [];
  }
}

/** What is not known is taken to be right. */
function reaches(division: Division, member: string): boolean {
  switch (division.type) {
    case 'whole':
      return membersOf(division).includes(member);
    case 'weighted':
      return member in division.weights;
    default:
      return division.candidates?.includes(member) ?? true;
  }
}
