import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { checkShares } from './queue-checks';
import * as rules from './rules';
import { namespacesOf, type Tenant, type TenantOfTree, type Tenants, walkTenants } from './tenant';
import { pathOf } from './tenant-names';

/** What is wrong with a tree of tenants by itself, beside their names. What its queues are beside others is looked at in the manifests. */
export function* checkTenants(place: string, departments: Tenants): Iterable<Finding> {
  const tenants = [...walkTenants(departments)];
  if (tenants.length === 0) {
    yield finding(rules.TENANTS_NONE, {
      place,
      value: {},
      message: 'there are no departments.',
      fix: 'Add at least one to departments.',
    });
  }
  yield* checkNamespaces(place, tenants);
  for (const { names, tenant } of tenants) {
    yield* checkShares(place, namespacesOf(tenant));
    yield* checkTogether(place, names, tenant);
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
function* checkTogether(place: string, names: readonly string[], { namespaces = [] }: Tenant): Iterable<Finding> {
  if (Array.isArray(namespaces) && namespaces.length > 1) {
    yield finding(rules.TENANTS_NAMESPACES_TOGETHER, {
      place,
      value: namespaces,
      message: `each of ${listOf(namespaces.map((one) => `'${one}'`))} is limited to all that tenant '${pathOf(names)}' may use.`,
      fix: `Divide it by shares, namespaces: { ${namespaces.map((one) => `'${one}': 1`).join(', ')} }, or acknowledge it if all their pods go through Volcano.`,
    });
  }
}

function* checkNamespaces(place: string, tenants: readonly TenantOfTree[]): Iterable<Finding> {
  const owners = new Map<string, string[]>();
  for (const { names, tenant } of tenants) {
    for (const namespace of Object.keys(namespacesOf(tenant))) {
      owners.set(namespace, [...(owners.get(namespace) ?? []), `'${pathOf(names)}'`]);
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
