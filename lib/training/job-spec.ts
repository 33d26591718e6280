import type { JobSpec } from '../l1/volcano';
import { gangOf, startingAgain } from './gang';
import { isRuntime } from './job-checks';
import { renderPlugins } from './job-plugin-options';
import type { TrainingJobProps } from './training-job';
import { type GpuNames, renderTask } from './training-task';

/** The spec of a Volcano Job with these properties. */
export function jobSpec(props: TrainingJobProps, names: GpuNames): JobSpec {
  const { queue, tasks, plugins } = props;
  const { policies, maxRetry } = startingAgain(props);
  // another is reported once, and not for each task
  const maxRuntimeSeconds = isRuntime(props.maxRuntimeSeconds) ? props.maxRuntimeSeconds : undefined;
  return {
    schedulerName: 'volcano',
    queue: queue.queueName,
    minAvailable: props.minAvailable ?? gangOf(tasks),
    minSuccess: props.minSuccess,
    priorityClassName: props.priorityClassName,
    maxRetry,
    ttlSecondsAfterFinished: props.ttlSecondsAfterFinished,
    networkTopology: props.networkTopology,
    plugins: plugins && renderPlugins(plugins),
    policies,
    volumes: props.volumes,
    tasks: Object.entries(tasks).map(([name, task]) => renderTask(name, task, { ...names, maxRuntimeSeconds })),
  };
}
