import type { Json, JsonObject } from './manifest';

/**
 * Writes a JSON value as one block-style YAML document, with a newline at its end.
 *
 * Every reader gets the same value back: those of YAML 1.2, of YAML 1.1, and the Go readers that Kubernetes tools use. What
 * one of them could take for something else than text is quoted, and text of several lines is a literal block where all
 * of them keep it as it is. Members that are undefined are left out and undefined in a list is null, as in
 * `JSON.stringify`; `toJSON` methods are not called.
 *
 * @throws TypeError for what JSON cannot hold: functions, symbols, bigints, NaN and infinities
 */
export function writeYaml(value: Json): string {
  return new Writer().document(value).text;
}

/**
 * Writes a stream of documents, separated by `---`.
 * @throws TypeError as `writeYaml`
 */
export function writeYamlDocuments(values: readonly Json[]): string {
  const writer = new Writer();
  values.forEach((value, i) => {
    writer.separator(i > 0).document(value);
  });
  return writer.text;
}

type Scalar = null | boolean | number | string;

/** Appends to one string: engines join its parts only once, when it is written. */
class Writer {
  public text = '';

  public separator(wanted: boolean): this {
    this.text += wanted ? '---\n' : '';
    return this;
  }

  public document(value: Json): this {
    if (typeof value === 'object' && value !== null) {
      this.collection(value, 0);
    } else {
      // no literal block: its lines would not be indented and could be taken for document markers
      this.text += `${typeof value === 'string' ? inline(value) : scalar(value, '')}\n`;
    }
    return this;
  }

  /** A list or object that begins where the writer stands: at the first column, or after the dash of a list item. */
  private collection(value: JsonObject | readonly Json[], depth: number): void {
    if (isEmpty(value)) {
      this.text += Array.isArray(value) ? '[]\n' : '{}\n';
    } else if (Array.isArray(value)) {
      this.list(value, depth, true);
    } else {
      this.mapping(value as JsonObject, depth, true);
    }
  }

  /** The members of an object that is not empty; `here`: the first one begins where the writer stands. */
  private mapping(value: JsonObject, depth: number, here: boolean): void {
    let inline = here;
    const keys = Object.keys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const member = value[key];
      if (member !== undefined) {
        this.text += inline ? keyText(key, indentOf(depth)) : keyLine(key, depth);
        inline = false;
        this.member(member, depth);
      }
    }
  }

  /** What follows the colon of a member. */
  private member(value: Json, depth: number): void {
    if (typeof value !== 'object' || value === null) {
      this.text += restOfLine(value, depth + 1);
    } else if (isEmpty(value)) {
      this.text += Array.isArray(value) ? ' []\n' : ' {}\n';
    } else {
      this.text += '\n';
      if (Array.isArray(value)) {
        this.list(value, depth + 1, false);
      } else {
        this.mapping(value as JsonObject, depth + 1, false);
      }
    }
  }

  /** The items of a list that is not empty; `here`: the first one begins where the writer stands. */
  private list(value: readonly Json[], depth: number, here: boolean): void {
    const indent = indentOf(depth);
    for (let i = 0; i < value.length; i++) {
      const item = value[i] ?? null;
      if (i > 0 || !here) {
        this.text += indent;
      }
      if (typeof item === 'object' && item !== null) {
        this.text += '- ';
        this.collection(item, depth + 1);
      } else {
        this.text += '-';
        this.text += restOfLine(item, depth + 1);
      }
    }
  }
}

function isEmpty(value: JsonObject | readonly Json[]): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  for (const key of Object.keys(value)) {
    if ((value as JsonObject)[key] !== undefined) {
      return false;
    }
  }
  return true;
}

const INDENTS: string[] = [];

function indentOf(depth: number): string {
  INDENTS[depth] ??= '  '.repeat(depth);
  return INDENTS[depth];
}

/** @param indent of the lines of a literal block, should the value become one */
function scalar(value: Scalar, indent: string): string {
  switch (typeof value) {
    case 'string':
      return value.includes('\n') && LITERAL.test(value) ? literal(value, indent) : inline(value);
    case 'number':
      return number(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null) {
        return 'null';
      }
      throw new TypeError(`a ${typeof value} has no JSON form`);
  }
}

function number(value: number): string {
  if (!Number.isFinite(value)) {
    throw new TypeError(`${value} has no JSON form`);
  }
  const digits = Object.is(value, -0) ? '-0' : String(value);
  // some readers of YAML 1.1 take 1e+21 for text: their floats need a point
  return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits;
}

/** Texts and keys repeat a lot in manifests: what became of the last ones is kept, up to this length. */
const LONGEST_KEPT = 64;
const MOST_KEPT = 10_000;

