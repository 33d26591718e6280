import type { Compilation } from '../../core/compilation';
import { selectionsOf } from '../../plan/selection';

/** A kind in a version. */
export interface CarriedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What Karmada carries along with a workload whose policy says `propagateDeps`. */
const DEPENDENCIES: readonly CarriedKind[] = ['ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolumeClaim'].map(
  (kind) => ({ apiVersion: 'v1', kind }),
);

/** The kinds that Karmada carries to the members of a fleet: those of all objects that a policy selects. */
export function carriedKinds({ targets, policies }: Compilation, fleet: string): CarriedKind[] {
  const controlPlanes = targets.filter(({ target }) => target.fleet === fleet && target.kind === 'control-plane');
  const selected = controlPlanes
    .flatMap((target) => selectionsOf(target, policies))
    .map(({ object: { apiVersion, kind } }) => ({ apiVersion, kind }));
  const follows = controlPlanes
    .flatMap(({ objects }) => objects)
    .some(
      ({ manifest }) =>
        manifest.apiVersion.startsWith('policy.karmada.io/') &&
        (manifest.spec as { propagateDeps?: boolean } | undefined)?.propagateDeps === true,
    );
  const kinds = new Map(
    [...selected, ...(follows ? DEPENDENCIES : [])].map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]),
  );
  return [...kinds.keys()].sort().map((key) => kinds.get(key)!);
}
