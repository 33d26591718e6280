import type { Construct } from 'constructs';
import type { FleetModel } from './model';

/** A fleet as other domains see it: a scope on the control plane, and its members `M`. */
export interface IFleet<M extends string = string> extends Construct {
  readonly model: FleetModel;
  readonly members: readonly { readonly memberName: M }[];
}
