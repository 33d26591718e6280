/**
 * What servers and webhooks say of a field that only a new object may have otherwise. There is no reason for it that a program could
 * read: the words are those of `pkg/apis` of Kubernetes, and of Volcano's webhook of jobs.
 */
const UNCHANGEABLE = /\bimmutable\b|\bmay not (be )?change|\bcannot change roleRef\b|\bupdates to .+ are forbidden/;

/** Whether an object is refused because a field of it cannot change while it is there. */
export function isUnchangeable(message: string): boolean {
  return UNCHANGEABLE.test(message);
}

/** What a message says beyond that of the server. */
export const WAY_OUT =
  'no update changes that while the object is there: give it another name, or leave it out of one update and state it again in the next';
