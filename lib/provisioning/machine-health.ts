import type { PoolModel } from '../core/model';
import type { MachineHealthCheckSpec } from '../l1/cluster-api';

const SICK_SECONDS = 300;
/** Servers test their memory before they boot: longer than Cluster API's 10 minutes. */
const STARTUP_SECONDS = 1800;
/** Above this something larger is broken, a network or a power line, and new machines would not help. */
const MOST_SICK = 0.4;

/** When a machine is taken to be broken, and replaced. */
export interface MachineHealth {
  /**
   * Seconds for which the node is not ready, or not heard of, before its machine is replaced: 1 or more.
   * @default 300
   */
  readonly unhealthySeconds?: number;
  /**
   * Seconds until a new machine must have become a node: 30 or more, or 0, which does not look at it.
   * @default 1800
   */
  readonly startupSeconds?: number;
  /**
   * Machines that may be broken at the same time for any to be replaced: a number, 1 or more, or a percentage.
   * @default - 40 % of the workers, at least one; of a pool that is scaled the `min` that is always there counts
   */
  readonly mostUnhealthy?: number | `${number}%`;
}

/** How broken workers are found and replaced: those of all pools together, since a site fails as a whole. */
export function workerHealth(
  clusterName: string,
  health: MachineHealth,
  pools: readonly PoolModel[],
): MachineHealthCheckSpec {
  return {
    ...healthOf(clusterName, health, health.mostUnhealthy ?? mostUnhealthy(pools)),
    selector: { matchExpressions: [{ key: 'cluster.x-k8s.io/deployment-name', operator: 'Exists' }] },
  };
}

/** The same for the control plane, of which one at a time is replaced as long as etcd keeps its majority. */
export function controlPlaneHealth(clusterName: string, health: MachineHealth): MachineHealthCheckSpec {
  return {
    ...healthOf(clusterName, health, 1),
    selector: { matchExpressions: [{ key: 'cluster.x-k8s.io/control-plane', operator: 'Exists' }] },
  };
}

function healthOf(clusterName: string, health: MachineHealth, most: number | string) {
  const timeoutSeconds = health.unhealthySeconds ?? SICK_SECONDS;
  return {
    clusterName,
    checks: {
      nodeStartupTimeoutSeconds: health.startupSeconds ?? STARTUP_SECONDS,
      unhealthyNodeConditions: ['Unknown', 'False'].map((status) => ({ type: 'Ready', status, timeoutSeconds })),
    },
    remediation: { triggerIf: { unhealthyLessThanOrEqualTo: most } },
  };
}

function mostUnhealthy(pools: readonly PoolModel[]): number {
  // a percentage of a few machines would be none, and one of many could be all that a scaled pool has at night
  const least = pools.reduce((nodes, pool) => nodes + (pool.autoscaling?.min ?? pool.nodes), 0);
  return Math.max(1, Math.floor(least * MOST_SICK));
}
