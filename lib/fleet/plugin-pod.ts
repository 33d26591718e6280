import type { JsonObject } from '../core/manifest';
import type { PoolModel } from '../core/model';
import { POOL_LABEL } from './node-pool';

/** Where a device plugin and the kubelet find each other on a node. */
export const DEVICE_PLUGINS = '/var/lib/kubelet/device-plugins';

/** A variable with the name of the node that the pod is on. */
export const NODE_NAME = { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } };

/** Pools on whose nodes pods of a device plugin run, and how. */
export interface PluginPod {
  readonly image: string;
  /** Label of the pods, and of no other pods in the namespace. */
  readonly app: string;
  readonly pool: PoolModel;
  readonly runtimeClassName: string | undefined;
}

/**
 * A DaemonSet's selector and pods: one on each node of the pool and on no other, whatever taints the pool has, and never on a node of
 * the control plane.
 */
export function pluginPod({ app, pool, runtimeClassName }: PluginPod, spec: JsonObject): JsonObject {
  const labels = { 'app.kubernetes.io/name': app };
  return {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        priorityClassName: 'system-node-critical',
        ...(runtimeClassName === undefined ? {} : { runtimeClassName }),
        nodeSelector: { [POOL_LABEL]: pool.name },
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: NO_CONTROL_PLANE } },
        tolerations: tolerationsFor(pool),
        ...spec,
      },
    },
  };
}

const NO_CONTROL_PLANE = {
  nodeSelectorTerms: [
    { matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'DoesNotExist' }] },
  ],
};

/** The taint that clouds give their GPU nodes is tolerated, too: not every model of a pool states it. */
function tolerationsFor({ taints }: PoolModel): JsonObject[] {
  const own = taints.map(({ key, value, effect }) => ({
    key,
    ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }),
    effect,
  }));
  const usual = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
  return own.some(({ key, effect }) => key === usual.key && effect === usual.effect) ? own : [...own, usual];
}
