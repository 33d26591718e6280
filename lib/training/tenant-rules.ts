import type { Rule } from '../core/findings';

export const TENANTS_NONE: Rule = {
  id: 'tenants/no-departments',
  severity: 'error',
  title: 'A tree of tenants has at least one department.',
  why: 'A queue without departments shares nothing with anybody.',
};

export const TENANTS_BAD_NAME: Rule = {
  id: 'tenants/bad-name',
  severity: 'error',
  title: 'Names of tenants are DNS labels, and with those of the tenants above them they name one queue each.',
  why: 'Joined by dashes they are the names of the queues: of two with the same name one overwrites the other.',
};

export const TENANTS_SHARED_NAMESPACE: Rule = {
  id: 'tenants/shared-namespace',
  severity: 'error',
  title: 'A namespace belongs to one tenant.',
  why: 'All ResourceQuotas of a namespace hold at the same time, so the tenant with more would be held to what the other may use.',
};

export const TENANTS_NAMESPACES_TOGETHER: Rule = {
  id: 'tenants/namespaces-together',
  severity: 'warning',
  title: 'What a tenant may use is divided over its namespaces.',
  why: 'A ResourceQuota counts the pods of one namespace. With the whole of it in each, pods that go past Volcano may use it once in every namespace.',
  source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
};

export const TENANTS_NO_LIMIT: Rule = {
  id: 'tenants/no-limit',
  severity: 'error',
  title: 'A tenant with namespaces has a capability, or one above it.',
  why: 'There is nothing to limit the namespaces to: their pods may use all that there is.',
};

export const TENANTS_UNKNOWN_TENANT: Rule = {
  id: 'tenants/unknown-tenant',
  severity: 'error',
  title: 'A queue is asked for by the path of a tenant.',
  why: 'There is no other queue in the tree.',
};

export const TENANTS_NO_MEMBERS: Rule = {
  id: 'tenants/no-members',
  severity: 'error',
  title: 'A tree of tenants goes to at least one member.',
  why: 'Nothing is applied anywhere, and every job of the tenants is refused.',
};

export const TENANTS_NO_VOLCANO: Rule = {
  id: 'tenants/no-volcano',
  severity: 'error',
  title: 'Members with tenants run Volcano.',
  why: 'Without its CRDs the API server of the member does not know the kind Queue, and nothing is applied.',
};

export const TENANTS_UNKNOWN_MEMBER: Rule = {
  id: 'tenants/unknown-member',
  severity: 'error',
  title: 'A tree of tenants goes to members of its fleet.',
  why: 'The queues are applied to the members themselves; there is no cluster to apply them to.',
};

export const TENANTS_ONE_MEMBER: Rule = {
  id: 'tenants/one-member',
  severity: 'error',
  title: 'A tree of tenants in the scope of a member names no other members.',
  why: 'It is applied to that member directly, whole, and to no other.',
};
