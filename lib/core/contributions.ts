import type { IConstruct } from 'constructs';
import type { AddOnModel } from './add-ons';
import type { BaselineModel } from './baseline';
import type { ExternalObject, FleetModel, PolicyModel } from './model';

const CONTRIBUTIONS = Symbol.for('cdk8s-fleet.Contributions');

/** What constructs add to the compilation besides objects. Functions, because a program may go on changing its constructs. */
export interface Contributions {
  readonly fleet?: () => FleetModel;
  readonly policy?: () => PolicyNote;
  /** Of the fleet in which the construct is. */
  readonly externals?: () => readonly Omit<ExternalObject, 'fleet'>[];
  readonly baseline?: () => BaselineModel;
  readonly addOns?: () => readonly AddOnModel[];
}

/** What a construct knows of its policy besides what the manifest of the policy says. */
export interface PolicyNote extends Pick<PolicyModel, 'place' | 'replicas' | 'named'> {
  /** Path of the policy object. */
  readonly path: string;
}

/** Says that this construct is a fleet. */
export function contributeFleet(construct: IConstruct, fleet: () => FleetModel): void {
  contribute(construct, { fleet });
}

/** Says that this construct made a policy. */
export function contributePolicy(construct: IConstruct, policy: () => PolicyNote): void {
  contribute(construct, { policy });
}

/** Names objects of its fleet that this construct refers to and that are owned elsewhere. */
export function contributeExternals(
  construct: IConstruct,
  externals: () => readonly Omit<ExternalObject, 'fleet'>[],
): void {
  contribute(construct, { externals });
}

/** Says that this construct demands something of pods. */
export function contributeBaseline(construct: IConstruct, baseline: () => BaselineModel): void {
  contribute(construct, { baseline });
}

/** Says what this construct has installed in clusters. */
export function contributeAddOns(construct: IConstruct, addOns: () => readonly AddOnModel[]): void {
  contribute(construct, { addOns });
}

/** What this construct contributes, if anything. */
export function contributionsOf(construct: IConstruct): Contributions | undefined {
  return (construct as unknown as Record<symbol, Contributions | undefined>)[CONTRIBUTIONS];
}

function contribute(construct: IConstruct, more: Contributions): void {
  const value = { ...contributionsOf(construct), ...more };
  Object.defineProperty(construct, CONTRIBUTIONS, { value, configurable: true });
}
