import { listOf, show } from '../core/errors';
import { listAt, objectAt, textAt } from '../core/fields';
import { labelKeyProblem, labelValueProblem } from '../core/labels';
import type { JsonObject } from '../core/manifest';
import { LONGEST_RUNTIME } from '../training/job-checks';
import * as rules from '../training/rules';
import { checkJobContainers } from './job-containers';
import { checkVolumes } from './job-pod-volumes';
import type { JobProblem, JobTask } from './job-problem';

/** Tells of one field of a pod; the pointer is below its spec. */
export type ReportOfPod = (pointer: string, value: unknown, message: string, fix: string) => JobProblem;

/** The pods of a task, as Kubernetes wants them; Volcano's webhook asks the same. */
export function* checkJobPods(task: JobTask): Iterable<JobProblem> {
  const pod = objectAt(objectAt(task.task, 'template'), 'spec');
  const report: ReportOfPod = (pointer, value, message, fix) => ({
    rule: rules.JOB_BAD_POD,
    pointer: `${task.pointer}/template/spec${pointer}`,
    value,
    message: `the pods of task '${task.name}' ${message}.`,
    fix,
  });
  yield* checkDeadline(pod, report);
  for (const [index, toleration] of listAt(pod, 'tolerations').entries()) {
    const problem = tolerationProblem(toleration);
    if (problem !== undefined) {
      yield report(`/tolerations/${index}`, toleration, `have a toleration that ${problem.is}`, problem.fix);
    }
  }
  yield* checkVolumes(pod, report);
  yield* checkJobContainers(task);
}

function* checkDeadline({ activeDeadlineSeconds: seconds }: JsonObject, report: ReportOfPod): Iterable<JobProblem> {
  if (typeof seconds === 'number' && (seconds < 1 || seconds > LONGEST_RUNTIME)) {
    yield report(
      '/activeDeadlineSeconds',
      seconds,
      `may run for ${seconds} seconds`,
      `Write 1 to ${LONGEST_RUNTIME} seconds, or leave activeDeadlineSeconds out.`,
    );
  }
}

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function tolerationProblem(toleration: JsonObject): { readonly is: string; readonly fix: string } | undefined {
  const { tolerationSeconds } = toleration;
  const [key, effect] = [textAt(toleration, 'key'), textAt(toleration, 'effect')];
  const [operator, value] = [textAt(toleration, 'operator') ?? 'Equal', textAt(toleration, 'value')];
  const badKey = key === undefined ? undefined : labelKeyProblem(key);
  if (badKey !== undefined) {
    return { is: `has the key ${show(key)}, which no taint has: ${badKey}`, fix: 'Write the key of a taint.' };
  }
  if (operator !== 'Equal' && operator !== 'Exists') {
    return { is: `has the operator ${show(operator)}`, fix: "Write 'Equal' or 'Exists'." };
  }
  if (key === undefined && operator !== 'Exists') {
    return { is: 'has no key', fix: "Name the key, or set operator: 'Exists' for all taints." };
  }
  if (operator === 'Exists' && value !== undefined) {
    return { is: `is for any value, and for ${show(value)}`, fix: "Leave value out, or set operator: 'Equal'." };
  }
  const badValue = labelValueProblem(value ?? '');
  if (badValue !== undefined) {
    return {
      is: `is for the value ${show(value)}, which no taint has: ${badValue}`,
      fix: 'Write the value of a taint.',
    };
  }
  if (effect !== undefined && !EFFECTS.includes(effect)) {
    return { is: `is for the effect ${show(effect)}`, fix: `Write one of ${listOf(EFFECTS)}, or leave effect out.` };
  }
  if (typeof tolerationSeconds === 'number' && effect !== 'NoExecute') {
    return {
      is: `lasts ${tolerationSeconds} seconds, and is not for the effect NoExecute`,
      fix: "Set effect: 'NoExecute', or leave tolerationSeconds out.",
    };
  }
  return undefined;
}
