import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { kindKey, type Manifest } from '../core/manifest';
import type { MemberModel } from '../core/model';
import { hasTasks, podKindOf } from '../core/pod-kinds';
import { queueNamedBy } from '../core/queue';
import { hyperJobParts } from '../plan/hyper-job';
import { memberObjects } from '../plan/member-objects';
import { childrenOf, QUEUE, queuesOf } from '../plan/queue';
import * as rules from '../training/rules';
import type { Program } from './placement';

/** Pods, or a job, that may come to a member and are in a queue there. */
interface Admitted {
  readonly place: string;
  readonly manifest: Manifest;
  readonly fleet: string;
  readonly member: MemberModel;
  readonly queue: string;
}

/**
 * Whatever names a queue of the program, by whichever way it goes to members: the queue is in each of them, and has no children there. Of
 * queues that the program does not make, and of which no job says where they are, nothing is known.
 */
export function checkQueueOfPods(program: Program): Finding[] {
  const admitted = [...placed(program), ...partsOfHyperJobs(program)];
  return admitted.length === 0 ? [] : [...checkThere(program, admitted), ...checkLeaves(program, admitted)];
}

function placed(program: Program): Admitted[] {
  const naming = memberObjects(program, (manifest) => queueNamedBy(manifest) !== undefined, 'may be');
  return naming.flatMap(({ fleet, member, objects }) =>
    objects.flatMap(({ path: place, manifest }) => {
      const queue = queueNamedBy(manifest);
      return queue === undefined ? [] : [{ place, manifest, fleet: fleet.name, member, queue }];
    }),
  );
}

function partsOfHyperJobs({ targets, fleets }: Program): Admitted[] {
  return targets.flatMap(({ target, objects }) =>
    objects.flatMap(({ path: place, manifest }) =>
      hyperJobParts(manifest).flatMap(({ members: names, job }) => {
        const members = fleets.find(({ name }) => name === target.fleet)?.members ?? [];
        const queue = queueNamedBy(job);
        return queue === undefined
          ? []
          : members
              .filter(({ name }) => names.includes(name))
              .map((member) => ({ place, manifest: job, fleet: target.fleet ?? '', member, queue }));
      }),
    ),
  );
}

function checkThere(program: Program, admitted: readonly Admitted[]): Finding[] {
  const having = membersWithQueues(program);
  return admitted.flatMap(({ place, manifest, fleet, member, queue }) => {
    const members = having.get(`${fleet}/${queue}`);
    return members && !members.has(member.name)
      ? finding(isJob(manifest) ? rules.JOB_QUEUE_ELSEWHERE : rules.QUEUE_NOT_THERE, {
          place,
          value: member.name,
          message: `${describe(manifest)} may go to member '${member.name}', and its queue '${queue}' is ${members.size === 0 ? 'in no member' : `in ${listOf([...members].map((name) => `'${name}'`))} only`}.`,
          fix: `Send the queue to '${member.name}', too, or the workload to the members that have it.`,
        })
      : [];
  });
}

/** Names of the members that have a queue, by fleet and queue, as the program makes them and jobs know of others. */
function membersWithQueues({ targets, fleets, externals }: Program): ReadonlyMap<string, ReadonlySet<string>> {
  const having = new Map<string, Set<string>>();
  const add = (key: string, members: readonly string[]) =>
    having.set(key, new Set([...(having.get(key) ?? []), ...members]));
  for (const target of targets.filter(({ target }) => target.kind === 'member')) {
    const { fleet, member = '' } = target.target;
    for (const name of queuesOf(target).keys()) {
      add(`${fleet}/${name}`, [member]);
    }
  }
  for (const { ref, fleet, members } of externals) {
    if (members && kindKey(ref) === QUEUE) {
      const ours = fleets.find(({ name }) => name === fleet)?.members ?? [];
      const names = ours.map(({ name }) => name).filter((name) => members.includes(name));
      add(`${fleet}/${ref.name}`, names);
    }
  }
  return having;
}

/** One finding for each object, whichever of its members have children of its queue. */
function checkLeaves(program: Program, admitted: readonly Admitted[]): Finding[] {
  const queuesIn = new Map(program.targets.map((target) => [serverKey(target.target), queuesOf(target)] as const));
  const told = new Set<string>();
  return admitted.flatMap(({ place, manifest, fleet, member, queue }) => {
    const queues = queuesIn.get(serverKey({ fleet, member: member.name })) ?? new Map();
    const children = childrenOf({ name: queue }, queues).map(({ name }) => name);
    // a job in root is told with the job
    const isRoot = queue === 'root' && !isJob(manifest);
    const key = `${place}|${manifest.metadata.name}`;
    if ((children.length === 0 && !isRoot) || told.has(key)) {
      return [];
    }
    told.add(key);
    return finding(rules.JOB_QUEUE_NOT_LEAF, {
      place,
      value: queue,
      message: `${describe(manifest)} is in queue '${queue}', which ${isRoot ? 'all other queues are part of' : `has the children ${listOf(children.map((name) => `'${name}'`))} in member '${member.name}'`}.`,
      fix: isRoot
        ? "Give it a queue of its own, or Volcano's queue default."
        : 'Give it one of the children as its queue, or make a child for it.',
    });
  });
}

function serverKey({ fleet, member }: { readonly fleet?: string; readonly member?: string }): string {
  return `${fleet}/${member}`;
}

function isJob(manifest: Manifest): boolean {
  const kind = podKindOf(manifest);
  return kind !== undefined && hasTasks(kind);
}

function describe({ kind, metadata }: Manifest): string {
  return `${kind} '${metadata.name}'`;
}
