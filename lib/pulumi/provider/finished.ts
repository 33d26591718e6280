import { isJsonObject, type Manifest } from '../../core/manifest';
import { type ApiClient, ApiError } from '../../twin/client';
import { kindName } from '../object-key';
import type { Objects } from './target-props';

/**
 * Kinds that controllers delete some time after they have finished, where their objects state `ttlSecondsAfterFinished`: that of Kubernetes, which
 * Karmada's control plane runs too (artifacts/deploy/kube-controller-manager.yaml), Volcano's (pkg/controllers/garbagecollector)
 * and Karmada's (pkg/controllers/workloadrebalancer).
 */
const KINDS: ReadonlySet<string> = new Set(['batch/Job', 'batch.volcano.sh/Job', 'apps.karmada.io/WorkloadRebalancer']);

/** Whether an object is deleted by its controller when it has finished. */
export function leavesWhenFinished(object: Manifest): boolean {
  const { spec } = object;
  return KINDS.has(kindName(object)) && isJsonObject(spec) && typeof spec.ttlSecondsAfterFinished === 'number';
}

/** Those that are not applied again as long as the program does not change them: they would run again. */
export function thoseThatRunOnce(objects: Objects): Objects {
  return Object.fromEntries(Object.entries(objects).filter(([, object]) => leavesWhenFinished(object)));
}

/**
 * Whether an object that was applied, and is gone, went because it had finished: nobody else deletes such objects, unless with their namespace
 * or their kind.
 */
export async function hasFinished(client: ApiClient, object: Manifest): Promise<boolean> {
  if (!leavesWhenFinished(object)) {
    return false;
  }
  const { apiVersion, kind, metadata } = object;
  try {
    await client.resourceName(apiVersion, kind);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return false;
    }
    throw error;
  }
  const { namespace } = metadata;
  return (
    namespace === undefined ||
    (await client.read({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) !== undefined
  );
}
