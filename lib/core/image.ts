const DOCKER_HUB = 'docker.io';

/**
 * An image reference in full, as container runtimes read it: `nginx` is `docker.io/library/nginx`. What comes before the first
 * slash is a registry if it has a dot or a port, or is `localhost`.
 */
function fullImage(image: string): string {
  const slash = image.indexOf('/');
  if (slash < 0) {
    return `${DOCKER_HUB}/library/${image}`;
  }
  return isRegistryHost(image.slice(0, slash)) ? image : `${DOCKER_HUB}/${image}`;
}

/** Whether an image comes from a registry, or a folder of one. */
export function isFrom(image: string, registry: string): boolean {
  return fullImage(image).startsWith(`${registry}/`);
}

/** Says what is wrong with a registry, or a folder of one, or undefined if nothing is. */
export function registryProblem(registry: string): string | undefined {
  if (!/^[^/\s*?]+(\/[^/\s*?]+)*$/.test(registry)) {
    return 'it has a scheme, a wildcard, a space, or an empty part';
  }
  if (registry !== registry.toLowerCase()) {
    return 'images are named in lower case';
  }
  if (!isRegistryHost(registry.split('/')[0] as string)) {
    return `it begins with no registry; images without one come from ${DOCKER_HUB}`;
  }
  return undefined;
}

function isRegistryHost(part: string): boolean {
  return part.includes('.') || part.includes(':') || part === 'localhost';
}
