/**
 * Kinds whose objects take others with them, whoever made these: a namespace all that lives in it, a definition all objects of its kind, a
 * cluster of Cluster API its machines.
 */
export const KINDS_WITH_CONTENT: readonly string[] = [
  'Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'cluster.x-k8s.io/Cluster',
];

/** Whether an object of this key takes others with it. */
export function hasContent(key: string): boolean {
  return KINDS_WITH_CONTENT.some((kind) => key.startsWith(`${kind} `));
}
