import { listAt, numberAt, objectAt, textsAt } from '../core/fields';
import { kindKey, type Manifest } from '../core/manifest';

const HYPER_JOB = 'training.volcano.sh/v1alpha1/HyperJob';

/** One of the replicated jobs of a HyperJob. */
export interface HyperJobPart {
  /** Members that its jobs may go to; none where it names none: any. */
  readonly members: readonly string[];
  /** A Volcano Job as volcano-global makes it: of several the last, whose name is the longest. */
  readonly job: Manifest;
  /** JSON pointer to its spec in the HyperJob. */
  readonly pointer: string;
}

/** The parts of a HyperJob; none for other kinds. */
export function hyperJobParts(manifest: Manifest): HyperJobPart[] {
  if (kindKey(manifest) !== HYPER_JOB) {
    return [];
  }
  const { name, namespace } = manifest.metadata;
  return listAt(objectAt(manifest, 'spec'), 'replicatedJobs').map((part, i) => ({
    members: textsAt(part, 'clusterNames'),
    job: {
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: {
        name: `${name ?? ''}-${part.name}-${Math.max(0, (numberAt(part, 'replicas') ?? 1) - 1)}`,
        ...(namespace === undefined ? {} : { namespace }),
      },
      spec: objectAt(part, 'templateSpec'),
    },
    pointer: `/spec/replicatedJobs/${i}/templateSpec`,
  }));
}
