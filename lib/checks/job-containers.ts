import { listOf, show } from '../core/errors';
import { listAt, objectAt, optionalObjectAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { dnsLabelProblem } from '../core/names';
import { quantitiesAt } from '../plan/workload';
import * as rules from '../training/rules';
import { describeAmount, isMore } from './amounts';
import { checkEnv } from './job-container-env';
import { checkPorts } from './job-container-ports';
import { checkMounts } from './job-pod-volumes';
import type { JobProblem, JobTask } from './job-problem';
import { isExtended } from './resource-names';

/** Tells of one field of a container; the pointer is below the container. */
export type ReportOfContainer = (pointer: string, value: unknown, message: string, fix: string) => JobProblem;

/** The containers of a task, as Kubernetes wants them in each of its pods. */
export function* checkJobContainers({ name, task, pointer }: JobTask): Iterable<JobProblem> {
  const pod = objectAt(objectAt(task, 'template'), 'spec');
  const names = new Set<string>();
  const hostPorts = new Set<string>();
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of listAt(pod, list).entries()) {
      const own = textAt(container, 'name') ?? '';
      const report: ReportOfContainer = (at, value, message, fix) => ({
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
      yield* checkEnv(container, report);
      // init containers run one after the other, and so may have the same ports of the node
      yield* checkPorts(container, list === 'containers' ? hostPorts : new Set(), report);
      yield* checkMounts(container, pod, report);
      yield* checkLife(container, list === 'initContainers', report);
    }
  }
}

/** What a container has only if it goes on running. */
const OF_RUNNING = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function* checkLife(container: JsonObject, isInit: boolean, report: ReportOfContainer): Iterable<JobProblem> {
  const { restartPolicy } = container;
  const restarts = typeof restartPolicy === 'string';
  if (restarts && !(isInit && restartPolicy === 'Always')) {
    yield report(
      '/restartPolicy',
      restartPolicy,
      `has the restartPolicy ${show(restartPolicy)}`,
      isInit ? "Write 'Always' for a sidecar, or leave it out." : 'Set restartPolicy of the pod.',
    );
  }
  for (const field of OF_RUNNING.filter((key) => isInit && !restarts && optionalObjectAt(container, key))) {
    yield report(
      `/${field}`,
      container[field],
      `runs before the others, to its end, and has a ${field}`,
      `Leave ${field} out, or make a sidecar of it: restartPolicy: 'Always'.`,
    );
  }
}

function* checkAmounts(resources: JsonObject, report: ReportOfContainer): Iterable<JobProblem> {
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
    if (isExtended(resource) && most !== amount) {
      yield report(
        '/resources/requests',
        amount,
        `requests ${describeAmount(resource, amount)}, and its limit is ${most === undefined ? 'none' : describeAmount(resource, most)}`,
        'Request what is limited: devices are not shared by requesting less.',
      );
    } else if (most !== undefined && isMore(amount, most)) {
      yield report(
        '/resources/requests',
        amount,
        `requests ${describeAmount(resource, amount)}, more than its limit of ${describeAmount(resource, most)}`,
        'Lower the request or raise the limit.',
      );
    }
  }
}
