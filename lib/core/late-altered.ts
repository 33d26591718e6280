import { lateParts } from './late';

/** What is left of a text that stands for a late value: in other letters, cut, or with other signs between the words. */
const REMAINS = /late[-_.]?value(?:[-_.]?[0-9a-f]+)?(?![a-z])/i;
/** Its beginning in hexadecimal digits. */
const IN_HEX = Buffer.from('late-value').toString('hex');
/** What may be base64 of it, also as it is written in URLs. */
const ENCODED = /[A-Za-z0-9+/_-]{14,}/g;

/** Whether a text holds what the program has made of one that stands for a late value: nothing takes the place of that. */
export function holdsAltered(text: string): boolean {
  return lateParts(text).some(
    (part) =>
      (part.is === 'base64' && holdsAltered(part.text)) ||
      (part.is === 'text' &&
        (REMAINS.test(part.text) || part.text.toLowerCase().includes(IN_HEX) || isEncoded(part.text))),
  );
}

/** Whether it stands in base64 that is cut, written as in URLs, or that other text joins onto. */
function isEncoded(text: string): boolean {
  const found = text.match(ENCODED) ?? [];
  return found.some((run) =>
    // what joins onto it may be of any length
    [0, 1, 2, 3].some((at) => REMAINS.test(Buffer.from(run.slice(at), 'base64').toString('latin1'))),
  );
}
