import { type Destination, memberNames } from '../core/destination';
import { fewOf, show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import type { HttpRoute, HttpRouteDestination } from '../l1/istio';
import { checkHeaders, type HeaderMatches, matchesOf } from './headers';
import * as rules from './rules';

/** What the canary gets of the requests. */
export interface CanaryShare {
  /** Requests of a hundred that go to the canary: a whole number from 0 to 100. All others go to the stable version. */
  readonly percent: number;
  /**
   * Requests with all of these headers go to the canary, whatever the percentage.
   * @default - none
   */
  readonly headers?: HeaderMatches;
  /**
   * Requests of a hundred that are answered by the stable version and also sent to the canary, whose answer is thrown away:
   * from 0 to 100.
   * @default - none
   */
  readonly mirrorPercent?: number;
}

/** The share in some of the members, stated whole: without headers here, no header leads to the canary there. */
export interface CanaryException<M extends string = string> extends CanaryShare {
  /** Members for which it holds: a group, a member, or members by name. */
  readonly to: Destination<M>;
}

/** Details that are the same on every route to a service, as Istio writes them. */
export type RouteDetails = Pick<HttpRoute, 'corsPolicy' | 'fault' | 'headers' | 'retries' | 'timeout'>;

/** Where a canary route leads. */
export interface CanaryDestination {
  readonly host: string;
  /** Subset of the stable version. */
  readonly stable: string;
  /** Subset of the canary version. */
  readonly canary: string;
  /** Port of the service, where it is not that on which the request came. */
  readonly port?: number;
}

/** The routes that give the canary its share, in the order in which Istio tries them. */
export function routesFor(to: CanaryDestination, share: CanaryShare, details: RouteDetails = {}): HttpRoute[] {
  const { percent, headers, mirrorPercent = 0 } = share;
  const all = (subset: string): HttpRoute => ({ ...details, route: [destination(to, subset)] });
  if (percent === 100) {
    return [all(to.canary)];
  }
  const divided: HttpRoute = {
    ...details,
    route: [
      { ...destination(to, to.stable), weight: 100 - percent },
      { ...destination(to, to.canary), weight: percent },
    ],
  };
  return [
    ...(headers ? [{ match: [{ headers: matchesOf(headers) }], ...all(to.canary) }] : []),
    {
      ...(percent === 0 ? all(to.stable) : divided),
      ...(mirrorPercent > 0
        ? { mirrors: [{ ...destination(to, to.canary), percentage: { value: mirrorPercent } }] }
        : {}),
    },
  ];
}

function destination({ host, port }: CanaryDestination, subset: string): HttpRouteDestination {
  return { destination: { host, subset, ...(port === undefined ? {} : { port: { number: port } }) } };
}

/** @param what the share belongs to, for the message: `exceptions[0]` */
export function* checkShare(place: string, what: string, share: CanaryShare): Iterable<Finding> {
  const { percent, headers, mirrorPercent } = share;
  if (!(Number.isInteger(percent) && percent >= 0 && percent <= 100)) {
    yield badPercent(place, `${what}percent`, percent, 'a whole number from 0 to 100');
  }
  if (mirrorPercent !== undefined && !(mirrorPercent >= 0 && mirrorPercent <= 100)) {
    yield badPercent(place, `${what}mirrorPercent`, mirrorPercent, 'a number from 0 to 100');
  }
  if (headers) {
    yield* checkHeaders(place, `${what}headers`, headers);
  }
}

/** @param members that have the route */
export function* checkExceptions(
  place: string,
  exceptions: readonly CanaryException[],
  members: readonly string[],
): Iterable<Finding> {
  const seen = new Set<string>();
  for (const [i, exception] of exceptions.entries()) {
    yield* checkShare(place, `exceptions[${i}].`, exception);
    for (const name of memberNames(exception.to)) {
      if (!members.includes(name)) {
        yield unknownMember(place, `exceptions[${i}].to`, name, members);
      } else if (seen.has(name)) {
        yield finding(rules.SHARE_STATED_TWICE, {
          place,
          value: name,
          message: `exceptions[${i}].to names member '${name}', whose share an exception before it states, too.`,
          fix: `Keep one of the two for '${name}'.`,
        });
      }
      seen.add(name);
    }
  }
}

/** A name in a property that should be one of the members that have the route. */
export function unknownMember(place: string, property: string, name: string, members: readonly string[]): Finding {
  return finding(rules.UNKNOWN_MEMBER, {
    place,
    value: name,
    message: `${property} names ${show(name)}, which does not have the route; it is in ${fewOf(members) || 'no member'}.`,
    fix: `Add '${name}' to the property to of the route, or leave it out here.`,
  });
}

function badPercent(place: string, property: string, value: number, expected: string): Finding {
  return finding(rules.BAD_PERCENT, {
    place,
    value,
    message: `${property} is ${show(value)}; expected ${expected}.`,
    fix: 'Write the share of the canary; the stable version gets the rest.',
  });
}
