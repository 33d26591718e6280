import { randomUUID } from 'node:crypto';
import type { Manifest } from '../../core/manifest';

/** Annotation of an object: the id of the resource that has applied it last. */
export const APPLIED_BY = 'cdk8s-fleet.dev/applied-by';
/** Label of what Karmada has carried to a member, with the annotations of its template. */
const CARRIED = 'karmada.io/managed';

/**
 * An id for a resource that applies objects. A resource that Pulumi takes for a new one - another name, another parent, another stack -
 * has another id, and what it applies is no longer the old one's to delete.
 */
export function newOwner(): string {
  return `target-${randomUUID()}`;
}

/** An object as its owner applies it. */
export function marked(object: Manifest, owner: string): Manifest {
  const { annotations } = object.metadata;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [APPLIED_BY]: owner } } };
}

/** Whether another resource has applied an object since. */
export function isTakenOver({ metadata }: Manifest, owner: string): boolean {
  return (metadata.annotations?.[APPLIED_BY] ?? owner) !== owner;
}

/**
 * What became of an object, with the mark of another owner as something that others changed: it is applied again, and then it is the own one's.
 * What Karmada has carried keeps the mark of its template, whoever applies it beside.
 */
export function withOwnerDrift(seen: Manifest, live: Manifest, owner: string): Manifest {
  return isTakenOver(live, owner) && live.metadata.labels?.[CARRIED] === undefined
    ? marked(seen, String(live.metadata.annotations?.[APPLIED_BY]))
    : seen;
}
