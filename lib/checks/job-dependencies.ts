import { listOf } from '../core/errors';
import { numberAt, optionalObjectAt, textsAt } from '../core/fields';
import * as rules from '../training/rules';
import type { JobProblem, JobTask, JobView } from './job-problem';

/** The order in which tasks start: it exists, and the first of them are enough for the gang. */
export function* checkJobDependencies({ tasks, spec }: JobView): Iterable<JobProblem> {
  const waiting = tasks.filter(({ task }) => optionalObjectAt(task, 'dependsOn'));
  if (waiting.length === 0) {
    return;
  }
  const stuck = stuckTasks(tasks);
  for (const { name, pointer, task } of stuck) {
    yield {
      rule: rules.JOB_BAD_DEPENDENCY,
      pointer: `${pointer}/dependsOn`,
      value: namesIn(task),
      message: `task '${name}' depends on ${listOf(namesIn(task)) || 'nothing'}, and can never be reached from a task that depends on none.`,
      fix: `Name other tasks of the job (${listOf(tasks.map((one) => one.name))}), each once, and close no circle.`,
    };
  }
  if (stuck.length > 0) {
    return;
  }
  const first = tasks.filter(({ task }) => namesIn(task).length === 0);
  const ready = first.reduce((sum, { replicas }) => sum + replicas, 0);
  const needed = numberAt(spec, 'minAvailable') || tasks.reduce((sum, { minAvailable }) => sum + minAvailable, 0);
  if (needed > ready) {
    yield {
      rule: rules.JOB_GANG_WAITS_FOR_ITSELF,
      pointer: '/minAvailable',
      value: needed,
      message: `the job starts with ${needed} pods, and ${listOf(first.map(({ name }) => name))}, which depend on no other task, have ${ready}.`,
      fix: `Set minAvailable of the job to ${ready} or less.`,
    };
  }
}

/**
 * Tasks that a topological sort does not reach. A name that is twice in a list is counted twice and met once, as in Volcano: such
 * a task is never reached.
 */
function stuckTasks(tasks: readonly JobTask[]): JobTask[] {
  const open = new Map(tasks.map((task) => [task, namesIn(task.task).length]));
  const done: JobTask[] = tasks.filter((task) => open.get(task) === 0);
  for (const { name } of done) {
    for (const task of tasks) {
      if (namesIn(task.task).includes(name)) {
        const left = (open.get(task) ?? 0) - 1;
        open.set(task, left);
        if (left === 0) {
          done.push(task);
        }
      }
    }
  }
  return tasks.filter((task) => !done.includes(task));
}

function namesIn(task: JobTask['task']): string[] {
  const dependsOn = optionalObjectAt(task, 'dependsOn');
  return dependsOn ? textsAt(dependsOn, 'name') : [];
}
