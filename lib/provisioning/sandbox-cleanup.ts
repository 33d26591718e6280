import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { withoutNamespace } from '../core/cluster-scoped';
import { CLEANUP_ROLE_LABEL, CLUSTER_API } from './labels';

/** Properties of what lets Kyverno delete sandboxes. */
export interface SandboxCleanupProps {
  /**
   * Name of the ClusterRole.
   * @default 'kyverno:cleanup-controller:sandboxes'
   */
  readonly roleName?: string;
}

/**
 * Lets Kyverno's cleanup controller on the host delete clusters of Cluster API whose time is up. Created once in `fleet.host`,
 * which needs Kyverno with its cleanup controller: that is what keeps the time, also when the program never runs again. A host that does
 * not state it (`host.engines.kyverno`) is a warning, `provisioning/ttl-no-kyverno`.
 *
 * A ClusterRole that Kyverno's own takes in by its label. The controller needs to list, watch and delete a kind, or passes it
 * over.
 */
export class SandboxCleanup extends Construct {
  /** @param scope `fleet.host`, or a chart of objects for another cluster that runs Cluster API */
  public constructor(scope: Construct, id: string, props: SandboxCleanupProps = {}) {
    super(scope, id);
    const role = new ApiObject(this, 'Resource', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: props.roleName ?? 'kyverno:cleanup-controller:sandboxes',
        labels: { [CLEANUP_ROLE_LABEL]: 'true' },
      },
      rules: [{ apiGroups: [CLUSTER_API], resources: ['clusters'], verbs: ['get', 'list', 'watch', 'delete'] }],
    });
    withoutNamespace(role);
  }
}
