import type { CompiledTarget } from '../core/compilation';
import { apiGroupOf } from '../core/manifest';
import type { Division, ObjectRef } from '../core/model';

/** An object of the control plane, and where it goes. */
export interface Placed {
  readonly workload: ObjectRef;
  readonly division: Division;
}

/** The API group that an object defines a kind of, if it is a CustomResourceDefinition: these are named `PLURAL.GROUP`. */
export function definedGroup(
  { apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>,
  name = '',
): string | undefined {
  return kind === 'CustomResourceDefinition' && apiGroupOf(apiVersion) === 'apiextensions.k8s.io'
    ? name.slice(name.indexOf('.') + 1)
    : undefined;
}

/**
 * Whether a cluster gets a definition of an API group from the program. Which kinds of the group are defined is left to those who write
 * the definitions.
 *
 * @param own what is applied to the cluster directly
 * @param placed for a member: what the control plane of its fleet sends
 */
export function isGroupDefined(
  group: string,
  own: CompiledTarget | undefined,
  placed: readonly Placed[] = [],
  member = '',
): boolean {
  return (
    (own?.objects.some(({ manifest }) => definedGroup(manifest, manifest.metadata.name) === group) ?? false) ||
    placed.some(
      ({ workload, division }) => definedGroup(workload, workload.name) === group && reaches(division, member),
    )
  );
}

/** What is not known is taken to be right. */
function reaches(division: Division, member: string): boolean {
  switch (division.type) {
    case 'whole':
      return division.copies > 0 && division.candidates.includes(member);
    case 'weighted':
      return member in division.weights;
    default:
      return division.candidates?.includes(member) ?? true;
  }
}
