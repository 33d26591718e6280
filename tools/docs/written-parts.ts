/**
 * Puts tables that are written from data into a page: each between `<!-- NAME: npm run docs -->` and `<!-- end of NAME -->`.
 * @throws Error where the page does not have the place of a table, or has places of others
 */
export function withParts(page: string, parts: Readonly<Record<string, string>>): string {
  const places = [...page.matchAll(/^<!-- (\S+): npm run docs -->$/gm)].map(([, name]) => name!);
  const names = Object.keys(parts);
  if (places.toSorted().join() !== names.toSorted().join()) {
    throw new Error(`The page has places of ${places.join(', ') || 'nothing'}, and there is ${names.join(', ')}.`);
  }
  return names.reduce((text, name) => withPart(text, name, parts[name]!), page);
}

function withPart(page: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}: npm run docs -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  if (to < from) {
    throw new Error(`The page has no '${end}' behind '${begin.trim()}'.`);
  }
  return `${page.slice(0, from)}\n${part}\n\n${page.slice(to)}`;
}

/** A table in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
