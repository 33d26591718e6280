import { countedGpusIn, USUAL_GPU_RESOURCE } from '../../core/gpus';
import { CLUSTER_LABEL } from '../member-prometheus';
import { gpuPrices } from './gpu-prices';
import { type DashboardScope, where } from './scope';

/** Each GPU once: where pods share one, the dcgm-exporter reports it for each of them. */
export function eachGpu(metric: string, matchers: string): string {
  return `max by (${CLUSTER_LABEL}, Hostname, gpu, modelName) (${metric}${matchers})`;
}

/** GPUs that nodes offer to pods, by node; as kube-state-metrics tells it. */
export function offeredGpus(scope: DashboardScope): string {
  return `kube_node_status_allocatable${where(scope.fleet, gpuResources(scope))}`;
}

/** GPUs that pods hold: those requested by pods that have a node and are not over; as kube-state-metrics tells it. */
export function allocatedGpus(scope: DashboardScope): string {
  const requested = `kube_pod_container_resource_requests${where(scope.fleet, gpuResources(scope), 'node!=""')}`;
  const pod = `${CLUSTER_LABEL}, namespace, pod`;
  const alive = `max by (${pod}) (kube_pod_status_phase${where(scope.fleet, 'phase=~"Pending|Running"')} == 1)`;
  return `${requested} * on (${pod}) group_left () ${alive}`;
}

/** What each GPU costs in an hour. */
export function gpuCost(scope: DashboardScope): string {
  return priced(scope, (gpus) => `${gpus} * 0 + 1`);
}

/** What each GPU costs in an hour while it is idle, else 0. */
export function idleCost(scope: DashboardScope): string {
  return priced(scope, (gpus) => `${gpus} <= bool ${scope.busyAbove}`);
}

/** A factor of each GPU, times its price. Every GPU has one price, so that the union has it once. */
function priced({ fleet }: DashboardScope, factor: (gpus: string) => string): string {
  return gpuPrices(fleet)
    .map(
      ({ hourly, matchers }) => `(${factor(eachGpu('DCGM_FI_DEV_GPU_UTIL', where(fleet, ...matchers)))}) * ${hourly}`,
    )
    .join(' or ');
}

/** kube-state-metrics writes the characters of a resource name that Prometheus does not take in names as `_`. */
function gpuResources({ fleet }: DashboardScope): string {
  const offered = countedGpusIn(fleet.members);
  const resources = offered.length > 0 ? offered : [USUAL_GPU_RESOURCE];
  return `resource=~"${resources.map((resource) => resource.replace(/[^A-Za-z0-9_]/g, '_')).join('|')}"`;
}
