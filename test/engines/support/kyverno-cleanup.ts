import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { Manifest } from '../../../lib/core/manifest';
import { defaultCacheRoot, ensureEngines } from '../../../lib/engines';
import type { ApiClient } from '../../../lib/twin';
import { createCrds, lookForKinds } from '../../../lib/twin/crds';
import { definitionsOf } from '../../../lib/twin/definitions';
import { waitFor } from '../../../lib/twin/wait';
import { temporary } from './folders';
import { freePort } from './ports';
import { Server } from './server';

const NAMESPACE = 'kyverno';
const NAME = 'kyverno-cleanup-controller';
/** ClusterRoles with this label are part of the controller's own, as in Kyverno's chart. */
const AGGREGATED = 'rbac.kyverno.io/aggregate-to-cleanup-controller';
/** Kinds that the controller reads. */
const KINDS = [
  'CleanupPolicy',
  'ClusterCleanupPolicy',
  'DeletingPolicy',
  'NamespacedDeletingPolicy',
  'PolicyException',
  'GlobalContextEntry',
];

/**
 * Starts Kyverno's cleanup controller beside an API server, with the rights of its service account: those that the chart
 * gives it and what is aggregated, no others.
 * @param kubeconfig of an administrator who may impersonate
 */
export async function startKyvernoCleanup(client: ApiClient, kubeconfig: string): Promise<Server> {
  const engines = await ensureEngines(['kyverno-crds', 'kyverno-cleanup'], { cacheRoot: defaultCacheRoot() });
  const definitions = definitionsOf(engines['kyverno-crds']).filter(({ kind }) => KINDS.includes(kind));
  const kinds = await createCrds(client, definitions);
  await waitFor('the kinds of Kyverno', () => lookForKinds(client, kinds), { seconds: 60 });
  for (const object of installation()) {
    await client.apply(object, 'test');
  }
  const own = temporary('kubeconfig');
  writeFileSync(own, impersonating(readFileSync(kubeconfig, 'utf8')), { mode: 0o600 });
  const port = await freePort();
  const args = [
    `--kubeconfig=${own}`,
    '--caSecretName=cleanup-ca',
    '--tlsSecretName=cleanup-tls',
    '--tlsKeyAlgorithm=ECDSA',
    '--cleanupServerHost=127.0.0.1',
    `--cleanupServerPort=${port}`,
    '--disableMetrics=true',
    '--ttlReconciliationInterval=1s',
    '--v=2',
  ];
  const env = {
    KYVERNO_NAMESPACE: NAMESPACE,
    KYVERNO_POD_NAME: NAME,
    KYVERNO_DEPLOYMENT: NAME,
    KYVERNO_SERVICEACCOUNT_NAME: NAME,
    KYVERNO_ROLE_NAME: 'kyverno:cleanup-controller',
    KYVERNO_SVC: NAME,
    INIT_CONFIG: 'kyverno',
    METRICS_CONFIG: 'kyverno-metrics',
  };
  const folder = temporary('cleanup');
  mkdirSync(folder);
  return Server.start(engines['kyverno-cleanup'].binary, args, folder, env);
}

function impersonating(kubeconfig: string): string {
  const config = parse(kubeconfig) as { users: { user: object }[] };
  const as = `system:serviceaccount:${NAMESPACE}:${NAME}`;
  return stringify({ ...config, users: config.users.map(({ user, ...rest }) => ({ ...rest, user: { ...user, as } })) });
}

function installation(): Manifest[] {
  const v1 = { apiVersion: 'v1' };
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
  const inNamespace = (name: string) => ({ name, namespace: NAMESPACE });
  const rule = (apiGroups: string[], resources: string[], verbs = ['get', 'list', 'watch']) => ({
    apiGroups,
    resources,
    verbs,
  });
  const all = ['*'];
  return [
    { ...v1, kind: 'Namespace', metadata: { name: NAMESPACE } },
    ...['kyverno', 'kyverno-metrics'].map((name) => ({ ...v1, kind: 'ConfigMap', metadata: inNamespace(name) })),
    {
      ...rbac,
      kind: 'ClusterRole',
      metadata: { name: 'kyverno:cleanup-controller' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [AGGREGATED]: 'true' } }] },
    },
    {
      ...rbac,
      kind: 'ClusterRole',
      metadata: { name: 'kyverno:cleanup-controller:core', labels: { [AGGREGATED]: 'true' } },
      rules: [
        rule(['apiextensions.k8s.io'], ['customresourcedefinitions']),
        rule(['admissionregistration.k8s.io'], ['validatingwebhookconfigurations'], all),
        rule([''], ['namespaces']),
        // what a test looks at to know that the controller is at work
        rule([''], ['configmaps'], ['list', 'watch', 'delete', 'get']),
        rule(['kyverno.io', 'policies.kyverno.io'], all),
        rule(['', 'events.k8s.io'], ['events'], all),
        rule(['authorization.k8s.io'], ['subjectaccessreviews', 'selfsubjectaccessreviews'], ['create']),
      ],
    },
    {
      ...rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'kyverno:cleanup-controller' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'kyverno:cleanup-controller' },
      subjects: [{ kind: 'ServiceAccount', ...inNamespace(NAME) }],
    },
    {
      ...rbac,
      kind: 'Role',
      metadata: inNamespace('kyverno:cleanup-controller'),
      rules: [
        rule([''], ['secrets', 'configmaps'], ['get', 'list', 'watch', 'create', 'update']),
        rule(['apps'], ['deployments']),
        rule(['coordination.k8s.io'], ['leases'], all),
      ],
    },
    {
      ...rbac,
      kind: 'RoleBinding',
      metadata: inNamespace('kyverno:cleanup-controller'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'kyverno:cleanup-controller' },
      subjects: [{ kind: 'ServiceAccount', ...inNamespace(NAME) }],
    },
  ] as Manifest[];
}
