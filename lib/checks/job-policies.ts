import { isGoDuration } from '../core/duration';
import { listOf, show } from '../core/errors';
import { listAt, numberAt, textAt, textsAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { JOB_ACTIONS, JOB_EVENTS } from '../training/job-policy';
import * as rules from '../training/rules';
import type { JobProblem } from './job-problem';

/** The one event whose policy takes effect only after a time. */
const PENDING = 'PodPending';

/** The lifecycle policies of a job, or of a task. Of each, the webhook reports one mistake only; here it is the same. */
export function* checkJobPolicies(of: JsonObject, at: string): Iterable<JobProblem> {
  const seen = new Set<string | number>();
  for (const [index, policy] of listAt(of, 'policies').entries()) {
    const pointer = `${at}/policies/${index}`;
    const problem = problemOf(policy, seen);
    if (problem) {
      yield { rule: rules.JOB_BAD_POLICY, pointer, value: policy, ...problem };
    } else if (eventsOf(policy).includes(PENDING) && policy.timeout === undefined) {
      yield {
        rule: rules.JOB_IDLE_POLICY,
        pointer,
        value: PENDING,
        message: `the policy for ${PENDING} has no timeout.`,
        fix: "Add how long a pod may stay pending: timeout: '10m'.",
      };
    }
  }
  if (seen.has('*') && [...seen].filter((event) => typeof event === 'string').length > 1) {
    yield {
      rule: rules.JOB_BAD_POLICY,
      pointer: `${at}/policies`,
      value: [...seen],
      message: "a policy is for all events, '*', and others are for some.",
      fix: "Leave out '*', or the others.",
    };
  }
}

function eventsOf(policy: JsonObject): string[] {
  const event = textAt(policy, 'event');
  return [...new Set([...textsAt(policy, 'events'), ...(event === undefined ? [] : [event])])];
}

/** @param seen events and exit codes of the policies before; those of this one are added */
function problemOf(policy: JsonObject, seen: Set<string | number>): Pick<JobProblem, 'message' | 'fix'> | undefined {
  const events = eventsOf(policy);
  const exitCode = numberAt(policy, 'exitCode');
  if (events.length > 0 && exitCode !== undefined) {
    return {
      message: `the policy names ${listOf(events)} and the exit code ${exitCode}.`,
      fix: 'Make two policies of it.',
    };
  }
  if (events.length === 0 && exitCode === undefined) {
    return { message: 'the policy names neither an event nor an exit code.', fix: 'Set event or exitCode.' };
  }
  if (exitCode === 0) {
    return { message: 'the policy is for the exit code 0, which is no error.', fix: "Use event: 'TaskCompleted'." };
  }
  const stranger = events.find((event) => !(JOB_EVENTS as readonly string[]).includes(event));
  if (stranger !== undefined) {
    return { message: `${show(stranger)} is no event for policies.`, fix: `Use one of ${listOf(JOB_EVENTS)}.` };
  }
  const { action, timeout } = policy;
  if (events.length > 0 && !(JOB_ACTIONS as readonly unknown[]).includes(action)) {
    return { message: `${show(action)} is no action for policies.`, fix: `Use one of ${listOf(JOB_ACTIONS)}.` };
  }
  if (typeof timeout === 'string' && !isGoDuration(timeout)) {
    return { message: `the timeout of the policy is ${show(timeout)}, which is no duration.`, fix: "Write '2h30m'." };
  }
  for (const key of exitCode === undefined ? events : [exitCode]) {
    if (seen.has(key)) {
      return { message: `two policies are for ${show(key)}.`, fix: 'Leave one of them out.' };
    }
    seen.add(key);
  }
  return undefined;
}
