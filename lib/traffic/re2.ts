/** Istio takes no longer ones: pkg/config/validation/validation.go, validateStringRegexp. */
const LONGEST = 1024;
const MOST_REPEATS = 1000;

/** What an expression consists of. A character that begins something which it does not complete is a token alone. */
const TOKEN = new RegExp(
  [
    /\\Q.*?(?:\\E|$)/,
    /(?<escape>\\(?:[pP](?:\{\^?\w+\}|[A-Z])|x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2})|[1-7][0-7]{1,2}|0[0-7]{0,2}|[aAbBdDfnrsStvwWz]|[^0-9A-Za-z]))/,
    /\[\^?(?:\\.|[^\\])(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/,
    /(?<flags>\(\?[imsU]*(?:-[imsU]+)?\))/,
    /(?<group>\((?:\?(?:P?<\w+>|[imsU]*(?:-[imsU]+)?:))?)/,
    /(?<repeat>(?:[*+?]|\{(?<least>\d+)(?:,(?<most>\d*))?\})\??)/,
    /./,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gs',
);

/**
 * Says why Istio refuses an expression, or undefined if nothing is known against it: RE2 has no back-references, looks neither ahead nor
 * back, and knows fewer escapes than JavaScript. What stands inside `[...]` is not looked at.
 */
export function re2Problem(expression: string): string | undefined {
  if (Buffer.byteLength(expression) > LONGEST) {
    return `it has ${expression.length} characters, Istio takes ${LONGEST}`;
  }
  let depth = 0;
  let before: 'nothing' | 'something' | 'repeated' = 'nothing';
  for (const { 0: token, index, groups = {} } of expression.matchAll(TOKEN)) {
    const next = expression.slice(index, index + 2);
    if (token === '\\' || token === '[') {
      return token === '[' ? 'a [ is not closed' : `RE2 knows no ${next === '\\' ? '\\ at the end' : next}`;
    }
    if (next === '(?' && token === '(') {
      return `RE2 knows no ${expression.slice(index, index + 3)}`;
    }
    if (groups.repeat !== undefined) {
      const problem = repeatProblem(token, before, groups);
      if (problem) {
        return problem;
      }
      before = 'repeated';
      continue;
    }
    depth += groups.group === undefined ? 0 : 1;
    depth -= token === ')' ? 1 : 0;
    if (depth < 0) {
      return 'a ) closes nothing';
    }
    before = token === '|' || groups.group !== undefined || groups.flags !== undefined ? 'nothing' : 'something';
  }
  return depth > 0 ? 'a ( is not closed' : undefined;
}

function repeatProblem(
  token: string,
  before: 'nothing' | 'something' | 'repeated',
  { least = '0', most = least }: Readonly<Record<string, string>>,
): string | undefined {
  if (before !== 'something') {
    return before === 'nothing'
      ? `there is nothing that ${token} could repeat`
      : `${token} repeats what is repeated already`;
  }
  const [from, to] = [Number(least), most === '' ? Number(least) : Number(most)];
  return from > to || to > MOST_REPEATS ? `RE2 repeats at most ${MOST_REPEATS} times, not ${token}` : undefined;
}
