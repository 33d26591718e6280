/** Whether a resource is a device of a plugin or the like, of which only whole ones are handed out. */
export function isExtended(resource: string): boolean {
  return resource.includes('/') && !isPrefixedNative(resource) && !resource.startsWith('count/');
}

/**
 * Whether Volcano adds up amounts of a resource; it reads past all others (volcano v1.15.1 pkg/scheduler/api/resource_info.go,
 * NewResource).
 */
export function isCounted(resource: string): boolean {
  return (
    BASIC.has(resource) ||
    isExtended(resource) ||
    isPrefixedNative(resource) ||
    resource.startsWith('hugepages-') ||
    resource.startsWith('attachable-volumes-')
  );
}

const BASIC: ReadonlySet<string> = new Set(['cpu', 'memory', 'pods', 'ephemeral-storage']);

function isPrefixedNative(resource: string): boolean {
  return resource.split('/').length > 1 && resource.includes('kubernetes.io/');
}
