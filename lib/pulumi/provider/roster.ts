import type * as pulumi from '@pulumi/pulumi';
import { CONTROL_PLANE } from '../../twin/layout';
import { objectsDescend, objectsMove, targetGoes } from '../failures';
import { keyIn } from '../object-key';
import { beyondAllowance, type DeleteAllowance } from './delete-allowance';
import { memory } from './memory';

/** What has an object: `bulk`, the type and the name of its own resource, or `MEMBER`. */
export type RosterEntry = string;

/** Entry of a Cluster object in the target of its member: there is more behind it than one object. */
export const MEMBER: RosterEntry = 'member';

/** The inputs of a roster; what Pulumi hands over of the last ones may be incomplete. */
interface RosterProps {
  /** What has each object, by target and by the key of the object. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, RosterEntry>>>>;
  readonly allowance: DeleteAllowance;
  /** Whether objects stay when their resources go. */
  readonly retained: boolean;
}

/** Keeps the list, and refuses the next one where too much of this one is missing. */
export const roster = memory('roster', excess);

/** What an update from one roster to the next would delete beyond the allowance. */
function excess(olds: Partial<RosterProps>, { targets, allowance }: RosterProps): pulumi.dynamic.CheckFailure[] {
  const before = Object.entries(olds.targets ?? {});
  const gone = before.filter(([name]) => !(name in targets) && !allowance.targets.includes(name));
  const missing = before.flatMap(([name, objects]) => {
    const now = targets[name];
    const keys = now ? Object.keys(objects).filter((key) => keyIn(now, key) === undefined) : [];
    return keys.map((key) => ({ key, target: name }));
  });
  const failures = gone.map(([name, objects]) => {
    const own = Object.values(objects).filter((entry) => entry !== MEMBER);
    return targetGoes(name, own.length);
  });
  const moved = before.flatMap(([name, objects]) =>
    Object.entries(objects)
      .filter(([key, entry]) => (entryOf(targets[name] ?? {}, key) ?? entry) !== entry)
      .map(([key]) => `${key} on ${name}`),
  );
  if (moved.length > 0 && olds.retained !== true) {
    failures.push(objectsMove('the deployment', moved));
  }
  const descending = leavingForMembers(olds.targets ?? {}, targets);
  if (descending.length > 0) {
    failures.push(objectsDescend('the deployment', descending));
  }
  return [
    ...failures.map(({ message }) => ({ property: 'allowance', reason: message })),
    ...beyondAllowance('the deployment', missing, allowance),
  ];
}

/**
 * What the control plane has no more and a member has for itself now. The member would apply it onto the copy that Karmada has carried there, and
 * Karmada then delete it: it knows its copies by a label, which stays (karmada v1.18.2 pkg/util/objectwatcher/objectwatcher.go).
 */
function leavingForMembers(olds: RosterProps['targets'], news: RosterProps['targets']): string[] {
  const keys = Object.keys(olds[CONTROL_PLANE] ?? {}).filter((key) => !has(news[CONTROL_PLANE], key));
  return Object.entries(news)
    .filter(([target]) => target.startsWith('members/'))
    .flatMap(([target, now]) =>
      keys.filter((key) => has(now, key) && !has(olds[target], key)).map((key) => `${key} on ${target}`),
    );
}

function has(objects: Readonly<Record<string, RosterEntry>> = {}, key: string): boolean {
  return keyIn(objects, key) !== undefined;
}

function entryOf(objects: Readonly<Record<string, RosterEntry>>, key: string): RosterEntry | undefined {
  const spelling = keyIn(objects, key);
  return spelling === undefined ? undefined : objects[spelling];
}
