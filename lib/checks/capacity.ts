import { fewOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { FleetModel, MemberModel, PodDemand, SelectorRequirement } from '../core/model';
import { describeRef, refKey } from '../core/object-ref';
import { Capacity } from '../plan/capacity';
import { type PlacedWorkload, placedWorkloads, podSetsByMember } from '../plan/placed';
import { planOf } from '../plan/plan';
import * as rules from '../plan/rules';
import { describeAmount } from './amounts';
import { needsGpus, type Program } from './placement';

/** Every member that gets replicas has pools that could hold them, and room for all of them. */
export function checkCapacity(program: Program): Finding[] {
  const findings: Finding[] = [];
  const told = new Set<string>();
  for (const one of placedWorkloads(program)) {
    const fleet = program.fleets.find((f) => f.name === one.placement.fleet);
    for (const found of fleet ? [...suitability(fleet, one), ...suitabilityOfSome(fleet, one)] : []) {
      findings.push(found);
      told.add(`${found.place}|${refKey(one.workload)}|${found.value}`);
    }
  }
  for (const workload of Object.values(planOf(program).workloads)) {
    for (const [member, share] of Object.entries(workload.members)) {
      if (share.unplaced > 0 && !told.has(`${workload.place}|${refKey(workload)}|${member}`)) {
        findings.push(
          finding(rules.DOES_NOT_FIT, {
            place: workload.place,
            value: share.unplaced,
            message: `${share.unplaced} of the ${share.replicas} replicas of ${describeRef(workload)} in member '${member}' find no room in its node pools.`,
            fix: `Add nodes to a pool of '${member}', ${workload.weights ? 'lower its weight' : 'send the workload elsewhere'}, or ask for less per pod.`,
          }),
        );
      }
    }
  }
  return findings;
}

function* suitability(fleet: FleetModel, one: PlacedWorkload): Iterable<Finding> {
  const { placement, workload } = one;
  const without = placement.division.type === 'weighted' ? 'give the member weight 0' : 'send the workload elsewhere';
  for (const [name, podSets] of Object.entries(podSetsByMember(one))) {
    const member = fleet.members.find((m) => m.name === name);
    const wanted = podSets.filter((set) => set.replicas > 0);
    if (!member || wanted.length === 0) {
      continue;
    }
    if (member.pools.length === 0) {
      if (needsGpus(fleet, one)) {
        const replicas = wanted.reduce((sum, set) => sum + set.replicas, 0);
        yield finding(rules.NO_POOLS, {
          place: placement.place,
          value: name,
          message: `member '${name}' gets ${replicas} replicas of ${describeRef(workload)}, which ask for GPUs, but declares no node pools.`,
          fix: `Declare the pools of '${name}' in the fleet, or ${without}.`,
        });
      }
      continue;
    }
    for (const { name: task, pod } of wanted.filter((set) => !new Capacity(member).canEverHold(set.pod))) {
      const pods = `${task === undefined ? '' : `task '${task}' of `}${describeRef(workload)}`;
      yield finding(rules.NO_SUITABLE_POOL, {
        place: placement.place,
        value: name,
        message: `no node of member '${name}' can hold a pod of ${pods}, which asks for ${describeDemand(pod)}; its nodes: ${describeNodes(member)}.`,
        fix: `Add a pool of that shape to '${name}', ${without}, or change what the pod asks for.`,
      });
    }
  }
}

/** Where Karmada chooses among members, one of them at least can hold the pods. */
function* suitabilityOfSome(fleet: FleetModel, { placement, workload }: PlacedWorkload): Iterable<Finding> {
  const names = placement.division.type === 'unknown' ? (placement.division.candidates ?? []) : [];
  const members = fleet.members.filter(({ name }) => names.includes(name));
  // the capacity of a member without pools is not known
  if (members.length === 0 || members.some(({ pools }) => pools.length === 0)) {
    return;
  }
  for (const { pod, replicas } of workload.podSets) {
    if (replicas > 0 && !members.some((member) => new Capacity(member).canEverHold(pod))) {
      yield finding(rules.NO_SUITABLE_POOL, {
        place: placement.place,
        value: names,
        message: `no node of ${fewOf(names.map((name) => `'${name}'`))}, among which Karmada chooses, can hold a pod of ${describeRef(workload)}, which asks for ${describeDemand(pod)}.`,
        fix: 'Add a pool of that shape to one of them, send the workload elsewhere, or change what the pod asks for.',
      });
    }
  }
}

function describeDemand(pod: PodDemand): string {
  const parts = Object.entries(pod.requests).map(([resource, amount]) => describeAmount(resource, amount));
  const labels = Object.entries(pod.nodeSelector).map(([key, value]) => `label ${key}=${value}`);
  const affinity = pod.nodeTerms?.map((term) => term.map(describeRequirement).join(' and ')).join(', or ');
  return [...parts, ...labels, ...(affinity === undefined ? [] : [`nodes with ${affinity}`])].join(', ') || 'nothing';
}

function describeRequirement({ key, operator, values = [] }: SelectorRequirement): string {
  return [key, operator, values.join(', ')].filter(Boolean).join(' ');
}

function describeNodes(member: MemberModel): string {
  return member.pools
    .map((pool) => {
      const room = Object.entries(pool.perNode)
        .filter(([resource]) => resource !== 'pods')
        .map(([resource, amount]) => {
          const isAssumed = pool.assumed?.some((one) => one === resource);
          return `${describeAmount(resource, amount)}${isAssumed ? ' (assumed: not stated)' : ''}`;
        });
      const taints = pool.taints.map((taint) => `taint ${show(taint.key)}`);
      return `${pool.nodes} in pool '${pool.name}' with ${[...room, ...taints].join(', ')}`;
    })
    .join('; ');
}
