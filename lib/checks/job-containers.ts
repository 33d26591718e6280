import { listOf, show } from '../core/errors';
import { listAt, objectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { dnsLabelProblem } from '../core/names';
import { quantitiesAt } from '../plan/workload';
import * as rules from '../training/rules';
import { describeAmount, isMore } from './amounts';
import type { JobProblem, JobTask } from './job-problem';
import { isExtended } from './resource-names';

/** Tells of one field of a container; the pointer is below the container. */
type Report = (pointer: string, value: unknown, message: string, fix: string) => JobProblem;

/** The containers of a task, as Kubernetes wants them in each of its pods. */
export function* checkJobContainers({ name, task, pointer }: JobTask): Iterable<JobProblem> {
  const pod = objectAt(objectAt(task, 'template'), 'spec');
  const names = new Set<string>();
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of listAt(pod, list).entries()) {
      const own = textAt(container, 'name') ?? '';
      const report: Report = (at, value, message, fix) => ({
        rule: rules.JOB_BAD_CONTAINER,
        pointer: `${pointer}/template/spec/${list}/${index}${at}`,
        value,
        message: `container ${show(own)} of task '${name}' ${message}.`,
        fix,
      });
      const problem = dnsLabelProblem(own);
      if (problem !== undefined) {
        yield report('/name', own, `has a name that is no DNS label`, `Give a name that has ${problem}.`);
      } else if (names.has(own)) {
        yield report('/name', own, 'has the name of another', 'Rename one of them.');
      }
      names.add(own);
      if (container.image === '') {
        yield report('/image', '', 'has an empty image', 'Name an image.');
      }
      yield* checkAmounts(objectAt(container, 'resources'), report);
    }
  }
}

function* checkAmounts(resources: JsonObject, report: Report): Iterable<JobProblem> {
  const [limits, requests] = [quantitiesAt(resources, 'limits'), quantitiesAt(resources, 'requests')];
  // a request that is its limit is the same fault
  const apart = Object.fromEntries(
    Object.entries(requests).filter(([resource, amount]) => amount !== limits[resource]),
  );
  for (const [kind, amounts] of Object.entries({ limits, requests: apart })) {
    const parts = Object.entries(amounts).filter(
      ([resource, amount]) => amount < 0 || (isExtended(resource) && !Number.isInteger(amount)),
    );
    if (parts.length > 0) {
      const wrong = listOf(parts.map(([resource, amount]) => describeAmount(resource, amount)));
      yield report(
        `/resources/${kind}`,
        wrong,
        `has ${wrong} in ${kind}`,
        'Write amounts of 0 or more, devices whole.',
      );
    }
  }
  for (const [resource, amount] of Object.entries(requests)) {
    const most = limits[resource];
    if (most !== undefined && isMore(amount, most)) {
      yield report(
        '/resources/requests',
        amount,
        `requests ${describeAmount(resource, amount)}, more than its limit of ${describeAmount(resource, most)}`,
        'Lower the request or raise the limit.',
      );
    }
  }
}
