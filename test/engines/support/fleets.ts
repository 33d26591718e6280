import type { Manifest } from '../../../lib/core/manifest';
import type { FleetModel, MemberModel, ObjectRef, PoolModel } from '../../../lib/core/model';

/** A pool of nodes with 96 cores and 512 GiB each. */
export function pool(name: string, nodes: number, gpusPerNode: number): PoolModel {
  return {
    name,
    nodes,
    gpusPerNode,
    gpu: name,
    perNode: { cpu: 96, memory: 512 * 2 ** 30, pods: 110, 'nvidia.com/gpu': gpusPerNode },
    labels: { 'example.com/pool': name },
    taints: [],
    hourly: 1,
  };
}

/** A member with one pool. */
export function member(name: string, only: PoolModel, more: Partial<MemberModel> = {}): MemberModel {
  return {
    name,
    zones: [],
    kubernetes: '1.36',
    engines: {},
    syncMode: 'Push',
    labels: {},
    taints: [],
    pools: [only],
    ...more,
  };
}

/** A fleet of these members. */
export function fleet(...members: readonly MemberModel[]): FleetModel {
  return { name: 'test', karmada: '1.18', currency: 'USD', groups: {}, members };
}

/** The GPU sharing platform: one member with V100, one with 4090. */
export function platform(): FleetModel {
  return fleet(
    member('ack-gpu-a', pool('v100', 4, 2), {
      provider: 'alicloud',
      region: 'cn-shanghai',
      zones: ['cn-shanghai-a', 'cn-shanghai-b'],
      kubernetes: '1.34',
      labels: { 'gpu-tier': 'fast' },
    }),
    member('tke-gpu-b', pool('4090', 6, 4), {
      provider: 'tencent',
      labels: { 'gpu-tier': 'cheap' },
      region: 'ap-beijing',
    }),
  );
}

const template = (app: string, restartPolicy?: string) => ({
  metadata: { labels: { app } },
  spec: {
    ...(restartPolicy ? { restartPolicy } : {}),
    containers: [{ name: 'main', image: 'example.com/main:1', resources: { limits: { 'nvidia.com/gpu': '1' } } }],
  },
});

/** A Job in namespace `ml` whose pods want one GPU each. */
export function job(name: string, parallelism: number): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'ml' },
    spec: { parallelism, completions: parallelism, template: template(name, 'Never') },
  };
}

/** A Deployment in namespace `ml` whose pods want one GPU each. */
export function deployment(name: string, replicas: number): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'ml' },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name) },
  };
}

/** A PropagationPolicy that divides workloads by static weights. */
export function weighted(name: string, of: readonly Manifest[], weights: Readonly<Record<string, number>>): Manifest {
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name, namespace: 'ml' },
    spec: {
      resourceSelectors: of.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, name: metadata.name })),
      placement: {
        clusterAffinity: { clusterNames: Object.keys(weights) },
        replicaScheduling: {
          replicaSchedulingType: 'Divided',
          replicaDivisionPreference: 'Weighted',
          weightPreference: {
            staticWeightList: Object.entries(weights).map(([cluster, weight]) => ({
              targetCluster: { clusterNames: [cluster] },
              weight,
            })),
          },
        },
      },
    },
  };
}

/** What identifies a manifest on an API server. */
export function ref({ apiVersion, kind, metadata }: Manifest): ObjectRef {
  return { apiVersion, kind, name: metadata.name ?? '', namespace: metadata.namespace };
}
