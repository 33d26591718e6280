import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { checkKnown } from '../core/reach';
import * as rules from './rules';

/** The network between two members of a fleet. */
export interface LinkProps<M extends string = string> {
  /** Names of the two members. */
  readonly between: readonly [M, M];
  /** What the link carries in each direction, in gigabits (10^9) in a second, as one job may use it. */
  readonly gbps: number;
  /**
   * Milliseconds from one member to the other.
   * @default - not counted
   */
  readonly latencyMs?: number;
}

/** Links to members that are not there, between less than two, or without an amount. */
export function* checkLinks(place: string, links: readonly LinkProps[], known: readonly string[]): Iterable<Finding> {
  for (const { between, gbps, latencyMs } of links) {
    const [one, other] = between;
    yield* checkKnown(rules.BAD_LINK, { place, property: 'links', names: [...new Set(between)], known });
    const fine = gbps > 0 && Number.isFinite(gbps) && (latencyMs === undefined || latencyMs >= 0);
    if (one === other || !fine) {
      yield finding(rules.BAD_LINK, {
        place,
        value: { between, gbps, latencyMs },
        message: `links has one between ${show(one)} and ${show(other)} with gbps ${show(gbps)}${latencyMs === undefined ? '' : ` and latencyMs ${latencyMs}`}.`,
        fix: 'Name two members, with gbps above 0 and latencyMs of 0 or more.',
      });
    }
  }
}
