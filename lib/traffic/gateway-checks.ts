import { fewOf, listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { dnsLabelProblem } from '../core/names';
import * as rules from './rules';

const LONGEST_HOST = 255;
const LONGEST_SECRET_NAME = 253;

/** Hosts that a gateway cannot answer for. */
export function* checkHosts(place: string, hosts: readonly string[]): Iterable<Finding> {
  if (hosts.length === 0) {
    yield finding(rules.BAD_HOST, {
      place,
      value: [],
      message: 'the gateway answers for no host.',
      fix: "Name at least one in hosts, such as 'ai.example.com'.",
    });
  }
  for (const [i, host] of hosts.entries()) {
    if (!isHost(host)) {
      yield finding(rules.BAD_HOST, {
        place,
        value: host,
        message: `hosts names ${show(host)}, which is no DNS name.`,
        fix: "Write a name without scheme, port and path, such as 'ai.example.com' or '*.example.com'.",
      });
    } else if (hosts.indexOf(host) < i) {
      yield finding(rules.BAD_HOST, {
        place,
        value: host,
        message: `hosts names ${show(host)} twice.`,
        fix: 'Name it once.',
      });
    }
  }
}

function isHost(host: string): boolean {
  const [first = '', ...rest] = host.split('.');
  const labels = first === '*' ? rest : [first, ...rest];
  return host.length <= LONGEST_HOST && labels.every((label) => dnsLabelProblem(label) === undefined);
}

/** A Secret that cannot be named so. */
export function* checkTlsSecret(place: string, name: string | undefined): Iterable<Finding> {
  const fine =
    name === undefined ||
    (name.length <= LONGEST_SECRET_NAME && name.split('.').every((label) => dnsLabelProblem(label) === undefined));
  if (!fine) {
    yield finding(rules.BAD_SECRET, {
      place,
      value: name,
      message: `tlsSecret is ${show(name)}, which is no name of a Secret.`,
      fix: "Write the name alone, without namespace, such as 'ai-example-com'.",
    });
  }
}

/** @param names for which an address is given */
export function* checkAddresses(
  place: string,
  names: readonly string[],
  members: readonly string[],
): Iterable<Finding> {
  for (const name of names.filter((name) => !members.includes(name))) {
    yield finding(rules.UNKNOWN_MEMBER, {
      place,
      value: name,
      message: `addresses names ${show(name)}, which does not have the gateway; it is in ${fewOf(members) || 'no member'}.`,
      fix: `Add '${name}' to the property to of the gateway, or leave it out here.`,
    });
  }
}

/** @param idle members that have the gateway and no route */
export function* checkIdle(place: string, idle: readonly string[]): Iterable<Finding> {
  for (const name of idle) {
    yield finding(rules.BAD_ROUTE, {
      place,
      value: name,
      message: `member '${name}' answers no route, and passes none on: its VirtualService would be empty, which Istio refuses.`,
      fix: `Leave '${name}' out of to, name it in members of a route, or state addresses.`,
    });
  }
}

/** @param without names of the members where requests of the route find no answer */
export function* checkReached(place: string, route: string, without: readonly string[]): Iterable<Finding> {
  if (without.length > 0) {
    yield finding(rules.ROUTE_ELSEWHERE, {
      place,
      value: without,
      message: `${listOf(without.map((name) => `'${name}'`))} answer the hosts and not ${route}, and know no gateway that does.`,
      fix: 'State addresses of the gateways that answer it, or give the gateway other members in to.',
    });
  }
}
