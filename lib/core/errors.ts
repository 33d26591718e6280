import { type Evidence, FindingsError, finding, type Rule } from './findings';

/** An error of one place, for misuse after which a program cannot go on (everything else is reported as a finding). */
export function fail(rule: Rule, evidence: Evidence): never {
  throw new FindingsError([finding({ ...rule, severity: 'error' }, evidence)]);
}

/** A value as messages show it. */
export function show(value: unknown): string {
  // JSON has no NaN and no Infinity
  return value === undefined || typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}

/** `a, b and c`, for messages. */
export function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** How many names of a long list a message tells. */
const MOST_TOLD = 5;

/** As `listOf`; of many names only the first: `a, b, c, d and 38 more`. */
export function fewOf(names: readonly string[]): string {
  return names.length <= MOST_TOLD
    ? listOf(names)
    : `${names.slice(0, MOST_TOLD - 1).join(', ')} and ${names.length - MOST_TOLD + 1} more`;
}

/** The known name closest to a misspelt one, if one is close enough to be meant. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
