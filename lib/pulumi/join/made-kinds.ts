import { apiGroupOf, type Json, type Manifest } from '../../core/manifest';
import type { CarriedKind } from './carried-kinds';

const SERVICE: CarriedKind = { apiVersion: 'v1', kind: 'Service' };
const ENDPOINTS: CarriedKind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
const QUOTA: CarriedKind = { apiVersion: 'v1', kind: 'ResourceQuota' };
const USAGE: CarriedKind = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', readOnly: true };
const METRICS: CarriedKind = { apiVersion: 'custom.metrics.k8s.io/v1beta2', kind: 'MetricValue', readOnly: true };

/** Objects of the control plane because of which Karmada makes or reads something in members, and what. */
const MADE_OF: readonly {
  readonly group: string;
  readonly kind: string;
  readonly kinds: (manifest: Manifest, isSelected: boolean) => readonly CarriedKind[];
}[] = [
  { group: 'policy.karmada.io', kind: 'FederatedResourceQuota', kinds: quotas },
  { group: 'autoscaling.karmada.io', kind: 'FederatedHPA', kinds: whatScales },
  { group: 'networking.karmada.io', kind: 'MultiClusterService', kinds: sharedServices },
  { group: 'multicluster.x-k8s.io', kind: 'ServiceExport', kinds: exportedEndpoints },
  { group: 'search.karmada.io', kind: 'ResourceRegistry', kinds: whatIsSearched },
];

/** The kinds that Karmada makes or reads in members because of an object of the control plane. */
export function kindsMadeOf(manifest: Manifest, isSelected: boolean): readonly CarriedKind[] {
  return MADE_OF.filter(
    ({ group, kind }) => apiGroupOf(manifest.apiVersion) === group && manifest.kind === kind,
  ).flatMap(({ kinds }) => kinds(manifest, isSelected));
}

/** A quota for several members is one in each of them (karmada pkg/controllers/federatedresourcequota). */
function quotas({ spec }: Manifest): readonly CarriedKind[] {
  const { staticAssignments = [] } = (spec ?? {}) as { readonly staticAssignments?: readonly Json[] };
  return staticAssignments.length > 0 ? [QUOTA] : [];
}

/**
 * What is scaled has a scale in each member, which is read there (karmada pkg/controllers/federatedhpa); by what its pods use, or by metrics
 * of theirs or of other objects, whatever these are of (pkg/metricsadapter/provider). External metrics Karmada does not know.
 */
function whatScales({ spec }: Manifest): readonly CarriedKind[] {
  const { scaleTargetRef, metrics = [] } = (spec ?? {}) as Scaling;
  const { apiVersion, kind } = scaleTargetRef ?? {};
  return [
    USAGE,
    ...(metrics.some(({ type }) => type === 'Pods' || type === 'Object') ? [METRICS] : []),
    ...(apiVersion && kind ? [{ apiVersion, kind, readOnly: true, subresource: 'scale' } as const] : []),
  ];
}

/** What is read of a FederatedHPA. */
interface Scaling {
  readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string };
  readonly metrics?: readonly { readonly type?: string }[];
}

/**
 * A service for several clusters is made in all of them, and its endpoints are read in some and written in the others (karmada
 * pkg/controllers/multiclusterservice); one that balances load before one cluster is not (pkg/util/helper/mcs.go).
 */
function sharedServices({ spec }: Manifest): readonly CarriedKind[] {
  const { types = [] } = (spec ?? {}) as { readonly types?: readonly Json[] };
  return types.includes('CrossCluster') ? [SERVICE, ENDPOINTS] : [];
}

/** The endpoints of what a member exports are read there (karmada pkg/controllers/mcs), and written where it is imported, see `referredKinds`. */
function exportedEndpoints(_: Manifest, isSelected: boolean): readonly CarriedKind[] {
  return isSelected ? [{ ...ENDPOINTS, readOnly: true }] : [];
}

/** What people search in all members is read there (karmada pkg/search). */
function whatIsSearched({ spec }: Manifest): readonly CarriedKind[] {
  const { resourceSelectors = [] } = (spec ?? {}) as { readonly resourceSelectors?: readonly CarriedKind[] };
  return resourceSelectors.map(({ apiVersion, kind }) => ({ apiVersion, kind, readOnly: true }));
}
