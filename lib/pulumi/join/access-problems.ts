import { show } from '../../core/errors';
import { dnsLabelProblem, dnsSubdomainProblem } from '../../core/names';

/** What an access asks for, every default in its place. */
export interface AskedAccess {
  readonly account: string;
  readonly role: string;
  readonly namespaces?: readonly string[];
  readonly hours: number;
  readonly renewHours: number;
}

/** Hours that a token may be asked for (kubernetes pkg/apis/authentication/validation/validation.go: ten minutes, 2^32 seconds). */
const LEAST_HOURS = 10 / 60;
const MOST_HOURS = 2 ** 32 / 3600;

/** What no API server would accept of an access, or what would renew its token with every update. */
export function accessProblems({ account, role, namespaces, hours, renewHours }: AskedAccess): string[] {
  const problems: string[] = [];
  const add = (property: string, value: unknown, problem: string | undefined) => {
    if (problem !== undefined) {
      problems.push(`${property} is ${show(value)}: ${problem}`);
    }
  };
  add('account', account, dnsSubdomainProblem(account));
  add('role', role, roleProblem(role));
  for (const namespace of namespaces ?? []) {
    add('a namespace', namespace, dnsLabelProblem(namespace));
  }
  if (namespaces?.length === 0) {
    add('namespaces', namespaces, 'the account would have no rights; leave it out for all namespaces');
  }
  if (!(hours >= LEAST_HOURS && hours <= MOST_HOURS)) {
    add('hours', hours, `a token lasts from 10 minutes to ${Math.floor(MOST_HOURS)} hours`);
  } else if (!(renewHours >= 0 && renewHours < hours)) {
    add('renewHours', renewHours, `it is at least 0 and less than hours, ${hours}`);
  }
  return problems;
}

/** Names of roles are parts of a path, and else free (kubernetes pkg/apis/rbac/validation/validation.go). */
function roleProblem(role: string): string | undefined {
  if (role === '') {
    return 'it is empty';
  }
  return role === '.' || role === '..' || /[/%]/.test(role) ? 'it is no name of a ClusterRole' : undefined;
}
