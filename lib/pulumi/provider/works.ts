import type { Manifest } from '../../core/manifest';
import type { ApiClient } from '../../twin/client';

/** Kind of what Karmada keeps for each object that it carries to a member. */
const WORK = { apiVersion: 'work.karmada.io/v1alpha1', kind: 'Work' } as const;

/** Namespace of the works for a member on the control plane (karmada pkg/util/names). */
export function executionSpace(member: string): string {
  return `karmada-es-${member}`;
}

/** What Karmada carries to a member, or has not yet removed from it: a work goes when its objects are gone there. */
export async function worksFor(controlPlane: ApiClient, member: string): Promise<Manifest[]> {
  return controlPlane.list({ ...WORK, namespace: executionSpace(member) });
}

/** The objects that a work stands for. */
export function objectsOf({ spec }: Manifest): readonly Manifest[] {
  const { workload } = spec as { readonly workload?: { readonly manifests?: readonly Manifest[] } };
  return workload?.manifests ?? [];
}

/** Deletes a work: Karmada removes its objects from the member first. */
export async function removeWork(controlPlane: ApiClient, { metadata }: Manifest): Promise<void> {
  const { name = '', namespace } = metadata;
  await controlPlane.remove({ ...WORK, name, ...(namespace === undefined ? {} : { namespace }) });
}
