import { objectAt } from './fields';
import type { Json, JsonObject, Manifest } from './manifest';

/** The key under which Volcano's scheduler has its configuration in a ConfigMap. */
export const SCHEDULER_KEY = 'volcano-scheduler.conf';

/** Options of one plugin of a batch scheduler, as they stand in its configuration: `enableHierarchy: true`. */
export interface PluginOptions {
  readonly [option: string]: Json | undefined;
  /**
   * What the plugin itself reads, by its own names: `{ 'binpack.weight': 10 }`.
   * @default - none
   */
  readonly arguments?: JsonObject;
}

/**
 * What something needs of the batch scheduler in its member, so that it does what it says. Plain data: queues, node pools
 * and jobs state it, and whoever configures the scheduler, or checks a configuration, reads it.
 */
export interface SchedulerNeed {
  /** Who needs it and for what, as the start of a sentence: `queue 'research' gets back what it deserves`. */
  readonly reason: string;
  /** Steps that the scheduler must take in every round, by name. */
  readonly actions?: readonly string[];
  /** Plugins that it must ask, by name, with the options that matter. */
  readonly plugins?: Readonly<Record<string, PluginOptions>>;
  /** Set where jobs must be let in for which there is no room yet: no node is made for others. */
  readonly beforeRoom?: true;
}

/** The configuration of a scheduler that an object holds; undefined where it is no ConfigMap, or holds none. */
export function configurationIn(manifest: Manifest): string | undefined {
  const isConfigMap = manifest.apiVersion === 'v1' && manifest.kind === 'ConfigMap';
  const text = isConfigMap ? objectAt(manifest, 'data')[SCHEDULER_KEY] : undefined;
  return typeof text === 'string' ? text : undefined;
}
