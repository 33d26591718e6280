import type { Compilation, CompiledObject, CompiledTarget } from '../core/compilation';
import { refKey } from '../core/object-ref';
import type { SchedulerNeed } from '../core/scheduler';
import { refOf } from '../l1/kinds';
import { needsOfJob } from '../training/job-needs';
import { needsOfQueue } from '../training/queue-needs';
import { membersOf } from './placed';
import { queueObjectsOf } from './queue';

/** A need, and who has it. */
export interface PlacedNeed extends SchedulerNeed {
  /** Path of what needs it. */
  readonly place: string;
}

type Program = Pick<Compilation, 'targets' | 'fleets' | 'placements'>;

/** The members of all fleets; one to which nothing is applied directly may get jobs all the same. */
export function memberTargets({ targets, fleets }: Program): CompiledTarget[] {
  const applied = targets.filter(({ target }) => target.kind === 'member');
  const rest = fleets.flatMap(({ name: fleet, members }) =>
    members
      .filter(({ name }) => !applied.some(({ target }) => target.fleet === fleet && target.member === name))
      .map(({ name: member }): CompiledTarget => {
        return { target: { kind: 'member', fleet, member, folder: '' }, files: [], objects: [] };
      }),
  );
  return [...applied, ...rest];
}

/** What the node pools of a member need of its scheduler, the queues there, and the jobs that come there, typed or plain. */
export function schedulerNeedsIn(program: Program, target: CompiledTarget): PlacedNeed[] {
  const { fleet, member: name = '' } = target.target;
  const member = program.fleets.find((one) => one.name === fleet)?.members.find((one) => one.name === name);
  const queues = queueObjectsOf(target);
  const beside = queues.map(({ manifest }) => manifest);
  const place = target.objects[0]?.path;
  return [
    ...(member?.pools ?? []).flatMap(({ scheduler }) => (scheduler && place ? [{ ...scheduler, place }] : [])),
    ...queues.flatMap(({ path, manifest }) => placed(path, needsOfQueue(manifest, beside))),
    ...target.objects.flatMap(({ path, manifest }) => placed(path, needsOfJob(manifest, name))),
    ...needsOfSent(program, target),
  ];
}

/** Jobs of the control plane: a HyperJob says itself where its parts go, all others are placed by policies. */
function needsOfSent(
  { targets, placements }: Program,
  { target: { fleet, member = '' } }: CompiledTarget,
): PlacedNeed[] {
  const isSent = ({ manifest }: CompiledObject) =>
    manifest.kind === 'HyperJob' ||
    placements.some(
      ({ fleet: name, workload, division }) =>
        name === fleet &&
        division.type === 'whole' &&
        refKey(workload) === refKey(refOf(manifest)) &&
        membersOf(division).includes(member),
    );
  return targets
    .filter(({ target }) => target.kind === 'control-plane' && target.fleet === fleet)
    .flatMap(({ objects }) => objects)
    .flatMap((object) => {
      const needs = needsOfJob(object.manifest, member);
      return needs.length > 0 && isSent(object) ? placed(object.path, needs) : [];
    });
}

function placed(place: string, needs: readonly SchedulerNeed[]): PlacedNeed[] {
  return needs.map((need) => ({ ...need, place }));
}
