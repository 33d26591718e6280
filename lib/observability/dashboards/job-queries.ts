import { countedGpusIn, USUAL_GPU_RESOURCE } from '../../core/gpus';
import type { FleetModel } from '../../core/model';
import { CLUSTER_LABEL } from '../member-prometheus';
import { where } from './scope';

/** Queries about jobs of one kind. Each gives one series for a job. */
export interface JobQueries {
  readonly kind: string;
  /** Who publishes the metrics. */
  readonly source: string;
  /** Jobs that completed and are not deleted yet. */
  readonly completed: string;
  /** Those among them that completed in this time. */
  completedIn(time: string): string;
  /** Jobs that failed in this time. */
  failedIn(time: string): string;
}

/**
 * Volcano's jobs. Its controllers count the ends of each job in a counter of its own, which appears with the value 1: no
 * `rate` or `increase` would ever see it.
 */
export function volcanoJobs(fleet: FleetModel): JobQueries {
  const ended = (result: string, ago: string) =>
    `max by (${CLUSTER_LABEL}, job_name) (volcano_job_${result}_phase_count${where(fleet)}${ago}) > 0`;
  return jobQueries(
    'Volcano jobs',
    "Volcano's controllers",
    (ago) => ended('completed', ago),
    (ago) => ended('failed', ago),
  );
}

/** Jobs of Kubernetes itself. */
export function batchJobs(fleet: FleetModel): JobQueries {
  const ended = (metric: string, ago: string) =>
    `max by (${CLUSTER_LABEL}, namespace, job_name) (${metric}${where(fleet, 'condition="true"')}${ago}) > 0`;
  return jobQueries(
    'Batch Jobs',
    'kube-state-metrics',
    (ago) => ended('kube_job_complete', ago),
    (ago) => ended('kube_job_failed', ago),
  );
}

/** GPUs of a queue. Volcano counts scalar resources in thousandths, also in its metrics. */
export function queueGpus(fleet: FleetModel, what: 'allocated' | 'request' | 'deserved'): string {
  const offered = countedGpusIn(fleet.members);
  const resources = (offered.length > 0 ? offered : [USUAL_GPU_RESOURCE]).map((name) => name.replaceAll('.', '[.]'));
  const gpus = where(fleet, `resource=~"${resources.join('|')}"`);
  return `sum by (${CLUSTER_LABEL}, queue_name) (volcano_queue_${what}_scalar_resources${gpus}) / 1000`;
}

function jobQueries(
  kind: string,
  source: string,
  completed: (ago: string) => string,
  failed: (ago: string) => string,
): JobQueries {
  const within = (jobs: (ago: string) => string) => (time: string) =>
    `(${jobs('')}) unless (${jobs(` offset ${time}`)})`;
  return { kind, source, completed: completed(''), completedIn: within(completed), failedIn: within(failed) };
}