function keep(written: Map<string, string>, text: string, as: string): string {
  if (text.length <= LONGEST_KEPT) {
    if (written.size >= MOST_KEPT) {
      written.clear();
    }
    written.set(text, as);
  }
  return as;
}

const RESTS_OF_LINES = new Map<string, string>();

/** A scalar with the space before it and the end of its line. */
function restOfLine(value: Scalar, depth: number): string {
  const known = typeof value === 'string' ? RESTS_OF_LINES.get(value) : undefined;
  if (known !== undefined) {
    return known;
  }
  const rest = ` ${scalar(value, indentOf(depth))}\n`;
  // a literal block has the indentation of its place
  return typeof value === 'string' && !value.includes('\n') ? keep(RESTS_OF_LINES, value, rest) : rest;
}

/** Text within one line. */
function inline(value: string): string {
  return isPlain(value) ? value : quoted(value);
}

const KEYS = new Map<string, string>();

/** A reader looks for the colon of a key within 1,024 characters (YAML 1.2 section 8.2.2); longer keys follow a `?`. */
const LONGEST_SIMPLE_KEY = 1000;

function keyText(key: string, indent: string): string {
  const known = KEYS.get(key);
  if (known !== undefined) {
    return known;
  }
  const written = inline(key);
  return written.length > LONGEST_SIMPLE_KEY ? `? ${quoted(key)}\n${indent}:` : keep(KEYS, key, `${written}:`);
}

/** By depth. */
const KEY_LINES: Map<string, string>[] = [];

/** A key at the beginning of its line. */
function keyLine(key: string, depth: number): string {
  KEY_LINES[depth] ??= new Map();
  const indent = indentOf(depth);
  return KEY_LINES[depth].get(key) ?? keep(KEY_LINES[depth], key, indent + keyText(key, indent));
}

/** Letters of scripts that no reader takes for space, punctuation or a line break. */
const LETTERS = '\\u00c0-\\u024f\\u0370-\\u0588\\u3041-\\ud7ff\\uff01-\\uffef';

/** What may stand in plain text wherever it is: printable ASCII besides space and colon, and letters. */
const INNER = `[!-9;-~${LETTERS}]`;

/** A colon or spaces, where what follows makes them no separator, no comment, and not the end. */
const JOINT = `(?::(?=[!-~${LETTERS}])| +(?=[!"$-~${LETTERS}]))`;

/**
 * How plain text begins. Numbers and dates begin with a digit, a sign or a point; text may begin with a digit when, after
 * digits and points, it has a character that no number and no date holds (`10Gi`, `500m`, `0.0.0.0/0`).
 */
const HEAD = `(?:[A-Za-z/_$(${LETTERS}]|--?[A-Za-z]|\\.\\.?/|[0-9](?=[0-9.]*[/g-nq-suvwyG-NQ-SU-WY]))`;

/** An exponent alone: some readers of YAML 1.1 take it for a number that is none. */
const EXPONENT = '-?[eE][-+]?[0-9_]+$';

const PLAIN = new RegExp(`^(?!${EXPONENT})${HEAD}${INNER}*(?:${JOINT}${INNER}*)*$`);

/** Words that YAML 1.1 or 1.2 takes for null or a boolean, in any case. */
const WORDS = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n']);
const LONGEST_WORD = 5;

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !(text.length <= LONGEST_WORD && WORDS.has(text.toLowerCase()));
}

/** What JSON leaves as it is, but readers take for a line break or do not accept, or an editor does not show. */
const UNPRINTABLE = /[\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** JSON's text is YAML's double-quoted text. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A character, no space, that every reader keeps in a literal block. */
const VISIBLE =
  '(?:[!-~\\u00a1-\\u00ac\\u00ae-\\u1fff\\u2010-\\u2027\\u2030-\\u205e\\u2070-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufff8]|[\\ud800-\\udbff][\\udc00-\\udfff])';

/** Lines that are empty or have something visible; the first one begins with it, since it tells the indentation. */
const LITERAL = new RegExp(`^${VISIBLE}(?:${VISIBLE}|[ \\t])*(?:\\n(?:[ \\t]*${VISIBLE}(?:${VISIBLE}|[ \\t])*)?)+$`);

function literal(text: string, indent: string): string {
  const lastLineEnds = text.endsWith('\n');
  const chomping = lastLineEnds ? (text.endsWith('\n\n') ? '+' : '') : '-';
  // the newline at the very end is that of the member or item
  const body = lastLineEnds ? text.slice(0, -1) : text;
  return `|${chomping}\n${indent}${body.replace(/\n(?=[^\n])/g, `\n${indent}`)}`;
}
