import type { CompiledTarget } from '../core/compilation';
import { listAt, objectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { type PluginOptions, SCHEDULER_KEY } from '../core/scheduler';

/** A configuration of Volcano's scheduler in one member, as its ConfigMap states it. */
export interface SchedulerModel {
  /** Path of the ConfigMap. */
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
export function schedulersOf({ objects }: CompiledTarget): SchedulerModel[] {
  return objects
    .filter(({ manifest }) => manifest.kind === 'ConfigMap' && manifest.apiVersion === 'v1')
    .flatMap(({ path, manifest }) => {
      const text = objectAt(manifest, 'data')[SCHEDULER_KEY];
      return typeof text === 'string' ? [readScheduler(path, text)] : [];
    });
}

/** A configuration as the scheduler reads it. */
export function readScheduler(place: string, text: string): SchedulerModel {
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
