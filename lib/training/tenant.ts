import type { NestedQuota } from './nested-division';
import { BOUNDS, type QueueAmounts, type Quota, quotaOf, type Resources } from './quota';

/** A department, a team or a project: what it may use, and the tenants that it is divided into. */
export interface Tenant {
  /**
   * What the tenant gets back from those who borrowed it, whenever it wants it.
   * @default - what its children deserve together, resource by resource
   */
  readonly deserved?: QueueAmounts;
  /**
   * Most that the tenant may use, what it borrows included.
   * @default - what the tenant above it may use
   */
  readonly capability?: QueueAmounts;
  /**
   * What is kept for the tenant, also while it uses nothing. Must be in `deserved`, too.
   * @default - what its children are guaranteed together, resource by resource
   */
  readonly guarantee?: QueueAmounts;
  /**
   * Tenants of higher priority are served first and give back last: 0 or more.
   * @default - Volcano's: 0
   */
  readonly priority?: number;
  /**
   * Whether others may take back what this tenant uses beyond what it deserves.
   * @default - Volcano's: true
   */
  readonly reclaimable?: boolean;
  /**
   * `traverse`: jobs behind one that does not fit get their chance. `fifo`: the first job is waited for, says the API of Volcano; its
   * scheduler does not read the field as of 1.15, and traverses.
   * @default - Volcano's: traverse
   */
  readonly dequeueStrategy?: 'fifo' | 'traverse';
  /**
   * Namespaces of the tenant, whose pods are limited also where they go past Volcano: by a ResourceQuota in every member. Of a list each
   * gets all that the tenant may use; with shares, `{ nlp: 2, chat: 1 }`, it is divided in their ratio, whole numbers. A quota counts its
   * own namespace only: what tenants without a `capability` may use below the same parent, each of their namespaces gets.
   * @default - none
   */
  readonly namespaces?: readonly string[] | Readonly<Record<string, number>>;
  /**
   * The tenants that it is divided into, by name. Jobs go to tenants without children.
   * @default - none
   */
  readonly children?: Tenants;
}

/** Tenants by name. */
export interface Tenants {
  readonly [name: string]: Tenant;
}

/** A tenant of a tree, and its names from the department on. */
export interface TenantOfTree {
  readonly names: readonly string[];
  readonly tenant: Tenant;
}

/** All tenants of a tree, each before those below it. */
export function* walkTenants(tenants: Tenants, above: readonly string[] = []): Iterable<TenantOfTree> {
  for (const [name, tenant] of Object.entries(tenants)) {
    const names = [...above, name];
    yield { names, tenant };
    yield* walkTenants(tenant.children ?? {}, names);
  }
}

/** The names of tenants from the top, such as `'research/nlp'`. */
export type TenantPath<T> = {
  [Name in keyof T & string]: T[Name] extends { readonly children: infer Children }
    ? Name | `${Name}/${TenantPath<Children>}`
    : Name;
}[keyof T & string];

/** The namespaces of a tenant with their shares, which are absent where each gets everything. */
export function namespacesOf({ namespaces = [] }: Tenant): Readonly<Record<string, number | undefined>> {
  return isList(namespaces) ? Object.fromEntries(namespaces.map((name) => [name, undefined])) : namespaces;
}

function isList(namespaces: NonNullable<Tenant['namespaces']>): namespaces is readonly string[] {
  return Array.isArray(namespaces);
}

/** The quotas of a tenant and all below it, where what is not stated follows from the children. */
function nestedQuota(tenant: Tenant, gpuResource: string): NestedQuota {
  const children = nestedQuotas(tenant.children ?? {}, gpuResource);
  const stated = quotaOf(tenant, gpuResource);
  return { quota: withSums(stated, children), children };
}

/** The quotas of several tenants. */
export function nestedQuotas(tenants: Tenants, gpuResource: string): Readonly<Record<string, NestedQuota>> {
  return Object.fromEntries(Object.entries(tenants).map(([name, tenant]) => [name, nestedQuota(tenant, gpuResource)]));
}

/** A quota that deserves and is guaranteed what its children are together, where it says nothing else of a resource. */
export function withSums(stated: Quota, children: Readonly<Record<string, NestedQuota>>): Quota {
  const quotas = Object.values(children).map(({ quota }) => quota);
  return Object.fromEntries(
    BOUNDS.flatMap((bound) => {
      const below = bound === 'capability' ? {} : sumOf(quotas.map((quota) => quota[bound] ?? {}));
      const amounts = { ...below, ...stated[bound] };
      return Object.keys(amounts).length > 0 ? [[bound, amounts] as const] : [];
    }),
  );
}

function sumOf(resources: readonly Resources[]): Resources {
  const sum: Record<string, number> = {};
  for (const [resource, amount] of resources.flatMap((one) => Object.entries(one))) {
    sum[resource] = (sum[resource] ?? 0) + amount;
  }
  return sum;
}
