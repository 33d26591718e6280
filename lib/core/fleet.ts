import type { Construct, IConstruct } from 'constructs';
import { contributionsOf } from './contributions';
import type { FleetModel, MemberModel } from './model';

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

/** Whether a scope is a member; else it is a fleet. */
export function isMember<M extends string>(scope: IFleet<M> | IMember<M>): scope is IMember<M> {
  return 'memberName' in scope;
}

/** The fleet in whose scope a construct is, if any. Members are beside their fleet, not in it. */
export function fleetOf(construct: IConstruct): IFleet | undefined {
  return construct.node.scopes.reverse().find((scope) => contributionsOf(scope)?.fleet) as IFleet | undefined;
}
