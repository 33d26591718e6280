import { show } from '../core/errors';
import { objectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { kindKey, type Manifest } from '../core/manifest';
import { podKindOf, podsOf } from '../core/pod-kinds';
import { MIN_MEMBER_ANNOTATION, minMemberIn } from '../core/queue';
import * as rules from '../training/rules';
import type { Program } from './placement';

const STATEFUL_SET = 'apps/v1/StatefulSet';

/** What owners of pods say of how many Volcano starts together, typed or plain. That each member gets so many is looked at with the gangs. */
export function checkPodGroups({ targets }: Program): Finding[] {
  return targets.flatMap(({ objects }) =>
    objects.flatMap(({ path, manifest }) => {
      const stated = statedBy(manifest);
      return stated === undefined
        ? []
        : [...checkNumber(path, manifest, stated), ...checkParallel(path, manifest, stated)];
    }),
  );
}

/** As it stands on what becomes the owner of pods that Volcano schedules. */
function statedBy(manifest: Manifest): string | undefined {
  const owner = podKindOf(manifest)?.owner;
  if (owner === undefined || !podsOf(manifest).some(({ shape }) => shape.spec.schedulerName === 'volcano')) {
    return undefined;
  }
  const at = owner === 'itself' ? manifest : owner.split('.').reduce(objectAt, manifest);
  return textAt(objectAt(objectAt(at, 'metadata'), 'annotations'), MIN_MEMBER_ANNOTATION);
}

function* checkNumber(place: string, { kind, metadata }: Manifest, stated: string): Iterable<Finding> {
  if (minMemberIn(stated) === undefined) {
    yield finding(rules.QUEUE_BAD_MIN_AVAILABLE, {
      place,
      value: stated,
      message: `minAvailable of ${kind} '${metadata.name}' is ${show(stated)}; expected a whole number, 1 or more.`,
      fix: 'Write the number of pods without which none runs, or leave minAvailable out.',
    });
  }
}

/** The second pod of a StatefulSet is made when the first is ready, unless it says otherwise. */
function* checkParallel(place: string, manifest: Manifest, stated: string): Iterable<Finding> {
  const inTurn = objectAt(manifest, 'spec').podManagementPolicy !== 'Parallel';
  if (kindKey(manifest) === STATEFUL_SET && inTurn && Number(stated) > 1) {
    yield finding(rules.QUEUE_BAD_MIN_AVAILABLE, {
      place,
      value: stated,
      message: `StatefulSet '${manifest.metadata.name}' needs ${stated} pods at the same time, and makes the second when the first is ready.`,
      fix: "Set podManagementPolicy to 'Parallel', or leave minAvailable out.",
    });
  }
}
