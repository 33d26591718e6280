import { listOf } from '../core/errors';
import { listAt, objectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { claimedResource, deviceClassIn, VGPU } from '../core/gpu-sharing';
import { boundableGpusOf } from '../core/gpus';
import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import { podsOf } from '../core/pod-kinds';
import { queueNamedBy } from '../core/queue';
import { memberObjects } from '../plan/member-objects';
import { ancestorsOf, type QueueModel, queuesOf } from '../plan/queue';
import { readPod } from '../plan/workload';
import * as rules from '../training/rules';
import type { Program } from './placement';

const TEMPLATE = 'resource.k8s.io/v1/ResourceClaimTemplate';
const VGPU_NAMES: readonly string[] = Object.values(VGPU);

/**
 * Pods of a queue that bounds GPUs ask for GPUs that it bounds. What counts as GPUs is what the member's pools offer as such; of members
 * that declare none nothing is known.
 */
export function checkQueueBounds(program: Program): Finding[] {
  const wanted = (manifest: Manifest) => queueNamedBy(manifest) !== undefined || kindKey(manifest) === TEMPLATE;
  return memberObjects(program, wanted).flatMap(({ fleet, member, objects }) => {
    const target = program.targets.find(({ target }) => target.fleet === fleet.name && target.member === member.name);
    const queues = target && queuesOf(target);
    const gpus = new Set(boundableGpusOf([member]));
    const templates = objects.map(({ manifest }) => manifest).filter((one) => kindKey(one) === TEMPLATE);
    return objects.flatMap(({ path, manifest }) => {
      const queue = queues?.get(queueNamedBy(manifest) ?? '');
      if (!queues || !queue) {
        return [];
      }
      const asked = gpusOf(manifest, templates).filter((resource) => gpus.has(resource));
      const bounding = [queue, ...ancestorsOf(queue, queues)].find(({ capability }) =>
        Object.keys(capability).some((resource) => gpus.has(resource)),
      );
      const unbounded = asked.filter((resource) => bounding && !isBounded(resource, queue, bounding, asked));
      return bounding && unbounded.length > 0
        ? finding(rules.QUEUE_GPUS_NOT_BOUNDED, {
            place: path,
            value: unbounded,
            message: `${manifest.kind} '${manifest.metadata.name}' asks for ${listOf(unbounded)} in member '${member.name}', and queue '${bounding.name}' bounds ${listOf(Object.keys(bounding.capability).filter((name) => gpus.has(name)))} only.`,
            fix: `Add devices: { '${unbounded[0]}': ... } to the capability of queue '${unbounded.some(isClaimed) ? queue.name : bounding.name}', or acknowledge it if the queue may use all of them.`,
          })
        : [];
    });
  });
}

/** Whether a queue, or the nearest one above it that bounds GPUs, limits how much of a resource its pods use. */
function isBounded(resource: string, queue: QueueModel, bounding: QueueModel, asked: readonly string[]): boolean {
  if (isClaimed(resource)) {
    // one above it forgets the claims of queues that state none (capacity.go, buildHierarchicalQueueAttrs)
    return resource in queue.capability;
  }
  // number, memory and cores are of the same cards
  const same = VGPU_NAMES.includes(resource) ? asked.filter((name) => VGPU_NAMES.includes(name)) : [resource];
  return same.some((name) => name in bounding.capability);
}

function isClaimed(resource: string): boolean {
  return deviceClassIn(resource) !== undefined;
}

/** What the pods of an object ask for, by extended resource, and the classes of the cards that they claim. */
function gpusOf(manifest: Manifest, templates: readonly Manifest[]): string[] {
  const names = podsOf(manifest).flatMap(({ shape }) => [
    ...Object.keys(readPod(shape.spec).requests),
    ...listAt(shape.spec, 'resourceClaims').flatMap((claim) => classesOf(claim, manifest, templates)),
  ]);
  return [...new Set(names)];
}

function classesOf(claim: JsonObject, { metadata }: Manifest, templates: readonly Manifest[]): string[] {
  const named = textAt(claim, 'resourceClaimTemplateName');
  const template = templates.find(
    (one) => one.metadata.name === named && namespaceOf(one.metadata) === namespaceOf(metadata),
  );
  const spec = ['spec', 'spec', 'devices'].reduce<JsonObject>(objectAt, template ?? {});
  return listAt(spec, 'requests').flatMap((request) => {
    const deviceClass = textAt(objectAt(request, 'exactly'), 'deviceClassName');
    return deviceClass === undefined ? [] : [claimedResource(deviceClass)];
  });
}

function namespaceOf({ namespace = 'default' }: Manifest['metadata']): string {
  return namespace;
}
