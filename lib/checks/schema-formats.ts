import { isGoDuration } from '../core/duration';
import { labelKeyProblem, labelValueProblem } from '../core/labels';
import { parseQuantity } from '../core/quantity';

/** A `format` of a schema. */
export interface Format {
  readonly type: 'string' | 'number';
  /** What a value has to be, for messages. */
  readonly expected: string;
  readonly test: (value: never) => boolean;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=.*:)[0-9A-Fa-f:.]{2,45}$/;

/** All formats that occur in the schemas of `lib/l1`. */
export const FORMATS: Readonly<Record<string, Format>> = {
  int32: {
    type: 'number',
    expected: 'an integer of 32 bits',
    test: (n: number) => Number.isInteger(n) && n >= -(2 ** 31) && n < 2 ** 31,
  },
  int64: {
    type: 'number',
    expected: 'an integer of 64 bits',
    test: (n: number) => Number.isInteger(n) && n >= -(2 ** 63) && n < 2 ** 63,
  },
  quantity: text('a quantity, such as 500m or 4Gi', (s) => parseQuantity(s) !== undefined),
  byte: text('base64', (s) => BASE64.test(s.replace(/[\r\n]/g, ''))),
  'date-time': text('a time, such as 2026-01-31T12:00:00Z', (s) => RFC_3339.test(s) && !Number.isNaN(Date.parse(s))),
  date: text('a date, such as 2026-01-31', (s) => DATE.test(s) && !Number.isNaN(Date.parse(s))),
  duration: text('a duration, such as 1m30s', isGoDuration),
  ipv4: text('an IPv4 address', (s) => IPV4.test(s)),
  ipv6: text('an IPv6 address', (s) => IPV6.test(s)),
  cidr: text('an address range, such as 10.0.0.0/16', isCidr),
  'label-key': text('a label key, such as example.com/name', (s) => labelKeyProblem(s) === undefined),
  'label-value': text(
    'a label value: at most 63 letters, digits, "-", "_" or ".", with a letter or digit at both ends',
    (s) => labelValueProblem(s) === undefined,
  ),
  // The server looks at annotation keys in lower case.
  'annotation-key': text(
    'an annotation key, such as example.com/name',
    (s) => labelKeyProblem(s.toLowerCase()) === undefined,
  ),
};

function text(expected: string, test: (value: string) => boolean): Format {
  return { type: 'string', expected, test };
}

function isCidr(value: string): boolean {
  const [address = '', bits = ''] = value.split('/');
  return /^\d{1,3}$/.test(bits) && ((IPV4.test(address) && +bits <= 32) || (IPV6.test(address) && +bits <= 128));
}
