import type { Manifest } from '../../core/manifest';
import { CLUSTER_SECRETS } from '../../twin/karmada-api';
import type { ServiceAccount } from './service-account';
import { objectsOf } from './works';

/** Whom Karmada is in a member when somebody reaches it through the control plane; Karmada gives it its rights. */
export const IMPERSONATOR: ServiceAccount = { name: 'karmada-impersonator', namespace: CLUSTER_SECRETS };

/** Whether a work brings the rights of those who come through the control plane. */
export function carriesImpersonation(work: Manifest): boolean {
  return objectsOf(work).some(({ metadata }) => metadata.name === IMPERSONATOR.name);
}
