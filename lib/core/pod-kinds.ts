import type { PodShape } from './baseline';
import { listAt, objectAt } from './fields';
import { apiGroupOf, type JsonObject, kindKey, type Manifest } from './manifest';

/** Where an object of a kind has the pods that are made of it. */
type PodsAt =
  | 'itself'
  | 'spec.template'
  | 'spec.jobTemplate.spec.template'
  | 'spec.tasks'
  | 'spec.jobTemplate.spec.tasks';

/** A kind that has pods, or is one. */
export interface PodKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly pods: PodsAt;
  /**
   * What becomes the owner of the pods, where Volcano reads annotations of that: the object itself, or what is made of its template.
   * Absent: Volcano reads none (volcano v1.15.1 pkg/controllers/podgroup/pg_controller_handler.go, getAnnotationsFromUpperRes).
   */
  readonly owner?: 'itself' | 'spec.jobTemplate';
}

export const VOLCANO_GROUP = 'batch.volcano.sh';

/** The kinds whose pods a baseline judges: the pods themselves, and what makes them, so that its user hears early. */
const POD_KINDS: readonly PodKind[] = [
  { apiVersion: 'v1', kind: 'Pod', resource: 'pods', pods: 'itself' },
  { apiVersion: 'v1', kind: 'ReplicationController', resource: 'replicationcontrollers', pods: 'spec.template' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', resource: 'daemonsets', pods: 'spec.template', owner: 'itself' },
  { apiVersion: 'apps/v1', kind: 'Deployment', resource: 'deployments', pods: 'spec.template', owner: 'itself' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', resource: 'replicasets', pods: 'spec.template', owner: 'itself' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', resource: 'statefulsets', pods: 'spec.template', owner: 'itself' },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    resource: 'cronjobs',
    pods: 'spec.jobTemplate.spec.template',
    owner: 'spec.jobTemplate',
  },
  { apiVersion: 'batch/v1', kind: 'Job', resource: 'jobs', pods: 'spec.template', owner: 'itself' },
  {
    apiVersion: `${VOLCANO_GROUP}/v1alpha1`,
    kind: 'CronJob',
    resource: 'cronjobs',
    pods: 'spec.jobTemplate.spec.tasks',
  },
  { apiVersion: `${VOLCANO_GROUP}/v1alpha1`, kind: 'Job', resource: 'jobs', pods: 'spec.tasks' },
];

const BY_KEY = new Map(POD_KINDS.map((kind) => [kindKey(kind), kind]));

/** The kinds, with or without those of Volcano: an older Kyverno refuses policies about kinds that nobody serves. */
export function podKinds({ volcano }: { readonly volcano: boolean }): readonly PodKind[] {
  return volcano ? POD_KINDS : POD_KINDS.filter(({ apiVersion }) => apiGroupOf(apiVersion) !== VOLCANO_GROUP);
}

/** What is known of a kind that has pods; undefined for others. */
export function podKindOf(of: Pick<Manifest, 'apiVersion' | 'kind'>): PodKind | undefined {
  return BY_KEY.get(kindKey(of));
}

/** Whether objects of a kind are Volcano Jobs, or make such: they have tasks, and name a queue themselves. */
export function hasTasks({ pods }: PodKind): boolean {
  return pods.endsWith('tasks');
}

/** One pod, or the template of one, in an object. */
export interface PodOf {
  readonly shape: PodShape;
  /** JSON pointer to it in the manifest: `/spec/template`, `` for a pod. */
  readonly pointer: string;
}

/** The pods that are made of an object; none for kinds that have none. */
export function podsOf(manifest: Manifest): PodOf[] {
  const kind = podKindOf(manifest);
  if (!kind) {
    return [];
  }
  if (kind.pods === 'itself') {
    return [{ shape: shapeOf(manifest), pointer: '' }];
  }
  const path = kind.pods.split('.');
  const pointer = `/${path.join('/')}`;
  const field = path.pop() as string;
  const owner = path.reduce<JsonObject>(objectAt, manifest);
  return field === 'tasks'
    ? listAt(owner, field).map((task, i) => ({
        shape: shapeOf(objectAt(task, 'template')),
        pointer: `${pointer}/${i}/template`,
      }))
    : [{ shape: shapeOf(objectAt(owner, field)), pointer }];
}

function shapeOf(pod: JsonObject): PodShape {
  const metadata = objectAt(pod, 'metadata');
  return {
    labels: objectAt(metadata, 'labels') as PodShape['labels'],
    annotations: objectAt(metadata, 'annotations') as PodShape['annotations'],
    spec: objectAt(pod, 'spec'),
  };
}
