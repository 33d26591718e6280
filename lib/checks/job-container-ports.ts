import { listOf, show } from '../core/errors';
import { listAt, numberAt, textAt } from '../core/fields';
import type { JsonObject } from '../core/manifest';
import { isPort, PORT_RANGE } from '../core/ports';
import type { ReportOfContainer } from './job-containers';
import type { JobProblem } from './job-problem';

const LONGEST_NAME = 15;
const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];

/**
 * The ports of a container.
 * @param taken ports of the node that containers before it have; those of this one are added
 */
export function* checkPorts(
  container: JsonObject,
  taken: Set<string>,
  report: ReportOfContainer,
): Iterable<JobProblem> {
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of listAt(container, 'ports').entries()) {
    const at = `/ports/${index}`;
    const name = textAt(port, 'name');
    if (name !== undefined && !isPortName(name)) {
      yield report(
        `${at}/name`,
        name,
        `has a port ${show(name)}, which is no name of a port`,
        `Write at most ${LONGEST_NAME} lower-case letters, digits and single "-", at least one of them a letter.`,
      );
    } else if (name !== undefined && names.has(name)) {
      yield report(`${at}/name`, name, `has two ports ${show(name)}`, 'Rename one of them.');
    }
    names.add(name ?? '');
    for (const key of ['containerPort', 'hostPort']) {
      const number = numberAt(port, key);
      // no port of the node is the port 0 of it
      if (number !== undefined && !isPort(number) && !(key === 'hostPort' && number === 0)) {
        yield report(`${at}/${key}`, number, `has the port ${number}`, `Write a number ${PORT_RANGE}.`);
      }
    }
    const protocol = textAt(port, 'protocol') ?? 'TCP';
    if (!PROTOCOLS.includes(protocol)) {
      yield report(
        `${at}/protocol`,
        protocol,
        `has a port of protocol ${show(protocol)}`,
        `Write one of ${listOf(PROTOCOLS)}.`,
      );
    }
    // Kubernetes takes a port twice; the definition of Volcano's Job, where ports are a map by number and protocol, does not
    const number = `${protocol}/${port.containerPort}`;
    if (numbers.has(number)) {
      yield report(at, port.containerPort, `has the port ${number} twice`, 'Leave one of them out.');
    }
    numbers.add(number);
    yield* checkHostPort(port, protocol, at, taken, report);
  }
}

function* checkHostPort(
  port: JsonObject,
  protocol: string,
  at: string,
  taken: Set<string>,
  report: ReportOfContainer,
): Iterable<JobProblem> {
  const number = numberAt(port, 'hostPort') ?? 0;
  if (number === 0) {
    return;
  }
  const key = `${protocol}/${textAt(port, 'hostIP') ?? ''}/${number}`;
  if (taken.has(key)) {
    yield report(
      `${at}/hostPort`,
      number,
      `takes the port ${number} of the node, which is taken in the same pod`,
      'Leave hostPort out, or write another.',
    );
  }
  taken.add(key);
}

function isPortName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[-a-z0-9]+$/.test(name) && /[a-z]/.test(name) && !/--|^-|-$/.test(name);
}
