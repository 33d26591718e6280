import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { PoolModel } from '../core/model';
import { KubeadmConfigTemplate, MachineDeployment, type NodeRegistration } from '../l1/cluster-api';
import { autoscalingOf, pairs } from './autoscaling';
import type { HostPreparation } from './host-preparation';
import { type InfrastructureRef, refTo } from './infrastructure';
import { labelWays } from './node-labels';

const HASH = 8;

/** What makes the machines of one pool. */
export interface WorkerPoolSpec {
  readonly clusterName: string;
  readonly namespace: string | undefined;
  /** Kubernetes version with its patch, `v1.34.2`. */
  readonly version: string;
  readonly pool: PoolModel;
  readonly machines: InfrastructureRef;
  readonly host: HostPreparation;
}

/** The machines of one pool: a MachineDeployment, and how each of them becomes a node. */
export class WorkerPool extends Construct {
  /** Makes the machines. */
  public readonly deployment: MachineDeployment;
  /** How a machine becomes a node. */
  public readonly bootstrap: KubeadmConfigTemplate;

  public constructor(scope: Construct, id: string, spec: WorkerPoolSpec) {
    super(scope, id);
    const { clusterName, namespace, version, pool, machines, host } = spec;
    const name = workerPoolName(clusterName, pool.name);
    const { preparation, node } = host.kubeadm(registrationOf(pool));
    const bootstrap = { ...preparation, joinConfiguration: node };
    // Machines are replaced when the template has another name, and only then.
    const hash = createHash('sha256').update(JSON.stringify(bootstrap)).digest('hex').slice(0, HASH);
    this.bootstrap = new KubeadmConfigTemplate(this, 'Bootstrap', {
      metadata: { name: `${name}-${hash}`, namespace },
      spec: { template: { spec: bootstrap } },
    });

    const { maxSurge, maxUnavailable, drainTimeoutSeconds } = pool.upgrade ?? {};
    const chosen = { 'cluster.x-k8s.io/cluster-name': clusterName, 'cluster.x-k8s.io/deployment-name': name };
    const { apiGroup, kind } = this.bootstrap;
    this.deployment = new MachineDeployment(this, 'Resource', {
      metadata: { name, namespace, annotations: autoscalingOf(pool) },
      spec: {
        clusterName,
        // the autoscaler's number would be set back by every apply
        replicas: pool.autoscaling ? undefined : pool.nodes,
        selector: { matchLabels: chosen },
        rollout: pool.upgrade && {
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
        },
        template: {
          metadata: { labels: { ...pool.labels, ...chosen } },
          spec: {
            clusterName,
            version,
            bootstrap: { configRef: { apiGroup, kind, name: this.bootstrap.name } },
            infrastructureRef: refTo(machines),
            // without it evictions are waited for, for as long as disruption budgets refuse them
            deletion:
              drainTimeoutSeconds === undefined
                ? undefined
                : { nodeDrainTimeoutSeconds: drainTimeoutSeconds, nodeVolumeDetachTimeoutSeconds: drainTimeoutSeconds },
          },
        },
      },
    });
  }
}

/** Name of the MachineDeployment of a pool. */
export function workerPoolName(clusterName: string, pool: string): string {
  return `${clusterName}-${pool}`;
}

function registrationOf({ labels, taints }: PoolModel): NodeRegistration {
  const value = pairs(labelWays(labels).kubelet);
  return {
    ...(value === '' ? {} : { kubeletExtraArgs: [{ name: 'node-labels', value }] }),
    ...(taints.length === 0 ? {} : { taints: taints.map((taint) => ({ ...taint })) }),
  };
}
