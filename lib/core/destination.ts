import type { IFleet, IMember } from './fleet';

/** A named part of a fleet as other domains see it. */
export interface IMemberGroup<M extends string = string> {
  readonly name: string;
  /** Names of its members. */
  readonly members: readonly M[];
}

/** Where something may go: a whole fleet, a group of it, one member, or members by name. */
export type Destination<M extends string = string> = IFleet<M> | IMemberGroup<M> | IMember<M> | readonly M[];

/** Names of the members of a destination, each once. */
export function memberNames<M extends string>(destination: Destination<M>): M[] {
  if (isList(destination)) {
    return [...new Set(destination)];
  }
  if ('memberName' in destination) {
    return [destination.memberName];
  }
  return [...new Set(destination.members.map((member) => (typeof member === 'string' ? member : member.memberName)))];
}

function isList<M extends string>(destination: Destination<M>): destination is readonly M[] {
  return Array.isArray(destination);
}
