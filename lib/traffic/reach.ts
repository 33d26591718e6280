import type { MemberModel } from '../core/model';
import type { ReachRules } from '../core/reach';
import { NO_ISTIO, NO_MEMBERS, ONE_MEMBER, UNKNOWN_MEMBER } from './rules';

/** Characters of the name of a route or gateway: names of objects and policies begin with it, and the longest end of one has 20. */
export const LONGEST_NAME = 43;

/** Routes and gateways go where Istio is. */
export const REACH: ReachRules = {
  nowhere: NO_MEMBERS,
  noEngine: NO_ISTIO,
  unknown: UNKNOWN_MEMBER,
  oneMember: ONE_MEMBER,
};

/** Whether a member can have routes and gateways. */
export function runsIstio({ engines }: MemberModel): boolean {
  return engines.istio !== undefined;
}
