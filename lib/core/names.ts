const LONGEST_SUBDOMAIN = 253;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Says why a value is no DNS label (RFC 1123), or undefined if it is one. */
export function dnsLabelProblem(value: string, { max = 63 }: { readonly max?: number } = {}): string | undefined {
  if (value === '') {
    return 'it is empty';
  }
  if (value.length > max) {
    return `it has ${value.length} characters, at most ${max} are allowed`;
  }
  if (!LABEL.test(value)) {
    return 'a DNS label has only lower-case letters, digits and "-", with a letter or digit at both ends';
  }
  return undefined;
}

/** Says why a value is no DNS subdomain (RFC 1123), or undefined if it is one. */
export function dnsSubdomainProblem(value: string): string | undefined {
  if (value === '') {
    return 'it is empty';
  }
  if (value.length > LONGEST_SUBDOMAIN) {
    return `it has ${value.length} characters, at most ${LONGEST_SUBDOMAIN} are allowed`;
  }
  if (!value.split('.').every((part) => LABEL.test(part))) {
    return 'a DNS subdomain has only lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part';
  }
  return undefined;
}
