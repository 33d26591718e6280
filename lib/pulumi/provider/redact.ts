import type { JsonObject, Manifest } from '../../core/manifest';
import { isSecret } from '../secret-kinds';

/** Texts shorter than this are found in any message by chance. */
export const SHORTEST = 4;
const INSTEAD = '[secret]';

/**
 * A message about an object, without the values of a Secret.
 * @param secrets other values that nobody may see
 */
export function redacted(message: string, object: Manifest, secrets: readonly string[] = []): string {
  return withoutTexts(message, [...secrets, ...secretValuesOf(object)]);
}

/**
 * A message without these texts and their lines, however they are spelled: as they are, in quotes within quotes, as base64. Where
 * they overlap, nothing of either stays.
 */
export function withoutTexts(message: string, texts: readonly string[]): string {
  const spellings = new Set(texts.flatMap(spellingsOf));
  const spans = [...spellings].flatMap((text) => spansOf(message, text)).sort(([a], [b]) => a - b);
  let told = '';
  let end = 0;
  for (const [from, to] of spans) {
    if (from > end || end === 0) {
      told += `${message.slice(end, from)}${INSTEAD}`;
    }
    end = Math.max(end, to);
  }
  return told + message.slice(end);
}

/** Where a text is in a message: from, to. */
function spansOf(message: string, text: string): (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  for (let from = message.indexOf(text); from >= 0; from = message.indexOf(text, from + 1)) {
    spans.push([from, from + text.length]);
  }
  return spans;
}

/** A text and its lines, in all spellings that a message may have of them. */
function spellingsOf(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return [text, ...lines]
    .flatMap((part) => [part, quoted(part), quoted(quoted(part)), quotedByGo(part)])
    .concat(Buffer.from(text).toString('base64'))
    .filter(({ length }) => length >= SHORTEST);
}

/** As between the quotes of a JSON, and of what Go prints by `%q`. */
function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As Go's encoder of JSON writes it, which spares HTML some characters. */
function quotedByGo(text: string): string {
  return quoted(text).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** The values of a Secret, as they stand in it and as they are meant; of what is none, none. */
export function secretValuesOf(object: Manifest): string[] {
  if (!isSecret(object)) {
    return [];
  }
  const values = ['data', 'stringData'].flatMap((field) =>
    Object.values((object[field] ?? {}) as JsonObject).map(String),
  );
  return values.flatMap((value) => [value, Buffer.from(value, 'base64').toString()]);
}
