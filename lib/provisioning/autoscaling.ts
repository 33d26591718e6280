import { countedGpusOf, extendedResources } from '../core/gpus';
import type { PoolModel, Taint } from '../core/model';

const LIMITS = 'cluster.x-k8s.io/cluster-api-autoscaler-node-group';
/**
 * What the autoscaler has to know of a pool without nodes, of devices one resource, or a driver whose cards are claimed
 * (cluster autoscaler cloudprovider/clusterapi/clusterapi_unstructured.go).
 */
const CAPACITY = 'capacity.cluster-autoscaler.kubernetes.io';

/** Annotations from which the cluster autoscaler knows a pool; undefined where it is not scaled. */
export function autoscalingOf(pool: PoolModel): Record<string, string> | undefined {
  const { autoscaling, perNode, labels, taints } = pool;
  return (
    autoscaling && {
      [`${LIMITS}-min-size`]: String(autoscaling.min),
      [`${LIMITS}-max-size`]: String(autoscaling.max),
      [`${CAPACITY}/cpu`]: String(perNode.cpu),
      [`${CAPACITY}/memory`]: String(perNode.memory),
      [`${CAPACITY}/maxPods`]: String(perNode.pods),
      ...devicesOf(pool),
      [`${CAPACITY}/labels`]: pairs(labels),
      ...(taints.length > 0 ? { [`${CAPACITY}/taints`]: taints.map(taintText).join(',') } : {}),
    }
  );
}

/** Devices of a pool's nodes that the autoscaler cannot be told of. */
export function untoldDevices(pool: PoolModel): string[] {
  return extendedResources(pool).filter((resource) => resource !== toldResource(pool));
}

function devicesOf(pool: PoolModel): Record<string, string> {
  const { sharing, gpusPerNode, perNode } = pool;
  if (sharing?.type === 'dra') {
    return { [`${CAPACITY}/dra-driver`]: sharing.driver, [`${CAPACITY}/gpu-count`]: String(gpusPerNode) };
  }
  const told = toldResource(pool);
  return told === undefined ? {} : { [`${CAPACITY}/gpu-type`]: told, [`${CAPACITY}/gpu-count`]: String(perNode[told]) };
}

function toldResource(pool: PoolModel): string | undefined {
  return countedGpusOf(pool)[0];
}

/** Labels as kubelets and the autoscaler read them. */
export function pairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function taintText({ key, value = '', effect }: Taint): string {
  return `${key}=${value}:${effect}`;
}
