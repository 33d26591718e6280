import type { Json, JsonObject } from '../core/manifest';
import type { PluginOptions, SchedulerNeed } from '../core/scheduler';
import { writeYaml } from '../core/yaml';

/** Actions of Volcano's scheduler, in the order in which it makes sense to take them. */
export const SCHEDULER_ACTIONS = [
  'enqueue',
  'allocate',
  'preempt',
  'gangpreempt',
  'reclaim',
  'gangreclaim',
  'backfill',
  'shuffle',
] as const;

/** Plugins of Volcano's scheduler. */
export const SCHEDULER_PLUGINS = [
  'binpack',
  'capacity',
  'cdp',
  'conformance',
  'deviceshare',
  'drf',
  'extender',
  'gang',
  'network-topology-aware',
  'nodegroup',
  'nodeorder',
  'numa-aware',
  'overcommit',
  'pdb',
  'predicates',
  'priority',
  'proportion',
  'rescheduling',
  'resource-strategy-fit',
  'resourcequota',
  'sla',
  'task-topology',
  'tdm',
  'usage',
] as const;

/** Options of a plugin in the configuration. Some are enabled, some enable: the scheduler ignores the other spelling. */
export const PLUGIN_OPTIONS = [
  'arguments',
  'EnabledClusterOrder',
  'enabledAllocatable',
  'enabledHyperNodeGradient',
  'enabledHyperNodeOrder',
  'enabledOverused',
  'enabledSubJobOrder',
  'enabledSubJobPipelined',
  'enabledSubJobReady',
  'enabledVictim',
  'enableBestNode',
  'enableHierarchy',
  'enableJobEnqueued',
  'enableJobOrder',
  'enableJobPipelined',
  'enableJobReady',
  'enableJobStarving',
  'enableNodeOrder',
  'enablePredicate',
  'enablePreemptable',
  'enablePreemptive',
  'enableQueueOrder',
  'enableReclaimable',
  'enableReservedNodes',
  'enableTargetJob',
  'enableTaskOrder',
] as const;

/** Name of an action of Volcano's scheduler. */
export type SchedulerAction = (typeof SCHEDULER_ACTIONS)[number];

/** Name of a plugin of Volcano's scheduler. */
export type SchedulerPlugin = (typeof SCHEDULER_PLUGINS)[number];

/** One plugin of a tier, as it stands in the configuration. */
export interface TierPlugin extends PluginOptions {
  readonly name: string;
}

/** A configuration of Volcano's scheduler. */
export interface SchedulerConfiguration {
  /** Steps of every round, in their order. */
  readonly actions: readonly string[];
  /** Plugins. Where they judge what may be evicted, the first tier that names somebody ends the question. */
  readonly tiers: readonly (readonly TierPlugin[])[];
  /**
   * Arguments of actions: `{ name: 'allocate', arguments: {...} }`.
   * @default - none
   */
  readonly configurations?: readonly JsonObject[];
  /**
   * Where usage of nodes is measured, for the plugin `usage`.
   * @default - nowhere
   */
  readonly metrics?: Readonly<Record<string, string>>;
}

/** What is changed of a configuration that follows from needs. */
export interface SchedulerTuning {
  /** Steps of every round, in their order, instead of those that follow from the needs. */
  readonly actions?: readonly SchedulerAction[];
  /** Plugins by name: options added to those that follow, or `null` where the plugin is left out. */
  readonly plugins?: Readonly<Partial<Record<SchedulerPlugin, PluginOptions | null>>>;
}

/** Actions of an installation as Volcano ships it. */
const SHIPPED_ACTIONS: readonly string[] = ['enqueue', 'allocate', 'backfill'];

/** Actions that make room by evicting others. */
export const EVICTING_ACTIONS: readonly string[] = ['preempt', 'gangpreempt', 'reclaim', 'gangreclaim'];

/** Plugins that divide a cluster among queues. */
export const DIVIDERS: readonly string[] = ['capacity', 'proportion'];

/** Its plugins, in their order. */
const SHIPPED_PLUGINS: Readonly<Record<string, PluginOptions>> = {
  priority: {},
  gang: { enablePreemptable: false },
  conformance: {},
  overcommit: {},
  drf: { enablePreemptable: false },
  predicates: {},
  proportion: {},
  nodeorder: {},
  binpack: {},
};

