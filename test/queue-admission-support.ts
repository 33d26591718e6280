import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { TrainingQueue } from '../lib';
import { twoMembers } from './support';

/** The annotation of pods that names their queue. */
export const QUEUE = 'scheduling.volcano.sh/queue-name';

/** A queue of 8 GPUs, divided over the two members of a fleet, and the scope of one of them. */
export function withQueue() {
  const { app, fleet } = twoMembers({ volcano: '1.15' });
  return { app, scope: fleet.member('a'), queue: new TrainingQueue(fleet, 'q', { capability: { gpus: 8 } }) };
}

const TASK = {
  name: 'main',
  replicas: 1,
  minAvailable: 1,
  maxRetry: 3,
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.internal/main:1' }] } },
};

function specOf(queue: string | undefined) {
  return { schedulerName: 'volcano', minAvailable: 1, ...(queue === undefined ? {} : { queue }), tasks: [TASK] };
}

/** A Volcano Job by hand. */
export function volcanoJob(scope: Construct, name: string, queue?: string): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: specOf(queue),
  });
}

/** A CronJob of Volcano by hand. */
export function volcanoCronJob(scope: Construct, name: string, queue?: string): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'CronJob',
    metadata: { name, namespace: 'default' },
    spec: { schedule: '0 1 * * *', jobTemplate: { spec: specOf(queue) } },
  });
}

/** A CronJob of Kubernetes by hand. */
export function cronJob(scope: Construct, parallelism = 1, gpus = 1): ApiObject {
  const containers = [
    { name: 'main', image: 'registry.internal/main:1', resources: { limits: { 'nvidia.com/gpu': gpus } } },
  ];
  return new ApiObject(scope, 'nightly', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'default' },
    spec: {
      schedule: '0 1 * * *',
      jobTemplate: {
        spec: {
          parallelism,
          completions: parallelism,
          template: { spec: { restartPolicy: 'Never', containers } },
        },
      },
    },
  });
}
