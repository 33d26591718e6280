import type { JsonObject } from './manifest';
import type { ObjectRef } from './model';

/** Some pods: those in one of the namespaces that have all of the labels. What is not stated is not asked for. */
export interface PodSelection {
  /** @default - any */
  readonly namespaces?: readonly string[];
  /** @default - any */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * What the engine does about a pod that breaks a rule: refuses it, lets it pass and reports it, or lets it pass and warns
 * whoever created it.
 */
export type BaselineAction = 'Deny' | 'Audit' | 'Warn';

/** Names of the rules of a baseline. */
export type BaselineRuleName = BaselineDemand['type'];

/** What a rule demands of each pod that it is about. */
export type BaselineDemand =
  | {
      readonly type: 'limits';
      /** Resources that every container limits. */
      readonly resources: readonly string[];
      /** Extended resources of which one container limits at least one; none: no GPU is asked for. */
      readonly gpus: readonly string[];
      /** Names of containers that are not asked. */
      readonly sidecars: readonly string[];
    }
  | {
      readonly type: 'registries';
      /** Registries, or folders of them, that images come from: `registry.internal/ml`. */
      readonly allowed: readonly string[];
    }
  | { readonly type: 'noPrivileged' };

/** Pods that may break a rule until a day. */
export interface BaselineException {
  /** Absent where only one object is excepted. */
  readonly pods?: PodSelection;
  /** The workload whose pods they are; it may break the rule, too. */
  readonly owner?: ObjectRef;
  readonly reason: string;
  /** When it ends, in milliseconds since 1970. */
  readonly until: number;
}

/** One rule of a baseline. */
export interface BaselineRule {
  /** Name of the policy object. */
  readonly policy: string;
  readonly action: BaselineAction;
  readonly demand: BaselineDemand;
  /** The pods that the rule is about. */
  readonly pods: PodSelection;
  /** Pods that it is not about all the same. */
  readonly exempt: readonly PodSelection[];
  readonly exceptions: readonly BaselineException[];
}

/** What pods must satisfy, and in which members. */
export interface BaselineModel {
  /** Path of the construct that made it. */
  readonly place: string;
  readonly fleet: string;
  /** Names of the members where the rules hold. */
  readonly members: readonly string[];
  /** Namespaces where they do not. */
  readonly exemptNamespaces: readonly string[];
  readonly rules: readonly BaselineRule[];
  /**
   * The time for which the program is judged, in milliseconds since 1970.
   * @default - the time of the judgement
   */
  readonly now?: number;
  /** Registry, or folder of one, of the sidecar images that Istio adds; absent where it is the usual one of its version. */
  readonly sidecarHub?: string;
}

/** A pod, or what one is made from: as much as a rule looks at. */
export interface PodShape {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
}
