import type { CompiledObject } from '../core/compilation';
import { type Finding, finding } from '../core/findings';
import { describeRef, refKey } from '../core/object-ref';
import { refOf } from '../l1/kinds';
import { DUPLICATE_OBJECT } from './rules';

/** Finds objects that are defined twice on one API server. */
export class Duplicates {
  private readonly seen = new Map<string, CompiledObject>();

  /** @returns what is wrong if the object is there already */
  public add(object: CompiledObject): Finding | undefined {
    const ref = refOf(object.manifest);
    const key = refKey(ref);
    const first = this.seen.get(key);
    if (!first) {
      this.seen.set(key, object);
      return undefined;
    }
    if (ref.name === '') {
      return undefined;
    }
    return finding(DUPLICATE_OBJECT, {
      place: object.path,
      value: ref.name,
      message: `${describeRef(ref)} is already defined at ${first.path}.`,
      fix: 'Rename one of the two objects, or remove it.',
    });
  }
}
