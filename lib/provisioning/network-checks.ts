import { isIP } from 'node:net';
import { show } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { holdsLate } from '../core/late';
import { BAD_CIDR } from './rules';

/** Bits of an address, by the version of its protocol. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Ranges of addresses as a cluster states them, by the name of the property. */
export type Cidrs = Readonly<Record<'podCidrs' | 'serviceCidrs', readonly string[]>>;

/** What is wrong with the addresses of a cluster. */
export function* checkCidrs(place: string, cidrs: Cidrs): Iterable<Finding> {
  for (const [property, ranges] of Object.entries(cidrs)) {
    for (const range of ranges.filter((range) => !isCidr(range) && !holdsLate(range))) {
      yield finding(BAD_CIDR, {
        place,
        value: range,
        message: `${property} has ${show(range)}, which is no range of addresses.`,
        fix: "Write an address and the bits that all addresses share: '10.244.0.0/16'.",
      });
    }
  }
}

function isCidr(range: string): boolean {
  const [address = '', bits = '', ...more] = range.split('/');
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (BITS[isIP(address)] ?? -1);
}
