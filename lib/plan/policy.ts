import type { CompiledObject, CompiledTarget } from '../core/compilation';
import type { PolicyNote } from '../core/contributions';
import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import type { JsonObject, Manifest } from '../core/manifest';
import type { FleetModel, LabelSelector, PolicyModel, ResourceSelector } from '../core/model';
import { readDivision } from './policy-division';

const GROUP = 'policy.karmada.io/';
const NAMESPACED = 'PropagationPolicy';
const CLUSTER_WIDE = 'ClusterPropagationPolicy';

/** Whether an object places others. */
export function isPolicy({ apiVersion, kind }: Manifest): boolean {
  return (kind === NAMESPACED || kind === CLUSTER_WIDE) && apiVersion.startsWith(GROUP);
}

/** The policies on the control planes of a program, in the order in which they are applied. */
export function policiesOf(
  targets: readonly CompiledTarget[],
  fleets: readonly FleetModel[],
  notes: readonly PolicyNote[],
): PolicyModel[] {
  const noteAt = new Map(notes.map((note) => [note.path, note]));
  return targets.flatMap(({ target, objects }) => {
    const fleet = target.kind === 'control-plane' ? fleets.find(({ name }) => name === target.fleet) : undefined;
    return fleet
      ? objects
          .filter(({ manifest }) => isPolicy(manifest))
          .map((object) => readPolicy(object, fleet, noteAt.get(object.path)))
      : [];
  });
}

/**
 * What a propagation policy says, whoever wrote it: a construct, a JSON patch, a hand.
 *
 * @param note what the construct that made it says besides
 */
function readPolicy({ manifest, path }: CompiledObject, fleet: FleetModel, note?: PolicyNote): PolicyModel {
  const { apiVersion, kind, metadata } = manifest;
  const spec = objectAt(manifest, 'spec');
  const namespace = kind === NAMESPACED ? (metadata.namespace ?? 'default') : undefined;
  return {
    place: note?.place ?? path,
    fleet: fleet.name,
    policy: { apiVersion, kind, name: metadata.name ?? '', ...(namespace === undefined ? {} : { namespace }) },
    priority: numberAt(spec, 'priority') ?? 0,
    selectors: listAt(spec, 'resourceSelectors').map((selector) => readSelector(selector, namespace)),
    carriesReferred: spec.propagateDeps === true,
    division: readDivision(spec, fleet),
    ...(note?.replicas === undefined ? {} : { replicas: note.replicas }),
    ...(note?.named === undefined ? {} : { named: note.named }),
  };
}

/** A selector without a namespace means that of its policy; of a ClusterPropagationPolicy, every namespace. */
function readSelector(selector: JsonObject, policyNamespace: string | undefined): ResourceSelector {
  const namespace = textAt(selector, 'namespace') ?? policyNamespace;
  const name = textAt(selector, 'name');
  const labels = optionalObjectAt(selector, 'labelSelector') as LabelSelector | undefined;
  return {
    apiVersion: textAt(selector, 'apiVersion') ?? '',
    kind: textAt(selector, 'kind') ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels }),
  };
}
