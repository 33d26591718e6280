import type { Compilation, CompiledTarget } from '../core/compilation';
import { objectAt } from '../core/fields';
import type { Manifest } from '../core/manifest';
import type { MemberModel, WorkloadModel } from '../core/model';
import { podKindOf } from '../core/pod-kinds';
import { refOf } from '../l1/kinds';
import { hyperJobParts } from './hyper-job';
import { memberObjects } from './member-objects';
import { reachedIn } from './node-groups';
import { divide, type PlacedWorkload, placedWorkloads, podSetsByMember } from './placed';
import { readWorkload } from './workload';

type Program = Pick<Compilation, 'targets' | 'fleets' | 'placements'>;

/** A gang in a member that gets it. */
export interface Arrival {
  readonly place: string;
  /** What the member gets: of a workload that is divided its share. */
  readonly workload: WorkloadModel;
  readonly member: MemberModel;
  /** What is applied to that member. */
  readonly target?: CompiledTarget | undefined;
  /** Whether it is in the plan, so that pods that no node of the member can hold are reported as such. */
  readonly planned: boolean;
  /** Other members that could have got it, each with the pools that its queue may use there. */
  readonly others: readonly MemberModel[];
}

/** The gangs that members get: of Volcano Jobs, of what makes such, and of what is given to a queue with a number of pods. */
export function arrivalsOf(program: Program): Arrival[] {
  return [...sent(program), ...appliedDirectly(program), ...madeByCronJobs(program), ...madeByHyperJobs(program)];
}

/** What a placement sends to members. */
function sent(program: Program): Arrival[] {
  const gangs = placedWorkloads(program).filter(({ workload }) => workload.gang !== undefined);
  return gangs.flatMap((one) => {
    const { division, place, fleet: name } = one.placement;
    const members = program.fleets.find((fleet) => fleet.name === name)?.members ?? [];
    const others = members
      .filter((member) => division.type === 'whole' && division.candidates.includes(member.name))
      .map((member) => reachedIn(member, one.workload.queue, targetOf(program, name, member.name)));
    return Object.keys(podSetsByMember(one)).flatMap((to) => {
      const member = members.find((member) => member.name === to);
      const workload = shareOf(one, to);
      return member && workload.replicas > 0
        ? [{ place, workload, member, target: targetOf(program, name, to), planned: true, others }]
        : [];
    });
  });
}

/** The part of a workload that one member gets. */
function shareOf(one: PlacedWorkload, member: string): WorkloadModel {
  if (one.placement.division.type !== 'weighted') {
    return one.workload;
  }
  const { completions = {} } = divide(one);
  const podSets = podSetsByMember(one)[member]!.map((set) => ({
    ...set,
    // a Job has no more pods at the same time than are left to complete
    replicas: Math.min(set.replicas, completions[member] ?? set.replicas),
  }));
  return { ...one.workload, podSets, replicas: podSets.reduce((sum, { replicas }) => sum + replicas, 0) };
}

/** What is created in the scope of a member. */
function appliedDirectly({ targets, fleets }: Program): Arrival[] {
  return targets.flatMap((target) => {
    const { fleet, member: name } = target.target;
    const member = fleets.find((f) => f.name === fleet)?.members.find((m) => m.name === name);
    return target.objects.flatMap(({ path: place, manifest }) => {
      const workload = member && readGang(manifest);
      return workload ? [{ place, workload, member, target, planned: false, others: [] }] : [];
    });
  });
}

/** What a CronJob makes in the members that have it. */
function madeByCronJobs(program: Program): Arrival[] {
  return memberObjects(program, isCronJob).flatMap(({ fleet, member, objects }) =>
    objects.flatMap(({ path: place, manifest }) => {
      const { spec, metadata } = objectAt(objectAt(manifest, 'spec'), 'jobTemplate');
      const job = { apiVersion: manifest.apiVersion, kind: 'Job', metadata: metadata ?? {}, spec };
      const workload = readGang(job as Manifest);
      const target = targetOf(program, fleet.name, member.name);
      return workload
        ? [{ place, workload: { ...workload, ...refOf(manifest) }, member, target, planned: false, others: [] }]
        : [];
    }),
  );
}

function readGang(manifest: Manifest): WorkloadModel | undefined {
  const workload = readWorkload(manifest);
  return workload?.gang === undefined ? undefined : workload;
}

function isCronJob(manifest: Manifest): boolean {
  return manifest.kind === 'CronJob' && podKindOf(manifest) !== undefined;
}

/** What volcano-global makes of a HyperJob, where it says to which member it goes; of several it is not known which one gets it. */
function madeByHyperJobs(program: Program): Arrival[] {
  return program.targets.flatMap(({ target, objects }) =>
    objects.flatMap(({ path: place, manifest }) =>
      hyperJobParts(manifest).flatMap(({ members: [name, ...more], job }) => {
        const members = program.fleets.find((fleet) => fleet.name === target.fleet)?.members ?? [];
        const member = more.length === 0 ? members.find((member) => member.name === name) : undefined;
        const workload = readGang(job);
        return member && workload
          ? [
              {
                place,
                workload,
                member,
                target: targetOf(program, target.fleet, member.name),
                planned: false,
                others: [],
              },
            ]
          : [];
      }),
    ),
  );
}

function targetOf({ targets }: Program, fleet: string | undefined, member: string): CompiledTarget | undefined {
  return targets.find(({ target }) => target.fleet === fleet && target.member === member);
}
