import type { Manifest } from '../../core/manifest';
import type { Propagation } from '../../twin/client';
import { kindName } from '../object-key';

/**
 * Kinds whose controllers make pods and let these go first. Of others nobody knows: their controllers may have an order of their own, as
 * Cluster API's have, or go on making what is being deleted.
 */
const RUN_PODS: ReadonlySet<string> = new Set([
  'ReplicationController',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'batch/CronJob',
  'batch/Job',
  'batch.volcano.sh/Job',
]);

/**
 * How to delete an object. One that runs pods is gone when they are, so that their cards are free then and what they need stays until
 * then. Of a template this would mean its copies in all members, and of them one may not answer for days: Karmada removes those later.
 * @param runsPods whether pods run on the cluster
 */
export function propagationOf(object: Manifest, runsPods: boolean): Propagation {
  return runsPods && RUN_PODS.has(kindName(object)) ? 'Foreground' : 'Background';
}
