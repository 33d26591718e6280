import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { dnsLabelProblem } from '../core/names';
import { RESERVED_NAMES } from './queue-checks';
import * as rules from './rules';
import { type Tenants, walkTenants } from './tenant';

/** A tree of tenants, as far as names go. */
export interface NamedTree {
  readonly place: string;
  /** Name of the queue above all departments. */
  readonly queueName: string;
  readonly departments: Tenants;
}

/** The name of a tenant's queue, from the names of the tenants above it. */
export function queueNameOf(names: readonly string[]): string {
  return names.join('-');
}

/** How a tenant is asked for. */
export function pathOf(names: readonly string[]): string {
  return names.join('/');
}

/**
 * Tenants whose names no queue can have, by path. They get none, and neither do those below them; of two that want the same name
 * the first has it.
 */
export function badNames({ place, queueName, departments }: NamedTree): ReadonlyMap<string, Finding> {
  const bad = new Map<string, Finding>();
  const owners = new Map([[queueName, 'the one above all departments']]);
  for (const { names } of walkTenants(departments)) {
    const path = pathOf(names);
    // what is below a tenant without a queue has none to be named
    const unnamed = badNameAbove(bad, path) !== undefined;
    const problem = nameProblem(names.at(-1) ?? '') ?? (unnamed ? undefined : queueProblem(names, owners));
    if (problem) {
      bad.set(path, finding(rules.TENANTS_BAD_NAME, { place, value: path, ...problem }));
    } else if (!unnamed) {
      owners.set(queueNameOf(names), `that of tenant ${show(path)}`);
    }
  }
  return bad;
}

/** Why a tenant, or one above it, has no queue. */
export function badNameAbove(bad: ReadonlyMap<string, Finding>, path: string): Finding | undefined {
  const names = path.split('/');
  const [first] = names.flatMap((_, i) => bad.get(pathOf(names.slice(0, i + 1))) ?? []);
  return first;
}

interface Problem {
  readonly message: string;
  readonly fix: string;
}

function nameProblem(name: string): Problem | undefined {
  const problem = dnsLabelProblem(name);
  return problem === undefined
    ? undefined
    : {
        message: `the name ${show(name)} of a tenant is not usable: ${problem}.`,
        fix: 'Give the tenant a name that is a DNS label.',
      };
}

function queueProblem(names: readonly string[], owners: ReadonlyMap<string, string>): Problem | undefined {
  const name = queueNameOf(names);
  const about = `the queue of tenant ${show(pathOf(names))} would be named ${show(name)}`;
  if (RESERVED_NAMES.includes(name)) {
    return { message: `${about}: Volcano makes that queue itself.`, fix: 'Give the tenant another name.' };
  }
  const owner = owners.get(name);
  if (owner !== undefined) {
    return { message: `${about}, as ${owner} is.`, fix: 'Give one of the two another name.' };
  }
  const problem = dnsLabelProblem(name);
  return problem === undefined
    ? undefined
    : { message: `${about}: ${problem}.`, fix: 'Shorten the name of the tenant, or of one that it is in.' };
}
