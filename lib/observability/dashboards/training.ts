import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { CLUSTER_LABEL } from '../member-prometheus';
import { dashboardOf } from './board';
import { batchJobs, type JobQueries, queueGpus, volcanoJobs } from './job-queries';
import { COLUMNS, lines, number, type PanelQuery, thresholds } from './panels';
import { anyRuns, type DashboardScope, where } from './scope';

const HALF = COLUMNS / 2;
const QUARTER = COLUMNS / 4;
const OF_QUEUE = `{{${CLUSTER_LABEL}}} {{queue_name}}`;
const OF_WAIT = `{{${CLUSTER_LABEL}}} {{queue}}`;

/** How many jobs end well, how long they wait, and what queues hold. The queues are there where a member runs Volcano. */
export function trainingDashboard(scope: DashboardScope): Dashboard {
  const volcano = anyRuns(scope.fleet, 'volcano');
  const jobs = volcano ? [volcanoJobs(scope.fleet), batchJobs(scope.fleet)] : [batchJobs(scope.fleet)];
  return dashboardOf(scope, {
    description: `Jobs and queues of the fleet ${scope.fleet.name}: completion, waiting, and what each queue holds.`,
    sections: [
      { title: 'Completion', panels: jobs.flatMap(completion) },
      ...(volcano ? [{ title: 'Queues', panels: queues(scope) }] : []),
    ],
  });
}

function completion(jobs: JobQueries): Builder<Panel>[] {
  const { kind, source } = jobs;
  const completed = `(count(${jobs.completedIn('$__range')}) or vector(0))`;
  const failed = `(count(${jobs.failedIn('$__range')}) or vector(0))`;
  const lastHour = jobs.completedIn('1h');
  return [
    number(
      {
        title: `${kind}: completion rate`,
        description: `Jobs that completed in the time shown, of all that ended in it, by ${source}.`,
        unit: 'percent',
        span: QUARTER,
        decimals: 0,
      },
      `100 * ${completed} / (${completed} + ${failed} > 0)`,
    ).thresholds(thresholds('red', [90, 'yellow'], [98, 'green'])),
    number(
      {
        title: `${kind}: failed`,
        description: `Jobs that failed in the time shown, by ${source}.`,
        unit: 'none',
        span: QUARTER,
        decimals: 0,
      },
      failed,
    ).thresholds(thresholds('green', [1, 'red'])),
    lines(
      {
        title: `${kind} completed per hour`,
        description: `Jobs that completed in the hour before, by member, by ${source}.`,
        unit: 'none',
        span: HALF,
        height: 4,
        decimals: 0,
      },
      { expr: `count by (${CLUSTER_LABEL}) (${lastHour}) or 0 * count by (${CLUSTER_LABEL}) (${jobs.completed})` },
    ),
  ];
}

function queues({ fleet }: DashboardScope): Builder<Panel>[] {
  const by = `${CLUSTER_LABEL}, queue_name`;
  const groups = (phase: string) => `sum by (${by}) (volcano_queue_pod_group_${phase}_count${where(fleet)})`;
  const wait = `volcano_e2e_job_scheduling_duration${where(fleet)}`;
  return [
    lines(
      {
        title: 'Queue wait, mean',
        description:
          "From a job's creation until its last pod got a node, over the jobs there are, by Volcano's scheduler.",
        unit: 'ms',
        span: HALF,
      },
      { expr: `avg by (${CLUSTER_LABEL}, queue) (${wait})`, legend: OF_WAIT },
    ),
    lines(
      {
        title: 'Queue wait, longest',
        description:
          "From a job's creation until its last pod got a node, for the job that waited longest, by Volcano's scheduler.",
        unit: 'ms',
        span: HALF,
      },
      { expr: `max by (${CLUSTER_LABEL}, queue) (${wait})`, legend: OF_WAIT },
    ),
    lines(
      {
        title: 'Jobs that wait',
        description: "Pod groups that are not admitted yet, or admitted and without nodes, by Volcano's controllers.",
        unit: 'none',
        span: HALF,
        decimals: 0,
      },
      { expr: `${groups('pending')} + ${groups('inqueue')}`, legend: OF_QUEUE },
    ),
    lines(
      {
        title: 'Jobs that run',
        description: "Pod groups whose pods run, by Volcano's controllers.",
        unit: 'none',
        span: HALF,
        decimals: 0,
      },
      { expr: groups('running'), legend: OF_QUEUE },
    ),
    lines(
      {
        title: 'GPUs of queues',
        description:
          "What the admitted jobs of each queue hold and ask for, and what it deserves, by Volcano's scheduler.",
        unit: 'none',
        span: COLUMNS,
        decimals: 0,
      },
      ...(['allocated', 'request', 'deserved'] as const).map(
        (what): PanelQuery => ({
          expr: queueGpus(fleet, what),
          legend: `${OF_QUEUE} ${what}`,
        }),
      ),
    ),
  ];
}
