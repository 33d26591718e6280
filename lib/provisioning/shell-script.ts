/**
 * A shell script without what changes nothing when it runs: lines that are comments, and empty ones. The first line stays.
 *
 * A script whose here-documents or quoted texts have lines that begin with `#` or are empty would lose these.
 */
export function withoutComments(script: string): string {
  const [first, ...lines] = script.split('\n');
  return `${[first, ...lines.filter((line) => !/^\s*(#|$)/.test(line))].join('\n')}\n`;
}
