import { closest, fewOf, listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { MemberModel } from '../core/model';
import { dnsLabelProblem } from '../core/names';
import { parseQuantity } from '../core/quantity';
import type { IQueue } from '../core/queue';
import { BOUNDS, type QueueAmounts, type Quota } from './quota';
import * as rules from './rules';

const RESERVED = ['root', 'default'];
const MOST_WEIGHT = 65_535;

/** What the checks need to know of a queue. */
export interface QueueFacts {
  readonly place: string;
  readonly queueName: string;
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
  const problem = RESERVED.includes(queueName) ? 'Volcano makes that queue itself' : dnsLabelProblem(queueName);
  if (problem) {
    yield finding(rules.QUEUE_BAD_NAME, {
      place,
      value: queueName,
      message: `the queue name ${show(queueName)} is not usable: ${problem}.`,
      fix: 'Give the construct an id that is a DNS label, or set queueName.',
    });
  }
  yield* checkNumber(place, 'weight', facts.weight, 1, MOST_WEIGHT);
  yield* checkNumber(place, 'priority', facts.priority, 0, 2 ** 31 - 1);
  for (const bound of BOUNDS) {
    yield* checkAmounts(place, bound, facts.amounts[bound] ?? {});
  }
  if (members.length === 0) {
    yield finding(rules.QUEUE_NO_MEMBERS, {
      place,
      value: [],
      message: 'the queue goes to no member.',
      fix: "Name members in to, or state volcano and the pools in the fleet's properties.",
    });
  }
  for (const member of members) {
    if (!member.engines.volcano) {
      yield finding(rules.QUEUE_NO_VOLCANO, {
        place,
        value: member.name,
        message: `the queue goes to member '${member.name}', which does not run Volcano.`,
        fix: `Set engines.volcano of '${member.name}' or volcano of the fleet, or leave the member out of to.`,
      });
    }
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

function* checkAmounts(place: string, bound: (typeof BOUNDS)[number], amounts: QueueAmounts): Iterable<Finding> {
  const { cpu, memory, gpus } = amounts;
  const bytes = memory === undefined ? undefined : (parseQuantity(memory) ?? Number.NaN);
  const least = bound === 'capability' ? 'above 0' : '0 or more';
  const fine = (amount: number | undefined) =>
    amount === undefined || (Number.isFinite(amount) && (bound === 'capability' ? amount > 0 : amount >= 0));
  const wrong: readonly (readonly [string, unknown, boolean, string])[] = [
    ['cpu', cpu, fine(cpu), `a number of cores, ${least}`],
    ['memory', memory, fine(bytes), `a Kubernetes quantity such as '800Gi', ${least}`],
    ['gpus', gpus, fine(gpus) && (gpus === undefined || Number.isInteger(gpus)), `a whole number, ${least}`],
  ];
  for (const [property, value, isFine, expected] of wrong) {
    if (!isFine) {
      yield finding(rules.QUEUE_BAD_AMOUNT, {
        place,
        value,
        message: `${bound}.${property} is ${show(value)}; expected ${expected}.`,
        fix: `Write ${expected}, or leave ${property} out, which sets no bound.`,
      });
    }
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
export function* checkShares(
  place: string,
  shares: Readonly<Record<string, number | undefined>>,
  known: readonly string[],
): Iterable<Finding> {
  for (const [member, share] of Object.entries(shares)) {
    if (!known.includes(member)) {
      yield unknownMember(rules.QUEUE_BAD_SHARE, place, 'shares', member, known);
    } else if (share !== undefined && !(Number.isInteger(share) && share >= 0)) {
      yield finding(rules.QUEUE_BAD_SHARE, {
        place,
        value: share,
        message: `the share of '${member}' is ${show(share)}; expected a whole number, 0 or more.`,
        fix: 'Write whole numbers in the ratio that you want.',
      });
    }
  }
}

/** Members by name that the fleet does not have. */
export function* checkQueueMembers(
  place: string,
  names: readonly string[],
  known: readonly string[],
): Iterable<Finding> {
  for (const name of names.filter((name) => !known.includes(name))) {
    yield unknownMember(rules.QUEUE_UNKNOWN_MEMBER, place, 'to', name, known);
  }
}

function unknownMember(
  rule: (typeof rules)['QUEUE_UNKNOWN_MEMBER'],
  place: string,
  property: string,
  name: string,
  known: readonly string[],
): Finding {
  const near = closest(name, known);
  return finding(rule, {
    place,
    value: name,
    message: `${property} names ${show(name)}, which is no member of the fleet (${fewOf(known)}).`,
    fix: near ? `Did you mean '${near}'?` : 'Name members of the fleet only.',
  });
}
