/**
 * Values that are known only when a program is deployed: outputs of Pulumi. In the compiled program a text stands for each of them,
 * so that plan, checks, files and reports work without the value, and never hold it.
 */

/** Fixed in length, so that text may follow it, and good for a DNS name, so that it may stand where one is expected. */
const TEXT = /late-value-[0-9a-f]{8}/g;

interface Registry {
  readonly values: object[];
  readonly texts: WeakMap<object, string>;
}

const REGISTRY = Symbol.for('cdk8s-fleet.late-values');

/** One for the process, whatever copy of this package asks. */
function registry(): Registry {
  const holder = globalThis as { [REGISTRY]?: Registry };
  holder[REGISTRY] ??= { values: [], texts: new WeakMap() };
  return holder[REGISTRY];
}

/** Whether a value is an Output of Pulumi, of any copy of its SDK; to know that, Pulumi need not be there. */
export function isLate(value: object): boolean {
  return (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}

/** The text that stands for a value; always the same one. */
export function lateText(value: object): string {
  const { values, texts } = registry();
  const known = texts.get(value);
  if (known !== undefined) {
    return known;
  }
  values.push(value);
  const text = `late-value-${values.length.toString(16).padStart(8, '0')}`;
  texts.set(value, text);
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

/** Whether a text stands for a late value, or holds one that does. */
export function holdsLate(text: unknown): boolean {
  return typeof text === 'string' && text.search(TEXT) >= 0;
}

/** A text in parts: those between late values, and the texts of these (`late`). */
export function lateParts(text: string): readonly { readonly text: string; readonly late: boolean }[] {
  const parts: { text: string; late: boolean }[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(TEXT)) {
    parts.push({ text: text.slice(from, index), late: false }, { text: found, late: true });
    from = index + found.length;
  }
  parts.push({ text: text.slice(from), late: false });
  return parts.filter((part) => part.text !== '');
}
