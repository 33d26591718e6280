import { type Destination, memberNames } from '../core/destination';
import { type Finding, finding } from '../core/findings';
import { type IFleet, type IMember, isMember } from '../core/fleet';
import type { MemberModel } from '../core/model';
import { dnsLabelProblem } from '../core/names';
import { BAD_NAME, NO_ISTIO, ONE_MEMBER } from './rules';

/** Names of objects and policies begin with this name; the longest end of one has 20 characters. */
const LONGEST_NAME = 43;

/** Members that have a route: those that are named, else all that run Istio; in the scope of a member, that member. */
export function sendersOf(scope: IFleet | IMember, to: Destination | undefined): string[] {
  if (isMember(scope)) {
    return [scope.memberName];
  }
  return to ? memberNames(to) : scope.model.members.filter(({ engines }) => engines.istio).map(({ name }) => name);
}

/** What the checks need to know of where a route or gateway goes. */
export interface Senders {
  readonly place: string;
  readonly scope: IFleet | IMember;
  readonly names: readonly string[];
  /** Properties that name members and were given; in the scope of a member there are none. */
  readonly given: readonly string[];
}

/** Routes and gateways go where Istio is; that the members exist is looked at by their propagation. */
export function* checkSenders({ place, scope, names, given }: Senders): Iterable<Finding> {
  const all: readonly MemberModel[] = isMember(scope) ? [scope.model] : scope.model.members;
  for (const { name } of all.filter(({ name, engines }) => names.includes(name) && !engines.istio)) {
    yield finding(NO_ISTIO, {
      place,
      value: name,
      message: `it goes to member '${name}', which does not run Istio.`,
      fix: `Set engines.istio of '${name}' or istio of the fleet, or leave the member out of to.`,
    });
  }
  if (names.length === 0) {
    yield finding(NO_ISTIO, {
      place,
      value: [],
      message: 'it goes to no member: none is named, or none of the fleet runs Istio.',
      fix: 'Set istio of the fleet, or name members that have it in to.',
    });
  }
  if (isMember(scope) && given.length > 0) {
    yield finding(ONE_MEMBER, {
      place,
      value: scope.memberName,
      message: `it is created in the scope of member '${scope.memberName}', and names members in ${given.join(' and ')} all the same.`,
      fix: `Give it the fleet as its scope, or leave ${given.join(' and ')} out.`,
    });
  }
}

/** @param property that sets the name, for the fix */
export function* checkName(place: string, property: string, name: string): Iterable<Finding> {
  const problem = dnsLabelProblem(name, { max: LONGEST_NAME });
  if (problem) {
    yield finding(BAD_NAME, {
      place,
      value: name,
      message: `the name '${name}' is not usable: ${problem}.`,
      fix: `Give the construct an id that is a DNS label, or set ${property}.`,
    });
  }
}
