import { isIP, isIPv4 } from 'node:net';
import { fewOf, listOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { holdsLate } from '../core/late';
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
        message: `hosts names ${show(host)}, which is no full DNS name.`,
        fix: "Write a name with a dot, without scheme, port and path, such as 'ai.example.com' or '*.example.com'.",
      });
      continue;
    }
    const other = hosts
      .slice(0, i)
      .find((earlier) => isHost(earlier) && (takes(earlier, host) || takes(host, earlier)));
    if (other !== undefined) {
      yield finding(rules.BAD_HOST, {
        place,
        value: host,
        message:
          other === host ? `hosts names ${show(host)} twice.` : `hosts names ${show(host)} beside ${show(other)}.`,
        fix: other === host ? 'Name it once.' : 'Name the wider one alone, or give each a gateway of its own.',
      });
    }
  }
}

function isHost(host: string): boolean {
  if (host === '*' || isIPv4(host)) {
    return true;
  }
  // a late value may bring its dots along
  return (host.includes('.') || holdsLate(host)) && isDomain(host.replace(/^\*\./, ''));
}

/** Names as Istio takes them: the last part is no number, so that none looks like an address. */
function isDomain(name: string): boolean {
  const labels = name.split('.');
  const fine = labels.every((label) => dnsLabelProblem(label) === undefined);
  return fine && name.length <= LONGEST_HOST && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** Whether a host takes the requests of another, as Istio compares them (pkg/config/host/name.go). */
function takes(host: string, other: string): boolean {
  return host === other || (host.startsWith('*') && other.replace(/^\*/, '').endsWith(host.slice(1)));
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

/** @param addresses by the name of the member */
export function* checkAddresses(
  place: string,
  addresses: Readonly<Partial<Record<string, string>>>,
  members: readonly string[],
): Iterable<Finding> {
  for (const [name, address] of Object.entries(addresses)) {
    if (!members.includes(name)) {
      yield finding(rules.UNKNOWN_MEMBER, {
        place,
        value: name,
        message: `addresses names ${show(name)}, which does not have the gateway; it is in ${fewOf(members) || 'no member'}.`,
        fix: `Add '${name}' to the property to of the gateway, or leave it out here.`,
      });
    }
    if (address !== undefined && isIP(address) === 0 && !isDomain(address.toLowerCase().replace(/\.$/, ''))) {
      yield finding(rules.BAD_ADDRESS, {
        place,
        value: address,
        message: `addresses gives '${name}' the address ${show(address)}, which is no IP address and no DNS name.`,
        fix: "Write it without scheme, port and path, such as '203.0.113.10' or 'gateway.example.com'.",
      });
    }
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
