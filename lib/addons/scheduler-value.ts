import type { AddOnModel, ReleaseModel } from '../core/add-ons';
import { objectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { mergedValues } from './values';

/** Where Volcano's chart has the configuration of the scheduler among its values. */
const VALUE = 'scheduler_config_override';

/** The ConfigMap of the scheduler that Volcano's chart makes; undefined for other add-ons, and without the scheduler. */
export function configMapOf({ name, releases }: AddOnModel): Pick<ObjectRef, 'name' | 'namespace'> | undefined {
  const [release] = releases;
  return name === 'volcano' && release && customOf(release).scheduler_enable !== false
    ? { name: `${release.release}-scheduler-configmap`, namespace: release.namespace }
    : undefined;
}

/** The configuration of the scheduler that an add-on installs; undefined where that is the chart's own. */
export function schedulerValueOf(addOn: AddOnModel): string | undefined {
  const [release] = addOn.releases;
  return release && configMapOf(addOn) ? textAt(customOf(release), VALUE) : undefined;
}

/** The add-on with that configuration of the scheduler, unless it has one, or brings no scheduler. */
export function withScheduler(addOn: AddOnModel, text: string): AddOnModel {
  const value: JsonObject = { custom: { [VALUE]: text } };
  return configMapOf(addOn)
    ? { ...addOn, releases: addOn.releases.map((one) => ({ ...one, values: mergedValues(value, one.values) })) }
    : addOn;
}

function customOf({ values }: ReleaseModel): JsonObject {
  return objectAt(values, 'custom');
}
