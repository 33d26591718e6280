import { fewOf } from '../core/errors';
import { type Finding, finding } from '../core/findings';
import { holdsLate } from '../core/late';
import type { Json, Manifest } from '../core/manifest';
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

/** Late values where none can stand: in what an object is called, and in keys. */
export function checkLateValues(manifest: Manifest, place: string): Finding[] {
  const found: Finding[] = [];
  look(manifest, '', (pointer, value, isKey) => {
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
    } else if (IDENTITY.has(pointer)) {
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
  look(manifest, '', (pointer) => pointers.push(pointer));
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

type Seen = (pointer: string, value: string, isKey: boolean) => void;

function look(value: Json | undefined, pointer: string, seen: Seen): void {
  if (typeof value === 'string') {
    if (holdsLate(value)) {
      seen(pointer, value, false);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (holdsLate(key)) {
        seen(pointer, key, true);
      }
      look(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, seen);
    }
  }
}
