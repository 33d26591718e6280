import { isIP } from 'node:net';

/** Bits before the address in an IPv4 address that is written as one of IPv6. */
const MAPPED = '0'.repeat(80) + '1'.repeat(16);

/**
 * Whether a text is a range of addresses that every API server takes. Since Kubernetes 1.36 they take none with leading zeros, none with
 * bits beyond the length, and no IPv4 range in the words of IPv6 (apimachinery pkg/util/validation/ip.go).
 */
export function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  if (rest.length > 0 || isIP(address) === 0 || address.includes('%') || !/^(0|[1-9]\d*)$/.test(length)) {
    return false;
  }
  const bits = bitsOf(address);
  return Number(length) <= bits.length && !bits.slice(Number(length)).includes('1') && !isMapped(bits);
}

function isMapped(bits: string): boolean {
  return bits.length === 128 && bits.startsWith(MAPPED);
}

/** The bits of an address, 32 or 128. */
function bitsOf(address: string): string {
  const [before = '', after] = address.split('::').map(partOf);
  return after === undefined ? before : before + after.padStart(128 - before.length, '0');
}

/** The bits of a part of an address: groups of IPv6, at the end of which, or alone, the numbers of IPv4 may stand. */
function partOf(text: string): string {
  return text
    .split(':')
    .filter((group) => group !== '')
    .map((group) =>
      group.includes('.')
        ? group
            .split('.')
            .map((number) => binary(number, 10, 8))
            .join('')
        : binary(group, 16, 16),
    )
    .join('');
}

function binary(digits: string, radix: number, width: number): string {
  return Number.parseInt(digits, radix).toString(2).padStart(width, '0');
}
