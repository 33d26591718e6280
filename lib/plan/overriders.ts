import { listAt, objectAt, textAt, textsAt } from '../core/fields';
import { type ImageChange, withImageChange } from '../core/image';
import type { Json, JsonObject, Manifest } from '../core/manifest';
import { type Change, patched, valueAt } from './json-patch';

/** Where overriders of images, commands and arguments look for containers, by the kind's name whatever its group. */
const CONTAINERS: Readonly<Record<string, string>> = {
  Pod: '/spec/containers',
  ReplicaSet: '/spec/template/spec/containers',
  Deployment: '/spec/template/spec/containers',
  DaemonSet: '/spec/template/spec/containers',
  StatefulSet: '/spec/template/spec/containers',
  Job: '/spec/template/spec/containers',
};

/** What one overrider changes in an object as the overriders before have left it. */
type Overrider = (object: Manifest, rule: JsonObject) => Change[];

/** The overriders in the order in which Karmada applies them; one that changes texts inside of texts leaves alone what is read here. */
const OVERRIDERS: readonly (readonly [string, Overrider])[] = [
  ['imageOverrider', imageChanges],
  ['commandOverrider', wordChanges('command')],
  ['argsOverrider', wordChanges('args')],
  ['labelsOverrider', mapChanges('labels')],
  ['annotationsOverrider', mapChanges('annotations')],
  ['plaintext', (_, rule) => [{ ...(rule as unknown as Change), path: textAt(rule, 'path') ?? '' }]],
];

/** An object with the changes of one override rule (karmada v1.18.2 pkg/util/overridemanager, applyPolicyOverriders). */
export function withOverriders(object: Manifest, overriders: JsonObject): Manifest {
  let copy = object;
  for (const [field, changesOf] of OVERRIDERS) {
    for (const rule of listAt(overriders, field)) {
      copy = changesOf(copy, rule).reduce<Json>(patched, copy) as Manifest;
    }
  }
  return copy;
}

/** One image, or those of all containers; never those of init containers. */
function imageChanges(object: Manifest, rule: JsonObject): Change[] {
  const one = textAt(objectAt(rule, 'predicate'), 'path');
  return (one === undefined ? containersOf(object).map(({ path }) => `${path}/image`) : [one]).flatMap((path) => {
    const image = valueAt(object, path);
    return typeof image === 'string'
      ? { operator: 'replace' as const, path, value: withImageChange(image, rule as unknown as ImageChange) }
      : [];
  });
}

function wordChanges(field: 'command' | 'args'): Overrider {
  return (object, rule) =>
    containersOf(object)
      .filter(({ container }) => container.name === rule.containerName)
      .map(({ container, path }) => {
        const words = textsAt(container, field);
        const value = textsAt(rule, 'value');
        return {
          operator: 'add' as const,
          path: `${path}/${field}`,
          value: rule.operator === 'remove' ? words.filter((word) => !value.includes(word)) : [...words, ...value],
        };
      });
}

/** What is not there is neither replaced nor removed. */
function mapChanges(field: 'labels' | 'annotations'): Overrider {
  return (object, rule) => {
    const before = object.metadata[field];
    const changes = Object.entries(objectAt(rule, 'value'))
      .filter(([key]) => rule.operator === 'add' || before?.[key] !== undefined)
      .map(([key, value]) => ({
        operator: rule.operator as Change['operator'],
        path: `/metadata/${field}/${key.replaceAll('/', '~1')}`,
        value,
      }));
    const map: Change = { operator: 'add', path: `/metadata/${field}`, value: {} };
    return before === undefined && changes.length > 0 ? [map, ...changes] : changes;
  };
}

function containersOf(object: Manifest): { readonly path: string; readonly container: JsonObject }[] {
  const at = Object.hasOwn(CONTAINERS, object.kind) ? CONTAINERS[object.kind]! : undefined;
  const containers = at === undefined ? undefined : valueAt(object, at);
  return listAt({ containers }, 'containers').map((container, i) => ({ path: `${at}/${i}`, container }));
}
