/** Prefixes of labels that Cluster API copies from a Machine to its node: a kubelet may not give them to itself. */
const OF_MACHINES = ['node-restriction.kubernetes.io', 'node.cluster.x-k8s.io'];
/** One more, of which those below it are not copied. */
const ROLE = 'node-role.kubernetes.io/';
/** Labels that the kubelet finds out by itself. */
const OF_KUBELET = ['kubernetes.io/os', 'kubernetes.io/arch', 'kubernetes.io/hostname'];
/** Of the labels of Kubernetes itself, those that a kubelet may give to itself. */
const ALLOWED_KEYS = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type',
];
const ALLOWED_PREFIXES = ['kubelet.kubernetes.io', 'node.kubernetes.io'];
const OF_KUBERNETES = ['kubernetes.io', 'k8s.io'];

/** How the labels of a pool reach its nodes. */
export interface LabelWays {
  /** Those with which the kubelet registers the node. */
  readonly kubelet: Readonly<Record<string, string>>;
  /** Keys that neither the kubelet nor Cluster API may set. */
  readonly none: readonly string[];
}

/**
 * Divides labels of nodes by who may set them. Rules of the kubelet: k8s.io/kubelet pkg/apis/well_known_labels.go; of Cluster
 * API: util/labels/helpers.go.
 */
export function labelWays(labels: Readonly<Record<string, string>>): LabelWays {
  const kubelet: Record<string, string> = {};
  const none: string[] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (OF_KUBELET.includes(key) || key.startsWith(ROLE) || isIn(key, OF_MACHINES)) {
      continue;
    }
    if (isIn(key, OF_KUBERNETES) && !ALLOWED_KEYS.includes(key) && !isIn(key, ALLOWED_PREFIXES)) {
      none.push(key);
    } else {
      kubelet[key] = value;
    }
  }
  return { kubelet, none };
}

/** Whether the prefix of a key is one of these domains, or below one. */
function isIn(key: string, domains: readonly string[]): boolean {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? '' : key.slice(0, slash);
  return domains.some((domain) => prefix === domain || prefix.endsWith(`.${domain}`));
}
