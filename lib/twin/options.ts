import type { Manifest } from '../core/manifest';
import type { AppliedObject } from './apply';
import type { TwinEngines } from './state';

/** How to start a twin. */
export interface TwinOptions {
  /** Folder for everything that the twin writes; must be absent, empty, or what a stopped twin left. */
  readonly state: string;
  /** Where the engines are: what `findEngines` or `ensureEngines` returns. */
  readonly engines: TwinEngines;
  /**
   * Names of the members that run; Karmada then divides among these.
   * @default - those that the fleet names for its twins, else all
   */
  readonly members?: readonly string[];
  /**
   * The program's objects for the control plane: its Cluster objects say how the members are registered, and the kinds of
   * the others are there from the start. Of a kind that comes later Karmada takes notice only every 30 s.
   * @default none
   */
  readonly controlPlane?: readonly Manifest[];
  /** First of the loopback ports, which follow one another. @default free ports are found */
  readonly port?: number;
  /** Seconds for each thing that is waited for. @default 120 */
  readonly timeoutSeconds?: number;
  /** Ends the start; everything that was started is stopped. @default none */
  readonly signal?: AbortSignal;
  /** Called when a step of the start is done. @default none */
  readonly onStep?: (step: TwinStep) => void;
}

/** A step of the start that is done. */
export interface TwinStep {
  readonly step: string;
  /** Since the start was asked for. */
  readonly seconds: number;
}

/** How to start the components of a member again. */
export type ReviveOptions = Pick<TwinOptions, 'timeoutSeconds' | 'signal'>;

/** How to wait for workloads. */
export interface ObserveOptions {
  /** Seconds after which what is seen is returned, expected or not. @default 60 */
  readonly timeoutSeconds?: number;
  /** Ends the waiting. @default none */
  readonly signal?: AbortSignal;
}

/** What applying did on one API server. */
export interface AppliedTarget {
  /** A member, or `control-plane`. */
  readonly cluster: string;
  readonly objects: readonly AppliedObject[];
  /** Objects that were not applied, because they are of members that the twin does not run. @default 0 */
  readonly absent?: number;
}
