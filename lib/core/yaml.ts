/**
 * Writes JSON values as block-style YAML, fast, and so that every reader gets the same value back: YAML 1.2, YAML 1.1, and the
 * Go readers that Kubernetes tools use. Whatever one of them could take for something else than text is quoted.
 */

/** Writes one value as a YAML document, with a final newline. `undefined` is left out of objects and null in lists. */
export function writeYaml(value: unknown): string {
  const out: string[] = [];
  writeValue(value, '', '', out);
  return out.join('');
}

/** Writes a stream of documents, separated by `---`. */
export function writeYamlDocuments(values: readonly unknown[]): string {
  return values.map(writeYaml).join('---\n');
}

/** Longest key that readers accept before a `:`; longer ones are written after a `?` (YAML 1.2 section 8.2.2). */
const LONGEST_SIMPLE_KEY = 1024;

/**
 * Writes a value that begins in the current line, and ends it.
 * @param before what stands between the current position and the value if it is written in this line
 * @param indent of the value's own lines
 */
function writeValue(value: unknown, before: string, indent: string, out: string[]): void {
  if (typeof value === 'string') {
    out.push(before, scalarOf(value, indent), '\n');
  } else if (typeof value !== 'object' || value === null) {
    out.push(before, plainOf(value), '\n');
  } else if (Array.isArray(value)) {
    if (value.length === 0) {
      out.push(before, '[]\n');
    } else {
      writeList(value, before === '' ? indent : `${indent}  `, before, out);
    }
  } else {
    writeMap(value as Record<string, unknown>, before === '' ? indent : `${indent}  `, before, out);
  }
}

function writeMap(map: Record<string, unknown>, indent: string, before: string, out: string[]): void {
  let first = true;
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) {
      continue;
    }
    if (!first) {
      out.push(indent);
    } else {
      // within a list the first key stands in the line of the dash
      out.push(before === ' ' ? `\n${indent}` : before);
      first = false;
    }
    const name = keyOf(key);
    out.push(name.length > LONGEST_SIMPLE_KEY ? `? ${name}\n${indent}:` : `${name}:`);
    writeValue(value, ' ', indent, out);
  }
  if (first) {
    out.push(before, '{}\n');
  }
}

function writeList(list: readonly unknown[], indent: string, before: string, out: string[]): void {
  for (let i = 0; i < list.length; i++) {
    out.push(i > 0 ? indent : before === ' ' ? `\n${indent}` : before);
    writeItem(list[i], indent, out);
  }
}

function writeItem(item: unknown, indent: string, out: string[]): void {
  if (Array.isArray(item) && item.length > 0) {
    writeList(item, `${indent}  `, '- ', out);
  } else if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
    writeMap(item as Record<string, unknown>, `${indent}  `, '- ', out);
  } else {
    writeValue(item, '- ', indent, out);
  }
}

/** Texts and keys repeat a lot in manifests; the decision how to write one is kept. */
const CACHE_SIZE = 10_000;
const LONGEST_CACHED = 64;
const cache = new Map<string, string>();

function keyOf(key: string): string {
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  const written = isPlain(key) ? key : quote(key);
  remember(key, written);
  return written;
}

function scalarOf(text: string, indent: string): string {
  const known = cache.get(text);
  // a key may hold a newline and is then quoted, where a value would be a block
  if (known !== undefined && !text.includes('\n')) {
    return known;
  }
  if (text.includes('\n') && isBlock(text)) {
    return block(text, `${indent}  `);
  }
  const written = isPlain(text) ? text : quote(text);
  remember(text, written);
  return written;
}

function remember(text: string, written: string): void {
  if (text.length <= LONGEST_CACHED) {
    if (cache.size >= CACHE_SIZE) {
      cache.clear();
    }
    cache.set(text, written);
  }
}

function plainOf(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) {
    const text = Object.is(value, -0) ? '0' : String(value);
    // YAML 1.1 knows an exponent only after a point
    return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
  }
  return typeof value === 'boolean' ? String(value) : 'null';
}

// Texts that begin with a letter or a path, options, and amounts such as 500m or 32Gi. ": " and " #" end a plain text.
const PLAIN = /^(?:[A-Za-z_/$(]|--?[A-Za-z]|\.\.?\/)(?:[!-9;-~]|:(?! |$)| (?![ #]|$))*$|^\d+(?:\.\d+)?(?:[kMGTPmsh]|[KMGTPE]i)$/;
// Words that YAML 1.1 or 1.2 take for a boolean, null, or a number.
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity)$/i;

function isPlain(text: string): boolean {
  return text.length < LONGEST_SIMPLE_KEY && PLAIN.test(text) && !(text.length < 9 && WORD.test(text));
}

// JSON's escapes are YAML's; these characters it leaves as they are, but readers treat them in different ways.
const UNSAFE = /[\u007f-\u00a0\u00ad\u2028\u2029\ufeff\ufffe\uffff]/g;

function quote(text: string): string {
  return JSON.stringify(text).replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// The first line decides the indentation, so it must not begin with white space. Lines may not hold control characters, and
// no line but an empty one may consist of white space only.
const BLOCK = /^[!-~\u00a1-\u00ac\u00ae-\u1fff\u2070-\ud7ff\ue000-\ufefe][\t\n -~\u00a1-\u00ac\u00ae-\u1fff\u2070-\ud7ff\ue000-\ufefe]*$/;
const BLANK_LINE = /^[ \t]+$/m;

function isBlock(text: string): boolean {
  return BLOCK.test(text) && !BLANK_LINE.test(text);
}

function block(text: string, indent: string): string {
  const end = text.length - trailingNewlines(text);
  const trailing = text.length - end;
  const chomp = trailing === 0 ? '-' : trailing === 1 ? '' : '+';
  const lines = text.slice(0, end).split('\n');
  const body = lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n');
  return `|${chomp}\n${body}${trailing > 1 ? '\n'.repeat(trailing - 1) : ''}`;
}

function trailingNewlines(text: string): number {
  let count = 0;
  while (text[text.length - 1 - count] === '\n') {
    count++;
  }
  return count;
}
