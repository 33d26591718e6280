/** What Go takes for one character in quoted text. */
const ESCAPE = /\\(?:[0-7]{3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[\s\S])/g;

/**
 * Reads a quoted text of PromQL. Of the escapes only the doubled backslash is undone, the one that regular expressions need.
 * @param quoted with its quotes
 */
export function readText(quoted: string): { readonly value: string; readonly problem?: string } {
  const quote = quoted[0]!;
  const inner = quoted.slice(1, -1);
  if (quoted.length < 2 || !quoted.endsWith(quote)) {
    return { value: inner, problem: `the text ${quoted} does not end` };
  }
  if (quote === '`') {
    return { value: inner };
  }
  const value = inner.replace(/\\\\/g, '\\');
  for (const [seen] of inner.matchAll(ESCAPE)) {
    if (seen.length === 2 && !`abfnrtv\\${quote}`.includes(seen[1]!)) {
      return { value, problem: `${seen} in ${quoted} means nothing; write \\${seen}` };
    }
  }
  return { value };
}
