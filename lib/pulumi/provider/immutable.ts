import type { Manifest } from '../../core/manifest';

/** Annotation of an object that may be replaced where a field changes that never changes. */
const ON_IMMUTABLE = 'cdk8s-fleet.dev/on-immutable';
const REPLACE = 'replace';

/**
 * What servers and webhooks say of a field that only a new object may have otherwise. There is no reason for it that a program could
 * read: the words are those of `pkg/apis` of Kubernetes, and of Volcano's webhook of jobs.
 */
const UNCHANGEABLE = /\bimmutable\b|\bmay not (be )?change|\bcannot change roleRef\b|\bupdates to .+ are forbidden/;

/** Whether an object is refused because a field of it cannot change while it is there. */
export function isUnchangeable(message: string): boolean {
  return UNCHANGEABLE.test(message);
}

/** What webhooks and policies say before their own words, which may be about anything. */
const DENIED = /\badmission webhook\b|\bValidatingAdmissionPolicy\b/;

/** What Volcano's webhook says of a Job whose tasks change (volcano v1.15.1 pkg/webhooks/admission/jobs/validate/admit_job.go). */
const VOLCANO = /job updates may not (change fields|add or remove tasks)/;

/** Whether nothing but another object in its place would do, as far as a message tells. */
export function wantsAnother(message: string): boolean {
  return isUnchangeable(message) && (!DENIED.test(message) || VOLCANO.test(message));
}

/** Whether the program lets an object be replaced then: what it runs ends, and what it keeps is lost. */
export function mayBeReplaced({ metadata }: Manifest): boolean {
  return metadata.annotations?.[ON_IMMUTABLE] === REPLACE;
}

/** What a message says beyond that of the server, of an object that may not be replaced. */
export const WAY_OUT =
  `no update changes that while the object is there: give it another name, leave it out of one update and state it again in the next, or let ` +
  `it be replaced (annotation ${ON_IMMUTABLE}: ${REPLACE})`;
