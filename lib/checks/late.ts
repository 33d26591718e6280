import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { holdsLate, lateTextsIn, lostLate } from '../core/late';
import { holdsAltered } from '../core/late-altered';
import type { Json, JsonObject, Manifest } from '../core/manifest';
import * as rules from './rules';
import { fieldPath } from './schema-words';

/** Fields that say which object it is. */
const IDENTITY: ReadonlySet<string> = new Set([
  '/apiVersion',
  '/kind',
  '/metadata/name',
  '/metadata/namespace',
  '/metadata/generateName',
]);

/** Findings that say nothing of a value that is not known yet: the API server judges it. */
const LEFT_TO_THE_SERVER: ReadonlySet<string> = new Set([
  rules.INVALID_VALUE.id,
  rules.INVALID_NAME.id,
  rules.INVALID_LABEL.id,
]);

/** Late values where none can stand, in what an object is called and in keys, and what the program has made of some. */
export function checkLateValues(manifest: Manifest, place: string): Finding[] {
  const found: Finding[] = [...alteredLate(manifest, place), ...lateInKeys(manifest, place)];
  look(manifest, '', holdsLate, (pointer, value, isKey) => {
    if (!isKey && IDENTITY.has(pointer)) {
      found.push(
        finding(rules.LATE_NAME, {
          place,
          pointer,
          value,
          message: `${fieldPath(pointer)} is known only when the program is deployed; it says which object this is.`,
          fix: 'Use a name that the program knows.',
        }),
      );
    }
  });
  return found;
}

/** Late values in keys. */
export function lateInKeys(object: JsonObject, place: string): Finding[] {
  const found: Finding[] = [];
  look(object, '', holdsLate, (pointer, value, isKey) => {
    if (isKey) {
      found.push(
        finding(rules.LATE_KEY, {
          place,
          pointer,
          value,
          message: `a key in ${fieldPath(pointer)} holds a value that is known only when the program is deployed.`,
          fix: 'Use a key that the program knows, and put the late value under it.',
        }),
      );
    }
  });
  return found;
}

/** What the schema found, said of late values: they are text, and what else they are is not known. */
export function judgedLate(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((found) => {
    if (!holdsLate(found.value)) {
      return [found];
    }
    const { place, pointer, value } = found;
    if (found.id === rules.WRONG_TYPE.id) {
      return [
        finding(rules.LATE_TYPE, {
          place,
          pointer,
          value,
          message: `${fieldPath(pointer ?? '')} cannot hold a late value, which is always text.`,
          fix: `${found.fix.replace(/\.$/, '')} that the program knows.`,
        }),
      ];
    }
    return LEFT_TO_THE_SERVER.has(found.id) ? [] : [found];
  });
}

/** A file with the object would hold a text in place of a value. */
export function lateInFile(manifest: Manifest, place: string): Finding[] {
  const pointers: string[] = [];
  look(manifest, '', holdsLate, (pointer) => pointers.push(pointer));
  const [pointer] = pointers;
  return pointer === undefined
    ? []
    : [
        finding(rules.LATE_FILE, {
          place,
          pointer,
          message: `${fewOf(pointers.map(fieldPath))} ${pointers.length > 1 ? 'hold values that are' : 'holds a value that is'} known only when the program is deployed.`,
          fix: 'Deploy the program with FleetDeployment; acknowledge this where the files are only read.',
        }),
      ];
}

/** What the program has made of texts that stand for late values. */
export function alteredLate(object: JsonObject, place: string): Finding[] {
  const found: Finding[] = [];
  look(object, '', holdsAltered, (pointer, value) => {
    found.push(
      finding(rules.LATE_ALTERED, {
        place,
        pointer,
        value,
        message: `${fieldPath(pointer)} holds what was made of a text that stands for a late value.`,
        fix: 'Change the value before it becomes text: late(output.apply((value) => ...)).',
      }),
    );
  });
  return found;
}

/** What JavaScript makes of an Output of Pulumi in a template, or of one that is written as JSON. */
const OUTPUT_AS_TEXT = /Calling \[to(String|JSON)\] on an \[Output<T>\] is not supported/;

/** Outputs of Pulumi that became text before anybody called late(). */
export function outputsAsText(object: JsonObject, place: string): Finding[] {
  const found: Finding[] = [];
  const isOne = (text: string) => OUTPUT_AS_TEXT.test(text);
  look(object, '', isOne, (pointer) => {
    found.push(
      finding(rules.LATE_AS_TEXT, {
        place,
        pointer,
        message: `an Output of Pulumi was put into ${fieldPath(pointer)} by a template of JavaScript, or as JSON.`,
        fix: 'Put late(output) in its place, or pulumi.interpolate it and pass that through late().',
      }),
    );
  });
  return found;
}

/** The texts that stand for late values in an object, or in what is stated without one. */
export function lateTextsOf(object: JsonObject): string[] {
  const texts: string[] = [];
  look(object, '', holdsLate, (_, value) => texts.push(...lateTextsIn(value)));
  return texts;
}

/** Late values that no program of this process holds. */
export function unusedLate(): Finding[] {
  return lostLate().map(({ text, place }) =>
    finding(rules.LATE_UNUSED, {
      place,
      value: text,
      message: `${text} stands for a value that is known only when the program is deployed, and is in no object.`,
      fix: 'Leave late() away where the value is not used. Where a hash is made of it, make that of the value: late(output.apply((value) => ...)).',
    }),
  );
}

type Seen = (pointer: string, value: string, isKey: boolean) => void;

/** Looks at texts and keys of which something holds. */
function look(value: Json | undefined, pointer: string, holds: (text: string) => boolean, seen: Seen): void {
  if (typeof value === 'string') {
    if (holds(value)) {
      seen(pointer, value, false);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (holds(key)) {
        seen(pointer, key, true);
      }
      look(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, holds, seen);
    }
  }
}
