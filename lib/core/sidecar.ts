import type { PodShape } from './baseline';
import type { JsonObject } from './manifest';
import { compareVersions, isMinorVersion } from './versions';

/** Containers that Istio adds to pods (istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml). */
export const ISTIO_CONTAINERS: readonly string[] = ['istio-init', 'istio-proxy', 'istio-validation'];

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const INJECTION = 'istio-injection';

/** Namespaces where Istio adds nothing, whatever their labels (istio pkg/kube/inject/inject.go, IgnoredNamespaces). */
const IGNORED_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

/** Istio takes its images from a registry of its own from this version on (istio releasenotes/notes/use-registry-istio-io.yaml). */
const OWN_REGISTRY_SINCE = '1.30';

/** Where the images of a version of Istio come from, unless its operator says otherwise. */
export function usualHub(istio: string): string {
  const isOlder = isMinorVersion(istio) && compareVersions(istio, OWN_REGISTRY_SINCE) < 0;
  return isOlder ? 'docker.io/istio' : 'registry.istio.io/release';
}

type Labels = Readonly<Record<string, string>>;

/**
 * Whether Istio adds its sidecar to a pod: its webhook has to match, by labels of the namespace and the pod, and its template has to
 * be wanted (istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml and pkg/kube/inject/inject.go).
 */
export function isInjected(pod: PodShape, namespace: string, namespaceLabels: Labels): boolean {
  if (pod.spec.hostNetwork === true || IGNORED_NAMESPACES.includes(namespace)) {
    return false;
  }
  const wish = pod.labels[INJECT];
  if (wish === 'false' || (wish === undefined && pod.annotations[INJECT] === 'false')) {
    return false;
  }
  const injection = namespaceLabels[INJECTION];
  if (injection !== undefined) {
    return injection === 'enabled';
  }
  return namespaceLabels[REVISION] !== undefined || pod.labels[REVISION] !== undefined || wish === 'true';
}

/**
 * The pod with the containers that Istio adds, as far as rules look at them.
 * @param hub registry, or folder of one, of Istio's images
 */
export function withSidecar(pod: PodShape, hub: string): PodShape {
  const image = pod.annotations['sidecar.istio.io/proxyImage'] ?? `${hub}/proxyv2`;
  // what the chart sets; pods change it by annotations
  const resources = { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '100m', memory: '128Mi' } };
  const add = (key: string, name: string): JsonObject => ({
    [key]: [...((pod.spec[key] ?? []) as readonly JsonObject[]), { name, image, resources }],
  });
  return { ...pod, spec: { ...pod.spec, ...add('initContainers', 'istio-init'), ...add('containers', 'istio-proxy') } };
}
