import type { CompiledTarget, OrderedObject } from '../core/compilation';
import { isCluster } from '../twin/join';
import { type ClusterConnection, type IFleetClusters, labelOf } from './clusters';

/** What one API server gets. */
export interface Share {
  /** `control-plane`, `host`, `members/edge-01` */
  readonly label: string;
  readonly kind: CompiledTarget['target']['kind'];
  readonly connection: ClusterConnection;
  /** In the order in which they are applied. */
  readonly objects: readonly OrderedObject[];
}

/** What each cluster gets, and the targets of the program that the clusters have no place for. */
export function sharesOf(
  targets: readonly CompiledTarget[],
  clusters: IFleetClusters,
): { readonly shares: readonly Share[]; readonly absent: readonly string[] } {
  const shares: Share[] = [];
  const absent: string[] = [];
  for (const { target, objects } of targets) {
    const label = labelOf(target);
    const connection = clusters.connectionTo(target);
    if (!connection) {
      absent.push(label);
      continue;
    }
    shares.push({
      label,
      kind: target.kind,
      connection: { runsPods: target.kind !== 'control-plane', ...connection },
      objects: clusters.joinMembers ? objects.filter(({ manifest }) => !isCluster(manifest)) : objects,
    });
  }
  return { shares, absent };
}

/** The objects by their stages, in order. */
export function stagesOf(objects: readonly OrderedObject[]): OrderedObject[][] {
  const stages = new Map<number, OrderedObject[]>();
  for (const object of objects) {
    const stage = stages.get(object.stage);
    if (stage) {
      stage.push(object);
    } else {
      stages.set(object.stage, [object]);
    }
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, of]) => of);
}
