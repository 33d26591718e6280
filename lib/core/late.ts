/**
 * Values that are known only when a program is deployed: outputs of Pulumi. In the compiled program a text stands for each of them,
 * so that plan, checks, files and reports work without the value, and never hold it.
 */

/** Fixed in length, so that text may follow it, and good for a DNS name, so that it may stand where one is expected. */
const TEXT = /late-value-[0-9a-f]{8}/g;

interface Registry {
  readonly values: object[];
  readonly texts: WeakMap<object, string>;
  /** Where a program asked for each text, in the order of values. */
  readonly places: (string | undefined)[];
  /** Texts that compiled programs hold. */
  readonly held: Set<string>;
}

const REGISTRY = Symbol.for('cdk8s-fleet.late-values');

/** One for the process, whatever copy of this package asks. */
function registry(): Registry {
  const holder = globalThis as { [REGISTRY]?: Registry };
  holder[REGISTRY] ??= { values: [], texts: new WeakMap(), places: [], held: new Set() };
  return holder[REGISTRY];
}

/** Whether a value is an Output of Pulumi, of any copy of its SDK; to know that, Pulumi need not be there. */
export function isLate(value: object): boolean {
  return (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}

/**
 * The text that stands for a value; always the same one.
 * @param place where the program asks for it, `fleet.ts:12`; none where it is put into an object at once
 */
export function lateText(value: object, place?: string): string {
  const { values, texts, places } = registry();
  const known = texts.get(value);
  if (known !== undefined) {
    return known;
  }
  values.push(value);
  const text = `late-value-${values.length.toString(16).padStart(8, '0')}`;
  texts.set(value, text);
  places.push(place);
  return text;
}

/** What a text stands for; undefined: no value of this process. */
export function lateValue(text: string): object | undefined {
  return registry().values[Number.parseInt(text.slice(-8), 16) - 1];
}

/** Whether any value has got its text so far: where none has, there is nothing to look for. */
export function anyLate(): boolean {
  return registry().values.length > 0;
}

/** Remembers that a compiled program holds what stands for these values. */
export function holdLate(texts: Iterable<string>): void {
  for (const text of texts) {
    registry().held.add(text);
  }
}

/** Texts that a program has asked for, and that no compiled one holds, with the places where that was. */
export function lostLate(): readonly { readonly text: string; readonly place: string }[] {
  const { values, texts, places, held } = registry();
  return values.flatMap((value, i) => {
    const text = texts.get(value)!;
    const place = places[i];
    return place === undefined || held.has(text) ? [] : [{ text, place }];
  });
}

/** Whether a text stands for a late value, or holds one that does, also within base64. */
export function holdsLate(text: unknown): boolean {
  return typeof text === 'string' && lateParts(text).some(({ is }) => is !== 'text');
}

/** What stands for late values in a text, also within base64. */
export function lateTextsIn(text: string): readonly string[] {
  return lateParts(text).flatMap((part) =>
    part.is === 'late' ? part.text : part.is === 'base64' ? lateTextsIn(part.text) : [],
  );
}

/** A part of a text: as it is, what stands for a late value, or base64 of a `text` that holds one. */
export interface LatePart {
  readonly is: 'text' | 'late' | 'base64';
  readonly text: string;
}

/** A text in parts: those between late values, the texts of these, and base64 that holds some. */
export function lateParts(text: string): readonly LatePart[] {
  return split(text, BASE64, 'base64', encodedLate)
    .flatMap((part) => (part.is === 'text' ? split(part.text, TEXT, 'late', (found) => found) : part))
    .filter((part) => part.text !== '');
}

/** What may be base64 of a text that is as long as one that stands for a late value. */
const BASE64 = /[A-Za-z0-9+/]{26,}={0,2}/g;

/** What is encoded, if that holds a late value and is encoded to the same again. */
function encodedLate(base64: string): string | undefined {
  const text = Buffer.from(base64, 'base64').toString();
  return holdsLate(text) && Buffer.from(text).toString('base64') === base64 ? text : undefined;
}

/** @param read what is made of a match; undefined: it is text like the rest */
function split(
  text: string,
  pattern: RegExp,
  is: LatePart['is'],
  read: (match: string) => string | undefined,
): readonly LatePart[] {
  const parts: LatePart[] = [];
  let from = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const found = read(match);
    if (found !== undefined) {
      parts.push({ is: 'text', text: text.slice(from, index) }, { is, text: found });
      from = index + match.length;
    }
  }
  parts.push({ is: 'text', text: text.slice(from) });
  return parts;
}
