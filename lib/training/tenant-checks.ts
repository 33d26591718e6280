import { listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { dnsLabelProblem } from '../core/names';
import { checkShares } from './queue-checks';
import * as rules from './rules';
import { namespacesOf, type Tenant, type Tenants } from './tenant';

/** What is wrong with a tree of tenants by itself. What its queues are beside others is looked at in the manifests. */
export function* checkTenants(place: string, departments: Tenants): Iterable<Finding> {
  const tenants = [...walk(departments, [])];
  if (tenants.length === 0) {
    yield finding(rules.TENANTS_NONE, {
      place,
      value: {},
      message: 'there are no departments.',
      fix: 'Add at least one to departments.',
    });
  }
  for (const { path } of tenants) {
    const name = path.at(-1) ?? '';
    const problem = dnsLabelProblem(name);
    if (problem) {
      yield finding(rules.TENANTS_BAD_NAME, {
        place,
        value: path.join('/'),
        message: `the name ${show(name)} of a tenant is not usable: ${problem}.`,
        fix: 'Give the tenant a name that is a DNS label.',
      });
    }
  }
  yield* checkNamespaces(place, tenants);
  for (const { path, tenant } of tenants) {
    yield* checkShares(place, namespacesOf(tenant));
    yield* checkTogether(place, path, tenant);
  }
}

/** Namespaces that nothing limits, though the tenant says that they are its own. */
export function* checkLimits(
  place: string,
  queueName: string,
  namespaces: Readonly<Record<string, unknown>>,
  limited: Readonly<Record<string, unknown>>,
): Iterable<Finding> {
  const unlimited = Object.keys(namespaces).filter((namespace) => !(namespace in limited));
  if (unlimited.length > 0) {
    yield finding(rules.TENANTS_NO_LIMIT, {
      place,
      value: unlimited,
      message: `nothing says how much ${listOf(unlimited.map((one) => `'${one}'`))} of tenant '${queueName}' may use.`,
      fix: 'State capability of the tenant, of one above it, or of the tree, or leave namespaces out.',
    });
  }
}

/** A list of several namespaces: the tenant may use what it may, as often as it has namespaces. */
function* checkTogether(place: string, path: readonly string[], { namespaces = [] }: Tenant): Iterable<Finding> {
  if (Array.isArray(namespaces) && namespaces.length > 1) {
    yield finding(rules.TENANTS_NAMESPACES_TOGETHER, {
      place,
      value: namespaces,
      message: `each of ${listOf(namespaces.map((one) => `'${one}'`))} is limited to all that tenant '${path.join('/')}' may use.`,
      fix: `Divide it by shares, namespaces: { ${namespaces.map((one) => `'${one}': 1`).join(', ')} }, or acknowledge it if all their pods go through Volcano.`,
    });
  }
}

interface Walked {
  readonly path: readonly string[];
  readonly tenant: Tenant;
}

function* walk(tenants: Tenants, above: readonly string[]): Iterable<Walked> {
  for (const [name, tenant] of Object.entries(tenants)) {
    const path = [...above, name];
    yield { path, tenant };
    yield* walk(tenant.children ?? {}, path);
  }
}

function* checkNamespaces(place: string, tenants: readonly Walked[]): Iterable<Finding> {
  const owners = new Map<string, string[]>();
  for (const { path, tenant } of tenants) {
    for (const namespace of Object.keys(namespacesOf(tenant))) {
      owners.set(namespace, [...(owners.get(namespace) ?? []), `'${path.join('/')}'`]);
    }
  }
  for (const [namespace, paths] of owners) {
    if (paths.length > 1) {
      yield finding(rules.TENANTS_SHARED_NAMESPACE, {
        place,
        value: namespace,
        message: `${listOf(paths)} have the namespace '${namespace}'.`,
        fix: 'Give each namespace to one tenant: the smaller of its ResourceQuotas would hold for both.',
      });
    }
  }
}
