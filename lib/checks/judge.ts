import type { BaselineDemand, BaselineException, BaselineRule, PodSelection, PodShape } from '../core/baseline';
import { listAt, objectAt, textAt } from '../core/fields';
import { isFrom } from '../core/image';
import { apiGroupOf, type JsonObject } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { parseQuantity } from '../core/quantity';

/** What a rule says of one pod: the containers that break it, or nothing. */
export interface Violation {
  /** What is wrong, with the value seen: `container 'trainer' limits no memory`. */
  readonly message: string;
  /** The value seen. */
  readonly value: unknown;
}

/** A pod together with what the rules look at around it. */
export interface JudgedPod {
  readonly pod: PodShape;
  readonly namespace: string;
  /** The object that makes the pod, or the pod itself. */
  readonly owner: ObjectRef;
}

/**
 * Judges a pod as Kyverno does by the CEL of `lib/policy/cel.ts`.
 * @param now milliseconds since 1970
 */
export function judge(rule: BaselineRule, judged: JudgedPod, now: number): Violation[] {
  const { pod, namespace } = judged;
  const passes =
    !selects(rule.pods, pod, namespace) ||
    rule.exempt.some((selection) => selects(selection, pod, namespace)) ||
    rule.exceptions.some((exception) => now < exception.until && isExcepted(exception, judged));
  return passes ? [] : [...violations(rule.demand, pod.spec)];
}

/** Whether an exception is about a pod, whatever the time. */
function isExcepted({ pods, owner }: BaselineException, judged: JudgedPod): boolean {
  return (
    (pods !== undefined && selects(pods, judged.pod, judged.namespace)) ||
    (owner !== undefined && isSame(owner, judged.owner))
  );
}

/** Whether a selection has a pod. */
function selects({ namespaces, labels }: PodSelection, pod: PodShape, namespace: string): boolean {
  return (
    (namespaces?.includes(namespace) ?? true) &&
    Object.entries(labels ?? {}).every(([key, value]) => pod.labels[key] === value)
  );
}

function isSame(a: ObjectRef, b: ObjectRef): boolean {
  const group = ({ apiVersion }: ObjectRef) => apiGroupOf(apiVersion);
  const namespace = (of: ObjectRef) => of.namespace ?? 'default';
  return a.kind === b.kind && a.name === b.name && group(a) === group(b) && namespace(a) === namespace(b);
}

function* violations(demand: BaselineDemand, spec: JsonObject): Iterable<Violation> {
  const containers = listAt(spec, 'containers');
  const withInit = [...containers, ...listAt(spec, 'initContainers')];
  const all = [...withInit, ...listAt(spec, 'ephemeralContainers')];
  switch (demand.type) {
    case 'limits': {
      const { resources, gpus, sidecars } = demand;
      for (const container of withInit.filter((one) => !sidecars.includes(nameOf(one)))) {
        const missing = resources.filter((resource) => !limits(container, resource));
        if (missing.length > 0) {
          yield {
            message: `container '${nameOf(container)}' limits no ${missing.join(' and no ')}`,
            value: objectAt(container, 'resources').limits,
          };
        }
      }
      if (gpus.length > 0 && !containers.some((container) => gpus.some((resource) => limits(container, resource)))) {
        yield { message: `no container limits ${gpus.join(' or ')}`, value: undefined };
      }
      return;
    }
    case 'registries':
      for (const container of all) {
        const image = textAt(container, 'image') ?? '';
        if (!demand.allowed.some((registry) => isFrom(image, registry))) {
          yield { message: `the image of container '${nameOf(container)}' is ${image}`, value: image };
        }
      }
      return;
    case 'noPrivileged':
      for (const container of all.filter((one) => objectAt(one, 'securityContext').privileged === true)) {
        yield { message: `container '${nameOf(container)}' is privileged`, value: true };
      }
  }
}

function nameOf(container: JsonObject): string {
  return textAt(container, 'name') ?? '';
}

/** Whether the container limits the resource; a limit of 0 is none. */
function limits(container: JsonObject, resource: string): boolean {
  const limit = objectAt(objectAt(container, 'resources'), 'limits')[resource];
  return (typeof limit === 'string' || typeof limit === 'number') && (parseQuantity(limit) ?? 0) > 0;
}
