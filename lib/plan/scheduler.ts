import { schedulerValueOf } from '../addons/scheduler-value';
import type { AddOnModel } from '../core/add-ons';
import type { Compilation, CompiledTarget } from '../core/compilation';
import { listAt, objectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { configurationIn, type PluginOptions } from '../core/scheduler';

/** A configuration of Volcano's scheduler in one member, as its ConfigMap states it, or the chart that makes one. */
export interface SchedulerModel {
  /** Path of the ConfigMap, or of who installs the chart. */
  readonly place: string;
  readonly actions: readonly string[];
  readonly tiers: readonly (readonly NamedPlugin[])[];
  /** Why the scheduler cannot read it, as the end of a sentence; nothing else is known then. */
  readonly problem?: string;
}

/** A plugin of a tier. */
export interface NamedPlugin {
  readonly name: string;
  readonly options: PluginOptions;
}

/** The configurations of schedulers that are applied to a member: one, if the program says how it is configured. */
export function schedulersOf({ target, objects }: CompiledTarget, addOns: readonly AddOnModel[]): SchedulerModel[] {
  const applied = objects.flatMap(({ path, manifest }) => {
    const text = configurationIn(manifest);
    return text === undefined ? [] : [readScheduler(path, text)];
  });
  const installed = addOns
    .filter(({ fleet, member }) => fleet === target.fleet && member !== undefined && member === target.member)
    .flatMap((addOn) => {
      const text = schedulerValueOf(addOn);
      return text === undefined ? [] : [readScheduler(addOn.place, text)];
    });
  return [...applied, ...installed];
}

/** What the scheduler of each member has mounted when the program is applied and its add-ons are installed, by member. */
export function mountedConfigurations(
  { targets, addOns }: Pick<Compilation, 'targets' | 'addOns'>,
  fleet: string,
): Readonly<Record<string, string>> {
  const applied = targets.flatMap(({ target, objects }) =>
    target.fleet === fleet && target.member !== undefined
      ? objects.map(({ manifest }) => [target.member, configurationIn(manifest)] as const)
      : [],
  );
  const installed = addOns
    .filter((addOn) => addOn.fleet === fleet)
    .map((addOn) => [addOn.member, schedulerValueOf(addOn)] as const);
  return Object.fromEntries(
    [...applied, ...installed].filter(([member, text]) => member !== undefined && text !== undefined),
  );
}

/** A configuration as the scheduler reads it. */
function readScheduler(place: string, text: string): SchedulerModel {
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text);
  const unreadable = (problem: string): SchedulerModel => ({ place, actions: [], tiers: [], problem });
  const [error] = document.errors;
  if (error) {
    return unreadable(`it is no YAML: ${error.message.split('\n')[0]}`);
  }
  const read: unknown = document.toJS();
  const configuration = objectAt({ read } as JsonObject, 'read');
  const actions = textAt(configuration, 'actions');
  if (actions === undefined) {
    return unreadable('it has no actions');
  }
  return {
    place,
    actions: actions.split(',').map((action) => action.trim()),
    tiers: listAt(configuration, 'tiers').map((tier) =>
      listAt(tier, 'plugins').map(({ name, ...options }) => ({ name: String(name), options })),
    ),
  };
}
