import type { CompiledTarget } from '../core/compilation';
import type { Manifest } from '../core/manifest';
import { isCluster } from './join';
import { CONTROL_PLANE } from './layout';
import type { RunningPart } from './running-part';

/** What one API server of a twin gets of a program. */
export interface ServerShare {
  /** A member, or `control-plane`. */
  readonly cluster: string;
  /** In the order in which they are applied. */
  readonly manifests: readonly Manifest[];
  /** Objects that have no place, because they are of members that do not run. */
  readonly absent: number;
}

/**
 * What every API server of a twin gets: the host's objects go to the control plane. Nothing is for members that do not
 * run, and Karmada is not told of them. Charts outside the fleet have no place in a twin.
 */
export function sharesOf(targets: readonly CompiledTarget[], { fleet, absent }: RunningPart): ServerShare[] {
  return targets.flatMap(({ target, objects }) => {
    const cluster = target.kind === 'member' ? target.member : CONTROL_PLANE;
    if (target.kind === 'chart' || cluster === undefined || target.fleet !== fleet.name) {
      return [];
    }
    const manifests = objects
      .map(({ manifest }) => manifest)
      .filter((manifest) => {
        const member = cluster === CONTROL_PLANE && isCluster(manifest) ? manifest.metadata.name : cluster;
        return member === undefined || !absent.includes(member);
      });
    return [{ cluster, manifests, absent: objects.length - manifests.length }];
  });
}
