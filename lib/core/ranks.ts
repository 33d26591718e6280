import { apiGroupOf } from './manifest';

/**
 * When kinds are applied relative to each other, where the program states no dependency: what others need comes first.
 * Kinds that are not listed come with the workloads' surroundings (`OTHER`).
 */
const RANKS: readonly (readonly string[])[] = [
  ['/Namespace'],
  ['apiextensions.k8s.io/CustomResourceDefinition'],
  [
    'apiregistration.k8s.io/APIService',
    'scheduling.k8s.io/PriorityClass',
    'storage.k8s.io/StorageClass',
    'node.k8s.io/RuntimeClass',
  ],
  ['cluster.karmada.io/Cluster'],
  ['/ResourceQuota', '/LimitRange', 'policy.karmada.io/FederatedResourceQuota'],
  ['/ServiceAccount', 'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/Role'],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', 'rbac.authorization.k8s.io/RoleBinding'],
  ['/Secret', '/ConfigMap'],
  ['/PersistentVolume', '/PersistentVolumeClaim'],
  // Karmada interprets, overrides and places a template as soon as it sees it
  ['config.karmada.io/ResourceInterpreterCustomization'],
  ['policy.karmada.io/ClusterOverridePolicy', 'policy.karmada.io/OverridePolicy'],
  [
    'policy.karmada.io/ClusterPropagationPolicy',
    'policy.karmada.io/PropagationPolicy',
    'policy.karmada.io/ClusterTaintPolicy',
  ],
  ['/Service', 'networking.k8s.io/NetworkPolicy'],
];

/** Rank of kinds that need what was listed above, and that nothing waits for. */
const OTHER = RANKS.length;

const LAST: readonly (readonly string[])[] = [
  // What comes last is deleted first: with its Cluster, Cluster API deletes machines in the order that they need.
  ['cluster.x-k8s.io/Cluster'],
  [
    '/Pod',
    '/ReplicationController',
    'apps/Deployment',
    'apps/StatefulSet',
    'apps/DaemonSet',
    'apps/ReplicaSet',
    'batch/Job',
    'batch/CronJob',
    'batch.volcano.sh/Job',
  ],
  ['autoscaling/HorizontalPodAutoscaler', 'policy/PodDisruptionBudget', 'networking.k8s.io/Ingress'],
  // a webhook refuses what comes before the pods that answer it
  [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  ],
];

const RANK_OF = new Map<string, number>([
  ...RANKS.flatMap((kinds, rank) => kinds.map((kind) => [kind, rank] as const)),
  ...LAST.flatMap((kinds, i) => kinds.map((kind) => [kind, OTHER + 1 + i] as const)),
]);

/** Number of ranks. */
export const RANK_COUNT = OTHER + 1 + LAST.length;

/** The rank of a kind: kinds with a lower rank are applied first. */
export function rankOf(of: { readonly apiVersion: string; readonly kind: string }): number {
  return RANK_OF.get(`${apiGroupOf(of.apiVersion)}/${of.kind}`) ?? OTHER;
}
