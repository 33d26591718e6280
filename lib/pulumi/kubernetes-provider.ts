import type * as Kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { ClusterConnection } from './clusters';
import { kubernetesMissing } from './failures';

/** Namespace of objects that state none, as for every client of Kubernetes. */
const NAMESPACE = 'default';

/**
 * Pulumi's Kubernetes provider for one API server.
 *
 * - Fields that others own are taken over, and objects that are there already are taken up, as in bulk mode: an update that was killed
 *   goes on from there. That no object is applied by one resource and then deleted by another is the roster's care.
 * - A cluster is told by its identity, never by its kubeconfig: that is renewed, and a provider for another cluster would apply every object
 *   anew and then delete it on the same server. One that is owned elsewhere, and states none, is always the same.
 * - Nothing is skipped where a cluster does not answer (`skipUpdateUnreachable`), which would be silent.
 *
 * @throws Failure `pulumi/kubernetes-missing`
 */
export function kubernetesProvider(
  name: string,
  connection: ClusterConnection,
  opts: pulumi.ResourceOptions,
): pulumi.ProviderResource {
  const { Provider } = loadKubernetes();
  const { kubeconfig, context, cluster } = connection;
  return new Provider(
    name,
    {
      kubeconfig: pulumi.secret(kubeconfig),
      ...(context === undefined ? {} : { context }),
      namespace: NAMESPACE,
      clusterIdentifier: identityOf(connection),
      enableServerSideApply: true,
      enablePatchForce: true,
      upsertExistingObjects: true,
      // beyond server-side apply, nothing replaces what can be changed
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      ...(cluster ? { deleteUnreachable: true } : {}),
    },
    opts,
  );
}

/** Identity of a cluster of which nothing else is known. */
const ATTACHED = 'attached';

function identityOf({ identity, cluster }: ClusterConnection): pulumi.Input<string> {
  return identity ?? (cluster ? (pulumi.CustomResource.isInstance(cluster) ? cluster.id : cluster.urn) : ATTACHED);
}

/** Its package is an optional peer, and heavy: only who applies object by object loads it. */
function loadKubernetes(): typeof Kubernetes {
  try {
    return require('@pulumi/kubernetes') as typeof Kubernetes;
  } catch (error) {
    throw kubernetesMissing(error);
  }
}
