import type { Taint, Toleration } from './model';

/** Whether a toleration tolerates a taint, by the rules of Kubernetes. */
function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) {
    return false;
  }
  if (toleration.key && toleration.key !== taint.key) {
    return false;
  }
  return (
    toleration.operator === 'Exists' || (Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? ''))
  );
}

/** The first taint that keeps new work away and that nothing tolerates. */
export function untolerated(taints: readonly Taint[], tolerations: readonly Toleration[]): Taint | undefined {
  return taints.find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}
