import { listAt, objectAt, optionalObjectAt, textAt, textsAt } from '../core/fields';
import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import type { SchedulerNeed } from '../core/scheduler';

/**
 * What a Volcano Job needs of the scheduler where it runs, as its manifest states it; so do those that a CronJob or a HyperJob makes. None
 * for other kinds.
 * @param member where it runs: a HyperJob says which of its parts run there
 */
export function needsOfJob(manifest: Manifest, member: string): SchedulerNeed[] {
  const job = `job '${manifest.metadata.name ?? ''}'`;
  const specs = specsIn(manifest, member);
  const tasks = specs.flatMap((spec) => listAt(spec, 'tasks'));
  const isNear = [...specs, ...tasks.map((task) => objectAt(task, 'partitionPolicy'))].some((of) =>
    optionalObjectAt(of, 'networkTopology'),
  );
  const isBound = tasks.some((task) => (textAt(task, 'topologyPolicy') ?? 'none') !== 'none');
  return [
    ...(isNear
      ? [{ reason: `${job} has its pods near to each other`, plugins: { 'network-topology-aware': {} } }]
      : []),
    ...(isBound ? [{ reason: `${job} has cores of one NUMA node`, plugins: { 'numa-aware': {} } }] : []),
  ];
}

function specsIn(manifest: Manifest, member: string): JsonObject[] {
  const spec = objectAt(manifest, 'spec');
  switch (kindKey(manifest)) {
    case 'batch.volcano.sh/v1alpha1/Job':
      return [spec];
    case 'batch.volcano.sh/v1alpha1/CronJob':
      return [objectAt(objectAt(spec, 'jobTemplate'), 'spec')];
    case 'training.volcano.sh/v1alpha1/HyperJob':
      return listAt(spec, 'replicatedJobs')
        .filter((part) => textsAt(part, 'clusterNames').includes(member))
        .map((part) => objectAt(part, 'templateSpec'));
    default:
      return [];
  }
}
