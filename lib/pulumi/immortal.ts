/**
 * Objects that every cluster, or every Volcano, has and needs, by key: programs may change them, and never delete them. Servers refuse most
 * of it: k8s.io/apiserver pkg/admission/plugin/namespace/lifecycle/admission.go, volcano pkg/webhooks/admission/queues/validate/validate_queue.go.
 */
const IMMORTAL: ReadonlySet<string> = new Set([
  'Namespace default',
  'Namespace kube-node-lease',
  'Namespace kube-public',
  'Namespace kube-system',
  'scheduling.volcano.sh/Queue default',
  'scheduling.volcano.sh/Queue root',
]);

/** Whether an object of this key outlives whoever applies it. */
export function isImmortal(key: string): boolean {
  return IMMORTAL.has(key);
}
