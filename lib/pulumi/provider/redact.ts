import type { JsonObject, Manifest } from '../../core/manifest';
import { isSecret } from '../secret-kinds';

/** Values shorter than this are found in any message by chance. */
const SHORTEST = 4;

/**
 * A message of the server about an object, without the values of a Secret.
 * @param secrets other values that nobody may see
 */
export function redacted(message: string, object: Manifest, secrets: readonly string[] = []): string {
  return withoutTexts(message, [...secrets, ...(isSecret(object) ? spellings(object) : [])]);
}

/** A message without these texts. */
export function withoutTexts(message: string, texts: readonly string[]): string {
  return texts
    .filter(({ length }) => length >= SHORTEST)
    .reduce((text, value) => text.replaceAll(value, '[secret]'), message);
}

/** The values of a Secret, as they stand in it and as they are meant. */
function spellings(object: Manifest): string[] {
  const values = ['data', 'stringData'].flatMap((field) =>
    Object.values((object[field] ?? {}) as JsonObject).map(String),
  );
  return values.flatMap((value) => [value, Buffer.from(value, 'base64').toString()]);
}
