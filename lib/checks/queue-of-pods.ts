import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { Manifest } from '../core/manifest';
import { podsOf } from '../core/pod-kinds';
import { QUEUE_ANNOTATION } from '../core/queue';
import { memberObjects } from '../plan/member-objects';
import { queuesOf } from '../plan/queue';
import * as rules from '../training/rules';
import type { Program } from './placement';

/**
 * Pods that name a queue of the program are where that queue is. Of queues that the program does not make it is not known where they are;
 * the queue of a Volcano Job is looked at with the job.
 */
export function checkQueueOfPods(program: Program): Finding[] {
  const having = new Map<string, Set<string>>();
  for (const target of program.targets.filter(({ target }) => target.kind === 'member')) {
    const { fleet, member = '' } = target.target;
    for (const name of queuesOf(target).keys()) {
      const key = `${fleet}/${name}`;
      having.set(key, (having.get(key) ?? new Set()).add(member));
    }
  }
  if (having.size === 0) {
    return [];
  }
  return memberObjects(program, (manifest) => queueOf(manifest) !== undefined).flatMap(({ fleet, member, objects }) =>
    objects.flatMap(({ path, manifest }) => {
      const queue = queueOf(manifest)!;
      const members = having.get(`${fleet.name}/${queue}`);
      return members && !members.has(member.name)
        ? finding(rules.QUEUE_NOT_THERE, {
            place: path,
            value: member.name,
            message: `${manifest.kind} '${manifest.metadata.name}' goes to member '${member.name}', and its queue '${queue}' is in ${listOf([...members].map((name) => `'${name}'`))} only.`,
            fix: `Send the queue to '${member.name}', too, or the workload to the members that have it.`,
          })
        : [];
    }),
  );
}

function queueOf(manifest: Manifest): string | undefined {
  return podsOf(manifest).flatMap(({ shape }) => shape.annotations[QUEUE_ANNOTATION] ?? [])[0];
}
