import { closest, listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { describeUnit } from '../core/gpu-sharing';
import { boundableGpusOf, capacityOf, extendedResources } from '../core/gpus';
import type { MemberModel } from '../core/model';
import * as rules from './rules';
import type { StatedDevices } from './stated-devices';

/** Devices that a queue states and that no member offers, or that mean something else in each. */
export function* checkDevices(
  place: string,
  members: readonly MemberModel[],
  { gpus, names }: StatedDevices,
  gpuResource: string,
): Iterable<Finding> {
  for (const resource of new Set(gpus ? [gpuResource, ...names] : names)) {
    yield* checkSame(place, members, resource);
  }
  for (const resource of new Set(names)) {
    yield* checkOffered(place, members, resource);
  }
}

/** Members in which a number of devices means different parts of cards. */
function* checkSame(place: string, members: readonly MemberModel[], resource: string): Iterable<Finding> {
  const meanings = members.flatMap(({ name, pools }) => {
    const offering = pools.filter(({ perNode, nodes, gpu }) => gpu !== undefined && perNode[resource] && nodes > 0);
    // several in one member are the fleet's to find
    return offering.slice(0, 1).map(({ sharing }) => ({ name, meaning: describeUnit(sharing, resource) }));
  });
  if (new Set(meanings.map(({ meaning }) => meaning)).size > 1) {
    yield finding(rules.QUEUE_MIXED_GPUS, {
      place,
      value: resource,
      message: `its GPUs, ${resource}, are ${listOf(meanings.map(({ name, meaning }) => `${meaning} in '${name}'`))}.`,
      fix: 'Make a queue for each kind of member, name the slices apart with rename, or acknowledge it if slices were meant to count as GPUs.',
    });
  }
}

function* checkOffered(place: string, members: readonly MemberModel[], resource: string): Iterable<Finding> {
  // the capacity of a member without pools is not known
  const known = members.length > 0 && members.every(({ pools }) => pools.length > 0);
  if (known && !members.some((member) => capacityOf(member, resource) > 0)) {
    const others = members.flatMap(({ pools }) => pools.flatMap(extendedResources));
    const offered = [...new Set([...boundableGpusOf(members), ...others])];
    const near = closest(resource, offered);
    yield finding(rules.QUEUE_DEVICE_NOT_OFFERED, {
      place,
      value: resource,
      message: `the queue states ${resource}, and the pools of ${listOf(members.map(({ name }) => `'${name}'`))} offer ${listOf(offered) || 'no devices'}.`,
      fix: `${near ? `Did you mean ${near}? ` : ''}Name a resource in devices as the pools offer it, or leave it out.`,
    });
  }
}
