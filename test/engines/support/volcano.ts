import type { Json, Manifest } from '../../../lib/core/manifest';
import { RUN_FOR_ANNOTATION } from '../../../lib/twin';

/** What a test says of a Volcano Job. */
export interface GangProps {
  readonly replicas: number;
  /** GPUs of each pod. @default 8, all of a node */
  readonly gpus?: number;
  /** @default as many as there are replicas */
  readonly minAvailable?: number;
  /** @default 'default' */
  readonly queue?: string;
  /** How long the pods run. @default - ten minutes */
  readonly runFor?: string;
}

/** A Volcano Job in namespace `ml` with one task. */
export function gang(name: string, props: GangProps): Manifest {
  const { replicas, gpus = 8, minAvailable = replicas, queue = 'default', runFor } = props;
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name, namespace: 'ml' },
    spec: {
      schedulerName: 'volcano',
      minAvailable,
      queue,
      tasks: [
        {
          name: 'trainer',
          replicas,
          template: {
            metadata: { annotations: runFor ? { [RUN_FOR_ANNOTATION]: runFor } : {} },
            spec: {
              restartPolicy: 'Never',
              containers: [
                {
                  name: 'main',
                  image: 'example.com/main:1',
                  resources: { limits: { 'nvidia.com/gpu': gpus }, requests: { 'nvidia.com/gpu': gpus } },
                },
              ],
            },
          },
        },
      ],
    },
  };
}

/** A Queue of Volcano. */
export function queue(name: string, spec: { readonly [field: string]: Json }): Manifest {
  return {
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'Queue',
    metadata: { name },
    spec: { weight: 1, reclaimable: true, ...spec },
  };
}

/** A PropagationPolicy that sends a workload whole to one member. */
export function whole(name: string, { apiVersion, kind, metadata }: Manifest, member: string): Manifest {
  return {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name, namespace: metadata.namespace ?? 'default' },
    spec: {
      resourceSelectors: [{ apiVersion, kind, name: metadata.name ?? '' }],
      placement: { clusterAffinity: { clusterNames: [member] } },
    },
  };
}
