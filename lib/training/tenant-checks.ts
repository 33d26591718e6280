import { listOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import * as rules from './rules';
import { type TenantOfTree, type Tenants, walkTenants } from './tenant';
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
}

function* checkNamespaces(place: string, tenants: readonly TenantOfTree[]): Iterable<Finding> {
  const owners = new Map<string, string[]>();
  for (const { names, tenant } of tenants) {
    for (const namespace of tenant.namespaces ?? []) {
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
