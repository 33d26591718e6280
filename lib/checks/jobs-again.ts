import { listOf } from '../core/errors';
import { listAt, numberAt, objectAt, textAt } from '../core/fields';
import { type Finding, finding } from '../core/findings';
import { type Json, type JsonObject, kindKey } from '../core/manifest';
import * as rules from '../training/rules';
import { RETRIES_OF_A_POD } from '../training/training-task';
import { readTask } from './jobs';
import type { Program } from './placement';

/**
 * Volcano Jobs written by hand that cannot be applied again as they are. Their list of tasks is applied as a whole, so what the webhook had
 * filled into it is gone the second time: it refuses that as the change of a field that may not change, or takes it where the field may.
 */
export function checkJobsAgain(program: Program): Finding[] {
  return program.targets.flatMap(({ objects }) =>
    objects
      .filter(({ manifest }) => kindKey(manifest) === 'batch.volcano.sh/v1alpha1/Job' && manifest.metadata.name)
      .flatMap(({ path: place, manifest }) =>
        listAt(objectAt(manifest, 'spec'), 'tasks').flatMap((task, index) => {
          const missing = Object.entries(filledIn(task, index));
          if (missing.length === 0) {
            return [];
          }
          const fields = listOf(missing.map(([field]) => field));
          const follows = missing.some(([field]) => field !== SIZE)
            ? 'the job is refused'
            : 'it loses what was filled in';
          return finding(rules.JOB_APPLIED_ONCE, {
            place,
            pointer: `/spec/tasks/${index}`,
            value: textAt(task, 'name'),
            message: `the task does not state ${fields}: applied a second time, ${follows}.`,
            fix: `Write out what Volcano fills in: ${missing.map(([field, value]) => `${field}: ${value}`).join(', ')}.`,
          });
        }),
      ),
  );
}

/** The one of them that may change. */
const SIZE = 'minAvailable';

/** What the webhook adds to a task, by its path in the task. */
function filledIn(task: JsonObject, index: number): Readonly<Record<string, Json>> {
  const pod = objectAt(objectAt(task, 'template'), 'spec');
  return {
    ...(textAt(task, 'name') ? {} : { name: `default${index}` }),
    ...(numberAt(task, SIZE) === undefined ? { [SIZE]: readTask(task, index).minAvailable } : {}),
    ...(numberAt(task, 'maxRetry') ? {} : { maxRetry: RETRIES_OF_A_POD }),
    ...(pod.hostNetwork === true && !textAt(pod, 'dnsPolicy')
      ? { 'template.spec.dnsPolicy': 'ClusterFirstWithHostNet' }
      : {}),
  };
}
