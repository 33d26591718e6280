const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/** Letters that mean something after a backslash. Source: https://github.com/google/re2/wiki/Syntax */
const ESCAPES = 'AzbBdDsSwWpPQExafnrtv';
const MOST_REPEATS = 1000;

const QUOTED = String.raw`\\Q([\s\S]*?)(?:\\E|$)`;
/** What other words stand for in JavaScript. An escape of one character keeps what follows it from being read as something else. */
const TOKENS = new RegExp(
  String.raw`${QUOTED}|\\([pP][A-Z]|x\{|[\s\S])|\(\?([imsU]*)(?:-[imsU]+)?([:)])|\(\?P<|\[:(\w+):\]`,
  'g',
);

/**
 * Compiles a regular expression of Go, the dialect of `pattern` in a CustomResourceDefinition and of matchers in PromQL.
 *
 * Inline flags become flags of the whole expression, which is what they mean at its beginning or after `^`, where
 * CRDs have them; elsewhere it matches more then than in Go. Anchors, named groups and POSIX classes are put into the words of JavaScript.
 *
 * @throws SyntaxError where the expression means nothing in Go or in JavaScript
 */
export function goPattern(pattern: string): RegExp {
  const refused = unknownToGo(pattern);
  if (refused !== undefined) {
    throw new SyntaxError(`'${refused}' means nothing in a regular expression of Go`);
  }
  const flags = new Set<string>();
  const source = pattern.replace(
    TOKENS,
    (token, quoted?: string, escaped?: string, inline?: string, group?: string, posix?: string) => {
      for (const flag of inline?.replace('U', '') ?? '') {
        flags.add(flag);
      }
      if (quoted !== undefined) {
        return quoted.replace(/[!-/:-@[-^`{-~]/g, '\\$&');
      }
      if (escaped !== undefined) {
        return inJavaScript(escaped);
      }
      if (posix !== undefined) {
        return POSIX_CLASSES[posix] ?? token;
      }
      return group === ':' ? '(?:' : group === ')' ? '' : '(?<';
    },
  );
  try {
    return new RegExp(source, `${[...flags].join('')}u`);
  } catch {
    // Without `u`, JavaScript accepts needless escapes such as `\-`, as Go does.
    return new RegExp(source, [...flags].join(''));
  }
}

function inJavaScript(escaped: string): string {
  const words: Readonly<Record<string, string>> = { A: '^', z: '$', 'x{': '\\u{' };
  return words[escaped] ?? (/^[pP]./.test(escaped) ? `\\${escaped[0]}{${escaped[1]}}` : `\\${escaped}`);
}

/** A part that JavaScript knows and Go does not: looks ahead and behind, references to groups, many repeats. */
function unknownToGo(pattern: string): string | undefined {
  const unquoted = pattern.replace(new RegExp(`${QUOTED}|\\\\[\\s\\S]`, 'g'), (token) =>
    token.startsWith('\\Q') ? '.' : token,
  );
  const [escaped] = [...unquoted.matchAll(/\\([0-7]{2}|[\s\S]|$)/g)].find(([, after = '']) => !isEscape(after)) ?? [];
  const bare = unquoted.replace(/\\(?:[xpP]\{[^}]*\}|[\s\S])/g, '.').replace(/\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]/g, '.');
  const [group] = /\(\?(?!P?<\w+>|[imsU]*(?:-[imsU]+)?[:)])[^)]*/.exec(bare) ?? [];
  const repeats = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)];
  return (
    escaped ??
    group ??
    repeats.find((bounds) => bounds.slice(1).some((bound) => Number(bound ?? 0) > MOST_REPEATS))?.[0]
  );
}

function isEscape(after: string): boolean {
  return (
    after.length === 2 || after === '0' || (/[A-Za-z]/.test(after) ? ESCAPES.includes(after) : /[^1-9]/.test(after))
  );
}
