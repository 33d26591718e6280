import { closest, listOf, show } from '../core/errors';
import { objectAt, textsAt } from '../core/fields';
import { JOB_PLUGINS, parseArguments, pluginSpec } from '../training/job-plugins';
import * as rules from '../training/rules';
import type { JobProblem, JobView } from './job-problem';

/** The plugins of a job: Volcano has them, reads their arguments to the end, and finds the task that leads. */
export function* checkJobPlugins({ spec, tasks }: JobView): Iterable<JobProblem> {
  const plugins = objectAt(spec, 'plugins');
  for (const name of Object.keys(plugins)) {
    const pointer = `/plugins/${name}`;
    const plugin = pluginSpec(name);
    if (!plugin) {
      const near = closest(name, Object.keys(JOB_PLUGINS));
      yield {
        rule: rules.JOB_UNKNOWN_PLUGIN,
        pointer,
        value: name,
        message: `plugins names ${show(name)}, which Volcano does not have.`,
        fix: `${near ? `Did you mean '${near}'? ` : ''}Use one of ${listOf(Object.keys(JOB_PLUGINS))}.`,
      };
      continue;
    }
    const { values, stoppedAt } = parseArguments(plugin.flags, textsAt(plugins, name));
    if (stoppedAt) {
      yield {
        rule: rules.JOB_BAD_PLUGIN_ARGUMENT,
        pointer,
        value: stoppedAt.argument,
        message: `plugin ${name} reads no further than ${show(stoppedAt.argument)}: ${stoppedAt.why}.`,
        fix: `Write its arguments as --flag=value, with ${listOf(Object.keys(plugin.flags)) || 'no flags'}.`,
      };
    }
    const { leader } = plugin;
    const task = leader && (values[leader.flag] ?? leader.task);
    if (leader && !tasks.some((one) => one.name === task)) {
      yield {
        rule: rules.JOB_NO_ROLE_TASK,
        pointer,
        value: task,
        message: `plugin ${name} looks for a task ${show(task)}; the tasks are ${listOf(tasks.map((one) => one.name)) || 'none'}.`,
        fix: `Name the task that leads in ${leader.flag} of the plugin, or rename the task.`,
      };
    }
  }
}
