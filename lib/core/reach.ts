import { type Destination, memberNames } from './destination';
import { closest, fewOf, listOf, show } from './errors';
import { type Finding, finding, type Rule } from './findings';
import { type Home, isMember, membersIn } from './fleet';
import type { MemberModel } from './model';
import { dnsLabelProblem } from './names';
import { ENGINE_TITLES, type EngineVersionName } from './versions';

/** The rules of a domain about where its constructs go. */
export interface ReachRules {
  /** Something goes to no member. */
  readonly nowhere: Rule;
  /** A member without the engine gets something. */
  readonly noEngine: Rule;
  /** A name is that of no member. */
  readonly unknown: Rule;
  /** Something in the scope of a member names members all the same. Absent where it is always in the scope of a fleet. */
  readonly oneMember?: Rule;
}

/** Where a construct goes, and how its findings speak of it. */
export interface Reach {
  readonly place: string;
  /** The construct in messages: `the queue`. */
  readonly what: string;
  readonly home: Home;
  /** Names of the members that it goes to. */
  readonly names: readonly string[];
  readonly engine: EngineVersionName;
  /** Properties that name members, by name, as they were given. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** Names of the members that something goes to: in the scope of a member that one; else those asked for, else all that are fit. */
export function reachOf(
  home: Home,
  to: Destination | undefined,
  isFit: (member: MemberModel) => boolean = () => true,
): string[] {
  if (isMember(home)) {
    return [home.memberName];
  }
  return to ? memberNames(to) : home.model.members.filter(isFit).map(({ name }) => name);
}

/** Those of the names that are members in a home; the others are reported and get nothing. */
export function knownIn(home: Home, names: readonly string[]): string[] {
  return names.filter((name) => membersIn(home).some(({ memberName }) => memberName === name));
}

/** What is wrong with where a construct goes. */
export function* checkReach(reach: Reach, rules: ReachRules): Iterable<Finding> {
  const { place, what, home, names, engine } = reach;
  const title = ENGINE_TITLES[engine];
  const members = membersIn(home);
  const given = Object.keys(reach.given).filter((property) => reach.given[property] !== undefined);
  if (rules.oneMember && isMember(home) && given.length > 0) {
    yield finding(rules.oneMember, {
      place,
      value: home.memberName,
      message: `${what} is created in the scope of member '${home.memberName}', and names members in ${listOf(given)} all the same.`,
      fix: `Give it the fleet as its scope, or leave ${listOf(given)} out.`,
    });
  }
  const known = members.map(({ memberName }) => memberName);
  yield* checkKnown(rules.unknown, { place, property: given.join(' or ') || 'to', names, known });
  if (names.length === 0) {
    yield finding(rules.nowhere, {
      place,
      value: [],
      message: `${what} goes to no member.`,
      fix: `Name at least one member that runs ${title} in to, or a group that has one.`,
    });
  }
  for (const { model } of members.filter(({ memberName }) => names.includes(memberName))) {
    if (!model.engines[engine]) {
      yield finding(rules.noEngine, {
        place,
        value: model.name,
        message: `${what} goes to member '${model.name}', which does not run ${title}.`,
        fix: `Set engines.${engine} of '${model.name}' or ${engine} of the fleet, or leave the member out of to.`,
      });
    }
  }
}

/** Names in a property, and those that the fleet knows. */
export interface NamedMembers {
  readonly place: string;
  readonly property: string;
  readonly names: readonly string[];
  readonly known: readonly string[];
}

/** Names that are of no member. */
export function* checkKnown(rule: Rule, { place, property, names, known }: NamedMembers): Iterable<Finding> {
  for (const name of names.filter((name) => !known.includes(name))) {
    const near = closest(name, known);
    yield finding(rule, {
      place,
      value: name,
      message: `${property} names ${show(name)}, which is no member of the fleet (${fewOf(known) || 'it has none'}).`,
      fix: near ? `Did you mean '${near}'?` : 'Name members of the fleet only.',
    });
  }
}

/** The name of a construct's objects: the id, unless a property states another. */
export interface NamedObjects {
  readonly place: string;
  /** The property that sets it. */
  readonly property: string;
  readonly name: string;
  /**
   * Characters for which there is room.
   * @default 63
   */
  readonly max?: number;
}

/** A name that is no DNS label. */
export function* checkObjectName(rule: Rule, { place, property, name, max = 63 }: NamedObjects): Iterable<Finding> {
  const problem = dnsLabelProblem(name, { max });
  if (problem) {
    yield finding(rule, {
      place,
      value: name,
      message: `the name ${show(name)} is not usable: ${problem}.`,
      fix: `Give the construct an id that is a DNS label, or set ${property}.`,
    });
  }
}
