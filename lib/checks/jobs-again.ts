import { listOf } from '../core/errors';
import { listAt, numberAt, objectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { type Json, type JsonObject, kindKey } from '../core/manifest';
import * as rules from '../training/rules';
import { RETRIES_OF_A_POD } from '../training/training-task';
import type { Program } from './placement';

/**
 * Volcano Jobs written by hand that can be applied once only. Their list of tasks is applied as a whole, so what the webhook had filled into it
 * is gone the second time, which it refuses as the change of a field that may not change.
 */
export function checkJobsAgain(program: Program): Finding[] {
  return program.targets.flatMap(({ objects }) =>
    objects
      .filter(({ manifest }) => kindKey(manifest) === 'batch.volcano.sh/v1alpha1/Job')
      .flatMap(({ path: place, manifest }) =>
        listAt(objectAt(manifest, 'spec'), 'tasks').flatMap((task, index) => {
          const missing = Object.entries(filledIn(task, index));
          if (missing.length === 0) {
            return [];
          }
          const fields = listOf(missing.map(([field]) => field));
          return finding(rules.JOB_APPLIED_ONCE, {
            place,
            pointer: `/spec/tasks/${index}`,
            value: textAt(task, 'name'),
            message: `the task does not state ${fields}: applied a second time, the job is refused.`,
            fix: `Write out what Volcano fills in: ${missing.map(([field, value]) => `${field}: ${value}`).join(', ')}.`,
          });
        }),
      ),
  );
}

/** What the webhook adds to a task, and does not pass over when it compares, by its path in the task. */
function filledIn(task: JsonObject, index: number): Readonly<Record<string, Json>> {
  const pod = objectAt(objectAt(task, 'template'), 'spec');
  return {
    ...(textAt(task, 'name') ? {} : { name: `default${index}` }),
    ...(numberAt(task, 'maxRetry') ? {} : { maxRetry: RETRIES_OF_A_POD }),
    ...(pod.hostNetwork === true && !textAt(pod, 'dnsPolicy')
      ? { 'template.spec.dnsPolicy': 'ClusterFirstWithHostNet' }
      : {}),
  };
}
