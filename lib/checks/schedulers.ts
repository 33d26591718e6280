import { isDeepStrictEqual } from 'node:util';
import type { CompiledTarget } from '../core/compilation';
import { closest, fewOf, listOf, show } from '../core/errors';
import { type Finding, finding, type Rule } from '../core/findings';
import { apiGroupOf } from '../core/manifest';
import type { PluginOptions, SchedulerNeed } from '../core/scheduler';
import type { Target } from '../core/target';
import { type NamedPlugin, type SchedulerModel, schedulersOf } from '../plan/scheduler';
import { memberTargets, type PlacedNeed, schedulerNeedsIn } from '../plan/scheduler-needs';
import * as rules from '../training/rules';
import {
  DIVIDERS,
  EVICTING_ACTIONS,
  PLUGIN_OPTIONS,
  SCHEDULER_ACTIONS,
  SCHEDULER_PLUGINS,
} from '../training/scheduler-configuration';
import type { Program } from './placement';

/** Plugins that name what may be evicted, besides the dividers. */
const EVICTORS = ['gang', 'conformance', 'pdb', 'cdp', 'extender'];

/** The schedulers of each member, typed or plain: whether they can be read, and do what queues, jobs and node pools need. */
export function checkSchedulers(program: Program): Finding[] {
  return memberTargets(program).flatMap((target) => {
    const schedulers = schedulersOf(target, program.addOns);
    const needs = schedulerNeedsIn(program, target).flatMap((need) => placedAtJobs(program, target.target, need));
    return [
      ...schedulers.flatMap((scheduler) => [...checkScheduler(scheduler)]),
      // with several it is not known which one the scheduler has mounted
      ...(schedulers.length === 0
        ? checkKnown(target, needs)
        : schedulers.flatMap((scheduler) => [...checkNeeds(scheduler, needs)])),
    ];
  });
}

/** That a pool grows is a matter of what is let in: without anything for Volcano, there or on the control plane, nobody needs it. */
function placedAtJobs({ targets }: Program, { fleet, member }: Target, need: PlacedNeed): PlacedNeed[] {
  if (!need.beforeRoom || need.plugins) {
    return [need];
  }
  const concerned = targets.filter(
    ({ target }) => target.fleet === fleet && (target.kind === 'control-plane' || target.member === member),
  );
  for (const { objects } of concerned) {
    const first = objects.find(({ manifest }) => apiGroupOf(manifest.apiVersion).endsWith('volcano.sh'));
    if (first) {
      return [{ ...need, place: first.path }];
    }
  }
  return [];
}

function* checkScheduler(scheduler: SchedulerModel): Iterable<Finding> {
  const { place, actions, problem } = scheduler;
  if (problem !== undefined) {
    yield report(rules.SCHEDULER_UNREADABLE, place, {
      message: `the scheduler cannot read its configuration: ${problem}.`,
      fix: "Write actions: 'enqueue, allocate, backfill' and tiers with lists of plugins, or let VolcanoScheduler write it.",
    });
    return;
  }
  const plugins = scheduler.tiers.flat();
  const names = plugins.map(({ name }) => name);
  yield* checkNames(place, 'action', actions, SCHEDULER_ACTIONS, rules.SCHEDULER_UNKNOWN_ACTION);
  yield* checkNames(place, 'plugin', names, SCHEDULER_PLUGINS, rules.SCHEDULER_UNKNOWN_PLUGIN);
  for (const { name, options } of plugins) {
    const what = `option of plugin '${name}'`;
    yield* checkNames(place, what, Object.keys(options), PLUGIN_OPTIONS, rules.SCHEDULER_UNKNOWN_OPTION);
  }
  yield* checkDividers(scheduler, plugins);
  yield* checkTiers(scheduler);
  yield* checkLetIn(scheduler, plugins);
}

function* checkNames(
  place: string,
  what: string,
  names: readonly string[],
  known: readonly string[],
  rule: Rule,
): Iterable<Finding> {
  for (const [i, name] of names.entries()) {
    if (!known.includes(name)) {
      const near = closest(name, known);
      yield report(rule, place, {
        value: name,
        message: `${show(name)} is no ${what} that Volcano knows.`,
        fix: near ? `Did you mean '${near}'?` : `Use those that it has: ${listOf(known)}.`,
      });
    } else if (names.indexOf(name) < i) {
      yield report(rules.SCHEDULER_DUPLICATE, place, {
        value: name,
        message: `the ${what} '${name}' is there twice.`,
        fix: 'Keep one of the two.',
      });
    }
  }
}

function* checkDividers({ place, actions }: SchedulerModel, plugins: readonly NamedPlugin[]): Iterable<Finding> {
  const dividers = plugins.flatMap(({ name, options }) =>
    DIVIDERS.includes(name) || (name === 'drf' && options.enableHierarchy === true) ? [name] : [],
  );
  const different = [...new Set(dividers)];
  if (different.length > 1) {
    yield report(rules.SCHEDULER_EXCLUSIVE, place, {
      value: different,
      message: `${listOf(different)} divide the cluster among the queues, each in its own way.`,
      fix: 'Keep capacity where queues deserve or are guaranteed something, else proportion.',
    });
  }
  if (actions.includes('reclaim') && !dividers.some((name) => DIVIDERS.includes(name))) {
    yield report(rules.SCHEDULER_NOBODY_DESERVES, place, {
      value: 'reclaim',
      message: 'the action reclaim is taken, and there is neither capacity nor proportion.',
      fix: 'Add the plugin capacity, or leave reclaim out of actions.',
    });
  }
}

