import { apiGroupOf } from '../../core/manifest';
import { type ApiClient, ApiError } from '../../twin/client';
import { CLUSTER_SECRETS } from '../../twin/karmada-api';
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
/** Metrics are called after what they are of, `pods/requests`, not after their kind; and the programs that serve them may be down. */
const METRICS: Readonly<Record<string, string>> = {
  'metrics.k8s.io/PodMetrics': 'pods',
  'custom.metrics.k8s.io/MetricValue': '*',
};
/** Group of roles and bindings. */
export const RBAC = 'rbac.authorization.k8s.io';

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
  const written = new Map<string, Set<string>>([['', new Set(['namespaces'])]]);
  const seen = new Map<string, Set<string>>();
  for (const { apiVersion, kind, readOnly, subresource } of kinds) {
    const [group, byGroup] = [apiGroupOf(apiVersion), readOnly ? seen : written];
    const name = await resourceName(client, apiVersion, kind);
    const part = subresource === undefined ? name : `${name}/${subresource}`;
    byGroup.set(group, (byGroup.get(group) ?? new Set()).add(part));
  }
  const rulesOf = (byGroup: typeof written, verbsOf: (group: string) => readonly string[]) =>
    [...byGroup].map(([group, resources]) => ({
      apiGroups: [group],
      resources: [...resources].sort(),
      verbs: verbsOf(group),
    }));
  return [
    // who gives rights that it does not have needs these two
    ...rulesOf(written, (group) => (group === RBAC ? [...WRITE, 'escalate', 'bind'] : WRITE)),
    ...rulesOf(seen, () => READ),
    { apiGroups: [''], resources: ['nodes', 'pods'], verbs: READ },
    {
      nonResourceURLs: ['/healthz', '/readyz', '/livez', '/version', '/api', '/api/*', '/apis', '/apis/*'],
      verbs: ['get'],
    },
  ];
}

/**
 * What rights call a kind: the name that the server knows, else the one that authors of kinds choose, the English plural. A guess as apimachinery
 * makes it (meta.UnsafeGuessKindToResource) would take Istio's `gateways` for `gatewaies`.
 * @throws ApiError if the server does not answer: a wrong name would be a right for nothing
 */
export async function resourceName(client: ApiClient, apiVersion: string, kind: string): Promise<string> {
  const metrics = METRICS[`${apiGroupOf(apiVersion)}/${kind}`];
  if (metrics !== undefined) {
    return metrics;
  }
  try {
    return await client.resourceName(apiVersion, kind);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) {
      throw error;
    }
    const name = kind.toLowerCase();
    if (/[^aeiou]y$/.test(name)) {
      return `${name.slice(0, -1)}ies`;
    }
    return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
  }
}

/** Whether who has these rights may do everything with a kind. */
export function mayWrite(rules: readonly PolicyRule[], group: string, resource: string): boolean {
  return rules.some(
    ({ apiGroups, resources, verbs }) =>
      hasOrAll(apiGroups, group) && hasOrAll(resources, resource) && WRITE.every((verb) => hasOrAll(verbs, verb)),
  );
}

/** Whether there are kinds with which one may do everything, and the other may not. */
export function isWider(given: readonly PolicyRule[], wanted: readonly PolicyRule[]): boolean {
  return given.some(({ apiGroups = [], resources = [] }) =>
    apiGroups.some((group) =>
      resources.some((resource) => mayWrite(given, group, resource) && !mayWrite(wanted, group, resource)),
    ),
  );
}

function hasOrAll(of: readonly string[] | undefined, wanted: string): boolean {
  return of?.some((one) => one === wanted || one === '*') === true;
}

/**
 * What the agent of a member needs everywhere on the control plane: its own Cluster; and to read all Clusters, all Services, the
 * configuration of interpreters and the namespace of the Cluster objects' Secrets, without which it does not start (karmada cmd/agent/app/agent.go,
 * pkg/util/cluster.go); and to write events. It reports no secrets, so it needs none.
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
    { apiGroups: [''], resources: ['namespaces'], resourceNames: [CLUSTER_SECRETS], verbs: ['get'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] },
  ];
}

/**
 * What the agent needs in the namespace of the members' leases: the one of its member, by which Karmada sees that it lives (karmada
 * pkg/controllers/status/cluster_status_controller.go). Who creates has no name yet, so that right is for all that are not there.
 */
export function agentLeaseRights(member: string): PolicyRule[] {
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  return [
    { ...leases, verbs: ['create'] },
    { ...leases, resourceNames: [member], verbs: ['get', 'update'] },
  ];
}

/** What the agent needs in its execution space, the namespace of the works for its member. */
export const AGENT_WORK_RIGHTS: readonly PolicyRule[] = [
  { apiGroups: ['work.karmada.io'], resources: ['works'], verbs: WRITE },
  { apiGroups: ['work.karmada.io'], resources: ['works/status'], verbs: ['get', 'patch', 'update'] },
];
