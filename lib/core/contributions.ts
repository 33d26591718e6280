import type { IConstruct } from 'constructs';
import type { BaselineModel } from './baseline';
import type { FleetModel, PlacementModel } from './model';

const CONTRIBUTIONS = Symbol.for('cdk8s-fleet.Contributions');

/** What constructs add to the compilation besides objects. Functions, because a program may go on changing its constructs. */
export interface Contributions {
  readonly fleet?: () => FleetModel;
  readonly placement?: () => PlacementModel;
  readonly baseline?: () => BaselineModel;
}

/** Says that this construct is a fleet. */
export function contributeFleet(construct: IConstruct, fleet: () => FleetModel): void {
  contribute(construct, { fleet });
}

/** Says that this construct places a workload. */
export function contributePlacement(construct: IConstruct, placement: () => PlacementModel): void {
  contribute(construct, { placement });
}

/** Says that this construct demands something of pods. */
export function contributeBaseline(construct: IConstruct, baseline: () => BaselineModel): void {
  contribute(construct, { baseline });
}

/** What this construct contributes, if anything. */
export function contributionsOf(construct: IConstruct): Contributions | undefined {
  return (construct as unknown as Record<symbol, Contributions | undefined>)[CONTRIBUTIONS];
}

function contribute(construct: IConstruct, more: Contributions): void {
  const value = { ...contributionsOf(construct), ...more };
  Object.defineProperty(construct, CONTRIBUTIONS, { value, configurable: true });
}
