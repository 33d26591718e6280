import type { CompiledObject } from '../core/compilation';
import { type Finding, finding } from '../core/findings';
import { apiGroupOf } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { describeRef } from '../core/object-ref';
import { configurationIn } from '../core/scheduler';
import { refOf } from '../l1/kinds';
import { SCHEDULER_TWO_CONFIGURATIONS } from '../training/rules';
import { DUPLICATE_OBJECT } from './rules';

interface Seen {
  readonly ref: ObjectRef;
  readonly path: string;
  /** Whether it is the configuration of a scheduler. */
  readonly configures: boolean;
}

/** Finds objects that are defined twice on one API server. */
export class Duplicates {
  /** By name: few objects share one, and a key of all that tells objects apart would have to be made for each. */
  private readonly seen = new Map<string, Seen[]>();

  /** @returns what is wrong if the object is there already */
  public add({ manifest, path }: CompiledObject): Finding | undefined {
    const ref = refOf(manifest);
    if (ref.name === '') {
      return undefined;
    }
    const namesakes = this.seen.get(ref.name);
    const first = namesakes?.find((other) => isSame(other.ref, ref));
    const configures = ref.kind === 'ConfigMap' && configurationIn(manifest) !== undefined;
    if (first?.configures && configures) {
      return finding(SCHEDULER_TWO_CONFIGURATIONS, {
        place: path,
        value: ref.name,
        message: `the scheduler is configured by ${describeRef(ref)}, which is already defined at ${first.path}.`,
        fix: 'Keep one VolcanoScheduler, which reads what all queues need, and give it to each TenantQueues as its scheduler; or give them scheduler: null. Another name is no way out: the scheduler reads one ConfigMap.',
      });
    }
    if (first) {
      return finding(DUPLICATE_OBJECT, {
        place: path,
        value: ref.name,
        message: `${describeRef(ref)} is already defined at ${first.path}.`,
        fix: 'Rename one of the two objects, or remove it.',
      });
    }
    if (namesakes) {
      namesakes.push({ ref, path, configures });
    } else {
      this.seen.set(ref.name, [{ ref, path, configures }]);
    }
    return undefined;
  }
}

function isSame(one: ObjectRef, other: ObjectRef): boolean {
  return (
    one.kind === other.kind &&
    one.namespace === other.namespace &&
    apiGroupOf(one.apiVersion) === apiGroupOf(other.apiVersion)
  );
}
