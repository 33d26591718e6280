import { countedGpusIn, USUAL_GPU_RESOURCE } from '../../core/gpus';
import type { FleetModel } from '../../core/model';
import { type LabelsOf, presence, utilisation } from '../gpu-metrics';
import { CLUSTER_LABEL } from '../member-prometheus';
import { gpuPrices } from './gpu-prices';
import { type DashboardScope, where } from './scope';

/** Labels of a node: the exporter writes `Hostname` up to 4.8.2, `hostname` since. The one that is not there divides nothing. */
export const NODE = `${CLUSTER_LABEL}, Hostname, hostname`;

/** Labels of a card. */
const CARD = `${NODE}, gpu, modelName`;

/** A query about GPUs, of those with these labels. */
type GpuQuery = (labels: LabelsOf) => string;

/** Each card once, with the highest of its values: it is reported for every pod that shares it, and for every MIG device of it. */
export function eachGpu(query: GpuQuery, fleet: FleetModel, ...matchers: readonly string[]): string {
  return `max by (${CARD}) (${query(labelsIn(fleet, matchers))})`;
}

/** How busy each card is in percent: one in MIG devices as they are in the mean. */
export function utilisationOfEachGpu(fleet: FleetModel): string {
  return `100 * avg by (${CARD}) (${utilisation(labelsIn(fleet))})`;
}

/** 1 for each card of which anything computes, else 0. */
export function busyGpus({ fleet, busyAbove }: DashboardScope): string {
  return `${eachGpu(utilisation, fleet)} > bool ${busyAbove / 100}`;
}

/** Each card once, or each of its MIG devices: for what these have of their own. */
export function eachDevice(query: GpuQuery, fleet: FleetModel): string {
  return `max by (${CARD}, GPU_I_ID) (${query(labelsIn(fleet))})`;
}

function labelsIn(fleet: FleetModel, matchers: readonly string[] = []): LabelsOf {
  return (...more) => where(fleet, ...matchers, ...more);
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
  return priced(scope, (matchers) => `${eachGpu(presence, scope.fleet, ...matchers)} * 0 + 1`);
}

/** What each GPU costs in an hour while it is idle, else 0. */
export function idleCost(scope: DashboardScope): string {
  return priced(
    scope,
    (matchers) => `${eachGpu(utilisation, scope.fleet, ...matchers)} <= bool ${scope.busyAbove / 100}`,
  );
}

/** A factor of each GPU, times its price. Every GPU has one price, so that the union has it once. */
function priced({ fleet }: DashboardScope, factor: (matchers: readonly string[]) => string): string {
  return gpuPrices(fleet)
    .map(({ hourly, matchers }) => `(${factor(matchers)}) * ${hourly}`)
    .join(' or ');
}

/** kube-state-metrics writes the characters of a resource name that Prometheus does not take in names as `_`. */
function gpuResources({ fleet }: DashboardScope): string {
  const offered = countedGpusIn(fleet.members);
  const resources = offered.length > 0 ? offered : [USUAL_GPU_RESOURCE];
  return `resource=~"${resources.map((resource) => resource.replace(/[^A-Za-z0-9_]/g, '_')).join('|')}"`;
}
