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

/** A change of one part of an image, as override policies state it. */
export interface ImageChange {
  readonly component: 'Registry' | 'Repository' | 'Tag';
  readonly operator: 'add' | 'replace' | 'remove';
  /** What the part becomes, or what is added to its end. */
  readonly value?: string;
}

const IMAGE = /^(?<name>[^@]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[^@]+))?$/;

/**
 * An image with one part changed (karmada v1.18.2 pkg/util/overridemanager/imageoverride.go and pkg/util/imageparser): of an image
 * with a tag and a digest the digest is lost; a value that makes neither changes neither. What is no image stays as it is.
 */
export function withImageChange(image: string, { component, operator, value = '' }: ImageChange): string {
  const parts = IMAGE.exec(image)?.groups;
  if (!parts) {
    return image;
  }
  const { name = '', tag, digest } = parts;
  const slash = name.indexOf('/');
  const hasRegistry = slash >= 0 && isRegistryHost(name.slice(0, slash));
  const changed = (part: string) => ({ add: part + value, replace: value, remove: '' })[operator];
  const of = (one: ImageChange['component'], part: string) => (one === component ? changed(part) : part);
  const registry = of('Registry', hasRegistry ? name.slice(0, slash) : '');
  const repository = of('Repository', hasRegistry ? name.slice(slash + 1) : name);
  const before = tag ?? digest ?? '';
  const after = of('Tag', before);
  const version = after === '' || isTag(after) || isDigest(after) ? after : before;
  return `${registry === '' ? '' : `${registry}/`}${repository}${version === '' ? '' : `${isTag(version) ? ':' : '@'}${version}`}`;
}

function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text);
}

function isDigest(text: string): boolean {
  return /^[a-z][a-z0-9]*([-_+.][a-z][a-z0-9]*)*:[0-9a-f]{32,}$/i.test(text);
}