/**
 * The configuration that meets all needs: the shipped one, with what is needed besides.
 *
 * All plugins are in one tier. In the shipped tiers `gang` and `conformance` come first, and where they name somebody to evict
 * nobody asks `capacity`, so that a queue loses what it is guaranteed. In one tier all must agree. For the same reason
 * `gang` has no say in `reclaim`: it never gives up a pod of a gang that is complete, and nothing would be given back.
 *
 * Nothing is evicted for a job that is not let in. Where room is made by evicting, those who let no more in than there is room for have
 * therefore no say in that: `overcommit`, and `capacity` with a hierarchy, whose top has no room in a full cluster. What a queue may use
 * holds all the same: `capacity` asks again when pods are placed.
 *
 * Nor is a node made for it: Volcano makes no pods of such a job, and an autoscaler sees nothing. Where a need says that jobs come before
 * their room, `overcommit` and whoever divides the cluster, which reckons with the nodes that there are, have therefore no say either.
 *
 * @param preferred options of plugins that nobody needs and that do better than the shipped ones
 */
export function configurationFor(
  needs: readonly SchedulerNeed[],
  preferred: Readonly<Record<string, PluginOptions>> = {},
  tuning: SchedulerTuning = {},
): SchedulerConfiguration {
  const needed = new Set([...SHIPPED_ACTIONS, ...needs.flatMap(({ actions = [] }) => actions)]);
  const actions = tuning.actions ?? [...needed].sort((a, b) => turnOf(a) - turnOf(b));
  const plugins = new Map(Object.entries(pluginsFor(needs)));
  if (actions.includes('reclaim')) {
    plugins.set('gang', { ...plugins.get('gang'), enableReclaimable: false });
  }
  const grows = needs.some(({ beforeRoom }) => beforeRoom);
  const evicts = actions.some((action) => EVICTING_ACTIONS.includes(action));
  if (grows || evicts) {
    plugins.delete('overcommit');
    for (const [name, options] of plugins) {
      if (DIVIDERS.includes(name) && (grows || (name === 'capacity' && options.enableHierarchy))) {
        plugins.set(name, { ...options, enableJobEnqueued: false });
      }
    }
  }
  for (const [name, options] of Object.entries(preferred)) {
    plugins.set(name, joined(plugins.get(name), options));
  }
  for (const [name, options] of Object.entries(tuning.plugins ?? {})) {
    if (options === null) {
      plugins.delete(name);
    } else {
      plugins.set(name, joined(plugins.get(name), options));
    }
  }
  return { actions, tiers: [[...plugins].map(([name, options]) => ({ name, ...options }))] };
}

/** The shipped plugins and those that are needed. `capacity` stands where `proportion` does otherwise: there is one of them. */
function pluginsFor(needs: readonly SchedulerNeed[]): Readonly<Record<string, PluginOptions>> {
  const needed: Record<string, PluginOptions> = {};
  for (const [name, options] of needs.flatMap(({ plugins = {} }) => Object.entries(plugins))) {
    needed[name] = joined(needed[name], options);
  }
  const shipped = Object.entries(SHIPPED_PLUGINS).map(([name, options]): [string, PluginOptions] =>
    name === 'proportion' && needed.capacity
      ? ['capacity', needed.capacity]
      : [name, joined(options, needed[name] ?? {})],
  );
  return { ...Object.fromEntries(shipped), ...without(needed, new Set(shipped.map(([name]) => name))) };
}

function without(
  plugins: Readonly<Record<string, PluginOptions>>,
  names: ReadonlySet<string>,
): Readonly<Record<string, PluginOptions>> {
  return Object.fromEntries(Object.entries(plugins).filter(([name]) => !names.has(name)));
}

function joined(options: PluginOptions = {}, more: PluginOptions): PluginOptions {
  const given = { ...options.arguments, ...more.arguments };
  return { ...options, ...more, ...(Object.keys(given).length > 0 ? { arguments: given } : {}) };
}

function turnOf(action: string): number {
  const turn = (SCHEDULER_ACTIONS as readonly string[]).indexOf(action);
  return turn < 0 ? SCHEDULER_ACTIONS.length : turn;
}

/** A configuration as the scheduler reads it. */
export function writeConfiguration({ actions, tiers, configurations, metrics }: SchedulerConfiguration): string {
  return writeYaml({
    actions: actions.join(', '),
    tiers: tiers.map((plugins) => ({ plugins: plugins as Json })),
    ...(configurations ? { configurations } : {}),
    ...(metrics ? { metrics } : {}),
  });
}
