import { listAt, numberAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { type JsonObject, kindKey, type Manifest } from '../core/manifest';
import { hyperJobParts } from '../plan/hyper-job';
import * as rules from '../training/rules';
import { checkJobDependencies } from './job-dependencies';
import { checkJobPlugins } from './job-plugin-arguments';
import { checkJobPods } from './job-pods';
import { checkJobPolicies } from './job-policies';
import type { JobProblem, JobTask, JobView } from './job-problem';
import { checkJobTasks } from './job-tasks';
import { checkJobVolumes } from './job-volumes';
import type { Program } from './placement';

/** The Volcano Jobs of a program, typed or plain: what Volcano's webhook refuses, and what it takes and never does. */
export function checkJobs(program: Program): Finding[] {
  return program.targets.flatMap(({ objects }) =>
    objects.flatMap(({ path, manifest }) => checkJobManifest(manifest, path)),
  );
}

/**
 * What is wrong with a Volcano Job, or with those that a CronJob or a HyperJob makes; nothing for other kinds. Whether its queue lets it in
 * is looked at where it goes.
 * @param place construct path, or `file:line`
 */
export function checkJobManifest(manifest: Manifest, place: string): Finding[] {
  return jobsIn(manifest).flatMap(({ name, spec, pointer: at }) => {
    const job = { name, spec, tasks: listAt(spec, 'tasks').map(readTask) };
    return [...problemsOf(job)].map(({ rule, pointer, value, message, fix }) =>
      finding(rule, { place, pointer: `${at}${pointer}`, value, message, fix }),
    );
  });
}

/** The specs of jobs in an object, with the longest name that a job made from one has. */
function jobsIn(manifest: Manifest): { name: string; spec: JsonObject; pointer: string }[] {
  const name = manifest.metadata.name ?? '';
  const spec = objectAt(manifest, 'spec');
  switch (kindKey(manifest)) {
    case 'batch.volcano.sh/v1alpha1/Job':
      return [{ name, spec, pointer: '/spec' }];
    case 'batch.volcano.sh/v1alpha1/CronJob':
      return [{ name, spec: objectAt(objectAt(spec, 'jobTemplate'), 'spec'), pointer: '/spec/jobTemplate/spec' }];
    default:
      return hyperJobParts(manifest).map(({ job, pointer }) => ({
        name: job.metadata.name ?? '',
        spec: objectAt(job, 'spec'),
        pointer,
      }));
  }
}

function* problemsOf(job: JobView): Iterable<JobProblem> {
  yield* checkJobTasks(job);
  for (const task of job.tasks) {
    yield* checkJobPods(task);
  }
  yield* checkJobDependencies(job);
  yield* checkJobPolicies(job.spec, '');
  yield* checkJobPlugins(job);
  yield* checkJobVolumes(job);
  if (job.spec.queue === 'root') {
    yield {
      rule: rules.JOB_QUEUE_NOT_LEAF,
      pointer: '/queue',
      value: 'root',
      message: 'the job is in queue root, which all other queues are part of.',
      fix: "Give the job a queue of its own, or Volcano's queue default.",
    };
  }
}

/** What is not stated is as Volcano's webhook fills it in (volcano v1.15.1 pkg/webhooks/admission/jobs/mutate/mutate_job.go). */
export function readTask(task: JsonObject, index: number): JobTask {
  const replicas = numberAt(task, 'replicas') ?? 0;
  const partitions = optionalObjectAt(task, 'partitionPolicy') ?? {};
  const parts = (numberAt(partitions, 'minPartitions') ?? 0) * (numberAt(partitions, 'partitionSize') ?? 0);
  return {
    name: textAt(task, 'name') ?? `default${index}`,
    replicas,
    minAvailable: numberAt(task, 'minAvailable') ?? (parts > 0 ? parts : replicas),
    task,
    pointer: `/tasks/${index}`,
  };
}
