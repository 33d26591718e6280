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

/**
 * Compiles a regular expression of Go, the dialect of `pattern` in a CustomResourceDefinition.
 *
 * Inline flags become flags of the whole expression, which is what they mean at its beginning or after `^`, where
 * CRDs have them. Anchors, named groups and POSIX classes are put into the words of JavaScript.
 *
 * @throws SyntaxError where the expression means nothing in JavaScript
 */
export function goPattern(pattern: string): RegExp {
  const flags = new Set<string>();
  const source = pattern
    .replace(/\(\?([ims]+)\)/g, (_, inline: string) => {
      for (const flag of inline) {
        flags.add(flag);
      }
      return '';
    })
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX_CLASSES[name] ?? whole);
  try {
    return new RegExp(source, `${[...flags].join('')}u`);
  } catch {
    // Without `u`, JavaScript accepts needless escapes such as `\-`, as Go does.
    return new RegExp(source, [...flags].join(''));
  }
}