/** Whether somebody else than `capacity` ends the question of what may be taken back. */
function* checkTiers({ place, actions, tiers }: SchedulerModel): Iterable<Finding> {
  const at = tiers.findIndex((plugins) => plugins.some(({ name }) => name === 'capacity'));
  const before = tiers.slice(0, Math.max(at, 0)).flat();
  const ending = before.flatMap(({ name, options }) =>
    EVICTORS.includes(name) && options.enableReclaimable !== false ? [name] : [],
  );
  if (actions.includes('reclaim') && ending.length > 0) {
    yield report(rules.SCHEDULER_NOT_ASKED, place, {
      value: ending,
      message: `${listOf(ending)} may name what is evicted in a tier before that of capacity, which is then not asked.`,
      fix: `Put ${listOf(ending)} and capacity into one tier, or set enableReclaimable: false for ${listOf(ending)}.`,
    });
  }
}

/** Whether those are let in for whom room would be made. */
function* checkLetIn({ place, actions }: SchedulerModel, plugins: readonly NamedPlugin[]): Iterable<Finding> {
  const evicting = actions.filter((action) => EVICTING_ACTIONS.includes(action));
  const holding = plugins.flatMap(({ name, options }) =>
    name === 'overcommit' || (name === 'capacity' && options.enableHierarchy === true)
      ? holdingBack(name, options)
      : [],
  );
  if (evicting.length > 0 && holding.length > 0 && actions.includes('enqueue')) {
    yield report(rules.SCHEDULER_HELD_BACK, place, {
      value: holding,
      message: `${listOf(evicting)} may evict pods, and ${listOf(holding)} let nobody in for whom that would have to be done.`,
      fix: `Set enableJobEnqueued: false for ${listOf(holding)}, or leave overcommit out.`,
    });
  }
}

/** Whether those are let in for whom nodes would be made. */
function* checkGrown({ place, actions, tiers }: SchedulerModel, { reason }: PlacedNeed): Iterable<Finding> {
  const holding = tiers
    .flat()
    .flatMap(({ name, options }) =>
      name === 'overcommit' || DIVIDERS.includes(name) ? holdingBack(name, options) : [],
    );
  if (holding.length > 0 && actions.includes('enqueue')) {
    yield report(rules.SCHEDULER_GROWS_FOR_NOBODY, place, {
      value: holding,
      message: `${reason}, and with ${listOf(holding)} nobody is let in for whom it would have to grow.`,
      fix: `Set enableJobEnqueued: false for ${listOf(holding)}.`,
    });
  }
}

function holdingBack(name: string, { enableJobEnqueued }: PluginOptions): string[] {
  return enableJobEnqueued === false ? [] : [name];
}

function* checkNeeds(scheduler: SchedulerModel, needs: readonly PlacedNeed[]): Iterable<Finding> {
  if (scheduler.problem !== undefined) {
    return;
  }
  for (const placed of needs) {
    const { place, reason, ...need } = placed;
    if (need.beforeRoom) {
      yield* checkGrown(scheduler, placed);
    }
    const lacking = lackOf(scheduler, need);
    if (lacking.length > 0) {
      yield report(rules.SCHEDULER_NEED, place, {
        value: lacking,
        message: `${reason}, and the configuration of the scheduler at ${scheduler.place} lacks ${listOf(lacking)}.`,
        fix: `Add ${listOf(lacking)} there, or leave actions, plugins and configuration to VolcanoScheduler.`,
      });
    }
  }
}

/** What of a need a configuration does not have. */
function lackOf({ actions, tiers }: SchedulerModel, need: Omit<SchedulerNeed, 'reason'>): string[] {
  const plugins = new Map(tiers.flat().map(({ name, options }) => [name, options]));
  const lacking = (need.actions ?? [])
    .filter((action) => !actions.includes(action))
    .map((action) => `the action ${action}`);
  for (const [name, options] of Object.entries(need.plugins ?? {})) {
    const has = plugins.get(name);
    if (!has) {
      lacking.push(`the plugin ${name}`);
      continue;
    }
    const wanted = { ...options, ...options.arguments, arguments: undefined };
    const given: Readonly<Record<string, unknown>> = { ...has, ...has.arguments };
    for (const [option, value] of Object.entries(wanted)) {
      if (value !== undefined && !isDeepStrictEqual(given[option], value)) {
        lacking.push(`${option}: ${show(value)} of the plugin ${name}`);
      }
    }
  }
  return lacking;
}

/** Needs in a member about whose scheduler the program says nothing. */
function checkKnown({ target }: CompiledTarget, needs: readonly PlacedNeed[]): Finding[] {
  // who states something comes before the pool that grows for it
  const first = needs.find(({ beforeRoom }) => !beforeRoom) ?? needs[0];
  if (!first) {
    return [];
  }
  const wanted = fewOf([...new Set(needs.map(({ reason }) => reason))]);
  return [
    report(rules.SCHEDULER_NOT_KNOWN, first.place, {
      value: target.member,
      message: `${wanted}: Volcano as it is installed ignores that, and the program does not say how the scheduler of member '${target.member}' is configured.`,
      fix: "Create a VolcanoScheduler in the fleet; or, if others configure the scheduler, acknowledge it on the member's queues, or on the job.",
    }),
  ];
}

function report(
  rule: Rule,
  place: string,
  evidence: { readonly value?: unknown; readonly message: string; readonly fix: string },
): Finding {
  return finding(rule, { place, ...evidence });
}
