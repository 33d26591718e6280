/** Label of a Cluster of Cluster API that becomes a member of a fleet, with the member's name. */
export const MEMBER_LABEL = 'cluster.cdk8s-fleet.dev/member';

/** Label of an object that Kyverno's cleanup controller deletes when this time has passed since it was made. */
export const TTL_LABEL = 'cleanup.kyverno.io/ttl';

/** Label of ClusterRoles whose rules Kyverno's cleanup controller gets as well. */
export const CLEANUP_ROLE_LABEL = 'rbac.kyverno.io/aggregate-to-cleanup-controller';

/** API group of Cluster API's own kinds. */
export const CLUSTER_API = 'cluster.x-k8s.io';
