const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Keys without a problem: a program has few of them, very often. */
const FINE = new Set<string>();
const MOST_KEPT = 1000;

/** Says what is wrong with a label (or taint) key, or undefined if nothing is. */
export function labelKeyProblem(key: string): string | undefined {
  if (FINE.has(key)) {
    return undefined;
  }
  const problem = problemOfKey(key);
  if (problem === undefined && FINE.size < MOST_KEPT) {
    FINE.add(key);
  }
  return problem;
}

function problemOfKey(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !PREFIX.test(prefix))) {
    return 'the part before "/" must be a DNS subdomain of at most 253 characters';
  }
  if (name.length > 63 || !NAME.test(name)) {
    return 'the name must have 1 to 63 letters, digits, "-", "_" or ".", and begin and end with a letter or digit';
  }
  return undefined;
}

/** Says what is wrong with a label (or taint) value, or undefined if nothing is. The empty value is valid. */
export function labelValueProblem(value: string): string | undefined {
  if (value === '' || (value.length <= 63 && NAME.test(value))) {
    return undefined;
  }
  return 'a value has at most 63 letters, digits, "-", "_" or ".", and begins and ends with a letter or digit';
}
