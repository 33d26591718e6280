import { apiGroupOf } from '../../core/manifest';
import type { ApiClient } from '../../twin/client';
import type { CarriedKind } from '../join/carried-kinds';

/** A rule of a ClusterRole. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

const READ = ['get', 'list', 'watch'] as const;
const WRITE = [...READ, 'create', 'update', 'patch', 'delete'] as const;
const RBAC = 'rbac.authorization.k8s.io';

/** All rights: what `karmadactl join` gives (karmada pkg/util/credential.go). */
const ALL: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['get'] },
];

/**
 * What Karmada needs in a member to carry these kinds there: the kinds, namespaces, and for the state of the cluster its nodes, pods
 * and health (karmada pkg/controllers/status/cluster_status_controller.go).
 * @param kinds or `all`
 * @param client of the member, which knows what its kinds are called
 */
export async function memberRights(kinds: readonly CarriedKind[] | 'all', client: ApiClient): Promise<PolicyRule[]> {
  if (kinds === 'all') {
    return [...ALL];
  }
  const byGroup = new Map<string, Set<string>>([['', new Set(['namespaces'])]]);
  for (const { apiVersion, kind } of kinds) {
    const group = apiGroupOf(apiVersion);
    byGroup.set(group, (byGroup.get(group) ?? new Set()).add(await resourceName(client, apiVersion, kind)));
  }
  const rules: PolicyRule[] = [...byGroup].map(([group, resources]) => ({
    apiGroups: [group],
    resources: [...resources].sort(),
    // who gives rights that it does not have needs these two
    verbs: group === RBAC ? [...WRITE, 'escalate', 'bind'] : WRITE,
  }));
  return [
    ...rules,
    { apiGroups: [''], resources: ['nodes', 'pods'], verbs: READ },
    {
      nonResourceURLs: ['/healthz', '/readyz', '/livez', '/version', '/api', '/api/*', '/apis', '/apis/*'],
      verbs: ['get'],
    },
  ];
}

/** By the server if it has the kind already, else as Kubernetes guesses (apimachinery meta.UnsafeGuessKindToResource). */
async function resourceName(client: ApiClient, apiVersion: string, kind: string): Promise<string> {
  return client.resourceName(apiVersion, kind).catch(() => {
    const name = kind.toLowerCase();
    return name.endsWith('s') ? `${name}es` : name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
  });
}

/**
 * What the agent of a member needs on the control plane: its own Cluster, and the configuration of interpreters
 * (karmada pkg/karmadactl/register/register.go). It reports no secrets, so it needs none.
 */
export function agentRights(member: string): PolicyRule[] {
  const clusters = { apiGroups: ['cluster.karmada.io'], resources: ['clusters'] };
  return [
    { ...clusters, verbs: ['list', 'watch'] },
    { ...clusters, resourceNames: [member], verbs: ['get', 'update', 'patch'] },
    { ...clusters, resources: ['clusters/status'], resourceNames: [member], verbs: ['get', 'update', 'patch'] },
    {
      apiGroups: ['config.karmada.io'],
      resources: ['resourceinterpreterwebhookconfigurations', 'resourceinterpretercustomizations'],
      verbs: READ,
    },
    { apiGroups: [''], resources: ['services'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
  ];
}

/** What the agent needs in its execution space, the namespace of the works for its member. */
export const AGENT_WORK_RIGHTS: readonly PolicyRule[] = [
  { apiGroups: ['work.karmada.io'], resources: ['works'], verbs: WRITE },
  { apiGroups: ['work.karmada.io'], resources: ['works/status'], verbs: ['get', 'patch', 'update'] },
];
