import { createHash } from 'node:crypto';
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
 * - A cluster that is owned elsewhere is told by its target: a kubeconfig that is renewed is no other cluster. One of the same program is
 *   told by its kubeconfig, since it may be replaced; what was in it has gone with it.
 * - Nothing is skipped where a cluster does not answer (`skipUpdateUnreachable`), which would be silent.
 *
 * @throws Failure `pulumi/kubernetes-missing`
 */
export function kubernetesProvider(
  name: string,
  { kubeconfig, context, cluster }: ClusterConnection,
  opts: pulumi.ResourceOptions,
): pulumi.ProviderResource {
  const { Provider } = loadKubernetes();
  const secret = pulumi.secret(kubeconfig);
  return new Provider(
    name,
    {
      kubeconfig: secret,
      ...(context === undefined ? {} : { context }),
      namespace: NAMESPACE,
      clusterIdentifier: cluster ? secret.apply(digest) : name,
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

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Its package is an optional peer, and heavy: only who applies object by object loads it. */
function loadKubernetes(): typeof Kubernetes {
  try {
    return require('@pulumi/kubernetes') as typeof Kubernetes;
  } catch (error) {
    throw kubernetesMissing(error);
  }
}
