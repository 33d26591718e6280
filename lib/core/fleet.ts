import type { Construct, IConstruct } from 'constructs';
import { contributionsOf } from './contributions';
import { fail } from './errors';
import type { FleetModel, MemberModel } from './model';
import { ID_TAKEN, OUTSIDE_FLEET } from './rules';

/** A member as other domains see it: the scope of what is applied to it directly. */
export interface IMember<M extends string = string> extends Construct {
  readonly memberName: M;
  readonly model: MemberModel;
}

/** A fleet as other domains see it: a scope on the control plane, and its members `M`. */
export interface IFleet<M extends string = string> extends Construct {
  readonly model: FleetModel;
  readonly members: readonly IMember<M>[];
  /** The cluster that runs the control plane: scope of what is applied there. */
  readonly host: Construct;
}

/** Where constructs of the domains are created: in a fleet, for its members, or in one member. */
export type Home<M extends string = string> = IFleet<M> | IMember<M>;

/** Whether a scope is a member. */
export function isMember(scope: IConstruct): scope is IMember {
  return 'memberName' in scope;
}

/** The fleet in whose scope a construct is, if any. Members are beside their fleet, not in it. */
function fleetOf(construct: IConstruct): IFleet | undefined {
  return construct.node.scopes.reverse().find((scope) => contributionsOf(scope)?.fleet) as IFleet | undefined;
}

/**
 * The fleet in whose scope a construct is.
 * @throws FindingsError `fleet/outside`
 */
export function fleetOrFail(construct: IConstruct): IFleet {
  return fleetOf(construct) ?? outside(construct, 'it is in the scope of no fleet.', 'Give it the fleet as its scope.');
}

/**
 * The fleet or the member in whose scope a construct is.
 * @throws FindingsError `fleet/outside`
 */
export function homeOf(construct: IConstruct): Home {
  return (
    construct.node.scopes.find(isMember) ??
    fleetOf(construct) ??
    outside(
      construct,
      'it is in the scope of no fleet, and of no member.',
      'Give it the fleet, or fleet.member(name), as its scope.',
    )
  );
}

/** The members that something in a home can go to. */
export function membersIn(home: Home): readonly IMember[] {
  return isMember(home) ? [home] : home.members;
}

/**
 * The id under which a construct of a fleet renders what belongs into another chart of it: a member, the host. Its own id, after
 * those of the constructs in the fleet that it is in.
 * @throws FindingsError `fleet/id-taken`
 */
export function idIn(chart: Construct, construct: IConstruct): string {
  const { scopes, path } = construct.node;
  const home = scopes.findLastIndex((scope) => isMember(scope) || contributionsOf(scope)?.fleet);
  const id = scopes
    .slice(home + 1)
    .map(({ node }) => node.id)
    .join('-');
  if (chart.node.tryFindChild(id)) {
    fail(ID_TAKEN, {
      place: path,
      value: id,
      message: `it renders as '${id}' in ${chart.node.path}, and there is a construct with that id already.`,
      fix: 'Give one of the two another id.',
    });
  }
  return id;
}

function outside(construct: IConstruct, message: string, fix: string): never {
  return fail(OUTSIDE_FLEET, { place: construct.node.path, message, fix });
}
