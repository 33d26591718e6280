import { listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import { parseQuantity } from '../core/quantity';
import type { IQueue } from '../core/queue';
import { checkObjectName } from '../core/reach';
import { BOUNDS, type QueueAmounts, type Quota } from './quota';
import * as rules from './rules';

/** Names of the queues that Volcano makes itself. */
export const RESERVED_NAMES: readonly string[] = ['root', 'default'];

const MOST_WEIGHT = 65_535;

/** What the checks need to know of a queue. */
export interface QueueFacts {
  readonly place: string;
  readonly queueName: string;
  /** The resource that `gpus` become; absent where none are stated. */
  readonly gpuResource?: string;
  readonly weight?: number;
  readonly priority?: number;
  readonly amounts: Readonly<Partial<Record<(typeof BOUNDS)[number], QueueAmounts>>>;
  readonly parent?: IQueue;
  readonly members: readonly MemberModel[];
  /** What each member gets, by name. */
  readonly quotas: Readonly<Record<string, Quota>>;
}

/** What is wrong with a queue by itself. What it is beside other queues is looked at in the manifests. */
export function* checkQueue(facts: QueueFacts): Iterable<Finding> {
  const { place, queueName, members, parent } = facts;
  yield* checkObjectName(rules.QUEUE_BAD_NAME, { place, property: 'queueName', name: queueName });
  if (RESERVED_NAMES.includes(queueName)) {
    yield finding(rules.QUEUE_BAD_NAME, {
      place,
      value: queueName,
      message: `the name ${show(queueName)} is not usable: Volcano makes that queue itself.`,
      fix: 'Give the construct another id, or set queueName.',
    });
  }
  yield* checkNumber(place, 'weight', facts.weight, 1, MOST_WEIGHT);
  yield* checkNumber(place, 'priority', facts.priority, 0, 2 ** 31 - 1);
  for (const bound of BOUNDS) {
    yield* checkAmounts(facts, bound, facts.amounts[bound] ?? {});
  }
  for (const member of members) {
    if (parent?.members && !parent.members.includes(member.name)) {
      yield finding(rules.QUEUE_PARENT_ELSEWHERE, {
        place,
        value: member.name,
        message: `the queue goes to member '${member.name}', but its parent '${parent.queueName}' only to ${listOf(parent.members) || 'none'}.`,
        fix: `Send the parent to '${member.name}', too, or leave the member out of to.`,
      });
    }
    yield* checkShare(place, member.name, facts.quotas[member.name] ?? {});
  }
}

function* checkNumber(
  place: string,
  property: string,
  value: number | undefined,
  least: number,
  most: number,
): Iterable<Finding> {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
    yield finding(rules.QUEUE_BAD_WEIGHT, {
      place,
      value,
      message: `the ${property} is ${show(value)}; expected a whole number from ${least} to ${most}.`,
      fix: `Set ${property} to such a number, or leave it out.`,
    });
  }
}

function* checkAmounts(
  { place, gpuResource }: QueueFacts,
  bound: (typeof BOUNDS)[number],
  amounts: QueueAmounts,
): Iterable<Finding> {
  const { cpu, memory, gpus, devices = {} } = amounts;
  const bytes = memory === undefined ? undefined : (parseQuantity(memory) ?? Number.NaN);
  const least = bound === 'capability' ? 'above 0' : '0 or more';
  const fine = (amount: number | undefined) =>
    amount === undefined || (Number.isFinite(amount) && (bound === 'capability' ? amount > 0 : amount >= 0));
  const isCount = (amount: number | undefined) => fine(amount) && (amount === undefined || Number.isInteger(amount));
  const stated: readonly (readonly [string, unknown, boolean, string])[] = [
    ['cpu', cpu, fine(cpu), `a number of cores, ${least}`],
    ['memory', memory, fine(bytes), `a Kubernetes quantity such as '800Gi', ${least}`],
    ['gpus', gpus, isCount(gpus), `a whole number, ${least}`],
    ...Object.entries(devices).map(
      ([name, amount]) => [`devices['${name}']`, amount, isCount(amount), `a whole number, ${least}`] as const,
    ),
  ];
  for (const [property, value, isFine, expected] of stated) {
    if (!isFine) {
      yield finding(rules.QUEUE_BAD_AMOUNT, {
        place,
        value,
        message: `${bound}.${property} is ${show(value)}; expected ${expected}.`,
        fix: `Write ${expected}, or leave ${property} out, which sets no bound.`,
      });
    }
  }
  if (gpus !== undefined && gpuResource !== undefined && gpuResource in devices) {
    yield finding(rules.QUEUE_BAD_AMOUNT, {
      place,
      value: gpuResource,
      message: `${bound} states ${gpuResource} twice, by gpus and in devices.`,
      fix: 'Leave one of them out.',
    });
  }
}

function* checkShare(place: string, member: string, { capability = {} }: Quota): Iterable<Finding> {
  for (const [resource, amount] of Object.entries(capability)) {
    if (amount === 0) {
      yield finding(rules.QUEUE_EMPTY_SHARE, {
        place,
        value: member,
        message: `member '${member}' would get none of the ${resource} in the capability of the queue.`,
        fix: `Leave '${member}' out of to, give it a share in shares, or declare its node pools.`,
      });
    }
  }
}

/** Shares by hand. */
export function* checkShares(place: string, shares: Readonly<Record<string, number | undefined>>): Iterable<Finding> {
  for (const [member, share] of Object.entries(shares)) {
    if (share !== undefined && !(Number.isInteger(share) && share >= 0)) {
      yield finding(rules.QUEUE_BAD_SHARE, {
        place,
        value: share,
        message: `the share of '${member}' is ${show(share)}; expected a whole number, 0 or more.`,
        fix: 'Write whole numbers in the ratio that you want.',
      });
    }
  }
}
