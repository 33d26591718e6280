import type { AddOnModel } from './add-ons';
import type { BaselineModel } from './baseline';
import type { Finding } from './findings';
import type { Manifest } from './manifest';
import type { ExternalObject, FleetModel, PlacementModel, PolicyModel } from './model';
import type { Target } from './target';

/** One object of the program, rendered. */
export interface CompiledObject {
  /** Path of the ApiObject construct. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** An object at its place in the order of its target. */
export interface OrderedObject extends CompiledObject {
  /** Objects of one stage need nothing of each other: they may be applied at the same time, one stage after the other. */
  readonly stage: number;
}

/** One file of a target. */
export interface CompiledFile {
  /** File name below the target's folder. */
  readonly name: string;
  /** In the order in which they are written and applied. */
  readonly objects: readonly CompiledObject[];
}

/** Everything that goes to one API server. */
export interface CompiledTarget {
  readonly target: Target;
  readonly files: readonly CompiledFile[];
  /** All objects of the target in the order in which they are applied. */
  readonly objects: readonly OrderedObject[];
}

/** A program, compiled: what would be written, the models that plan and twin work on, and what the checks found. */
export interface Compilation {
  readonly targets: readonly CompiledTarget[];
  readonly fleets: readonly FleetModel[];
  /** The propagation policies of all control planes. */
  readonly policies: readonly PolicyModel[];
  /** What each policy places. */
  readonly placements: readonly PlacementModel[];
  /** What the program refers to and does not contain. */
  readonly externals: readonly ExternalObject[];
  readonly baselines: readonly BaselineModel[];
  /** What the program installs in clusters. */
  readonly addOns: readonly AddOnModel[];
  readonly findings: readonly Finding[];
}
