import { fewOf } from '../../core/errors';
import type { Json, Manifest } from '../../core/manifest';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { isImmortal } from '../immortal';
import { objectKey } from '../object-key';
import { APPLIED_BY } from './owner';

/** Annotation of an object that stays when its resource goes: one that was there before, or one of which the program says so. */
const ON_DELETE = 'cdk8s-fleet.dev/on-delete';
const RETAIN = 'retain';
/** Who owns that annotation, so that applying the object without it leaves it there. */
const MANAGER = `${PROGRAM}-adoption`;
/** How often a release is sent, where others change the object at the same time. */
const RELEASE_ATTEMPTS = 5;

/** Takes over objects that are new to a resource, and marks those that others made before it does. */
export class Adoption {
  private readonly adopted = new Set<string>();

  /** @param isKnown whether an object of this key is in the state: whose that is has been told */
  public constructor(
    private readonly client: ApiClient,
    private readonly isKnown: (key: string) => boolean,
  ) {}

  /**
   * How to apply an object that may be somebody else's; undefined for one that is known. The mark comes before all else: whoever goes on
   * after an update that was killed sees whose the object was.
   */
  public readonly applying = (object: Manifest): (() => Promise<Manifest>) | undefined => {
    const key = objectKey(object);
    return this.isKnown(key) ? undefined : () => this.apply(key, object);
  };

  /** What to tell of it, if anything. */
  public get message(): string | undefined {
    const keys = [...this.adopted].sort();
    return keys.length === 0
      ? undefined
      : `${keys.length === 1 ? 'an object was' : `${keys.length} objects were`} there before, made by others: ${fewOf(keys)}. What is ` +
          `there is changed as the program says, and stays when it leaves that (annotation ${ON_DELETE}: ${RETAIN}).`;
  }

  private async apply(key: string, object: Manifest): Promise<Manifest> {
    const { client } = this;
    const live = await client.read(refOf(object));
    if (live && !isOurs(live) && object.metadata.annotations?.[ON_DELETE] === undefined) {
      await client.merge(refOf(object), { metadata: { annotations: { [ON_DELETE]: RETAIN } } }, MANAGER);
      this.adopted.add(key);
    }
    return client.apply(object, PROGRAM);
  }
}

/** Whether an object outlives its resource. */
export function isRetained(key: string, live: Manifest): boolean {
  return live.metadata.annotations?.[ON_DELETE] === RETAIN || isImmortal(key);
}

/** Leaves an object as it is to those who made it: nothing tells any more that it was applied. */
export async function release(client: ApiClient, object: Manifest): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const live = await client.read(refOf(object));
    if (!live) {
      return;
    }
    const others = managersOf(live).filter(({ manager }) => manager !== PROGRAM && manager !== MANAGER);
    const metadata = {
      resourceVersion: live.metadata.resourceVersion,
      annotations: { [APPLIED_BY]: null, [ON_DELETE]: null },
      // a list without any would change nothing
      managedFields: (others.length > 0 ? others : [{}]) as Json,
    };
    try {
      await client.merge(refOf(object), { metadata }, PROGRAM);
      return;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409) || attempt === RELEASE_ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Whether this package has applied an object before: in either mode, by whatever resource, in an update that was killed. */
export function isOurs(live: Manifest): boolean {
  return APPLIED_BY in (live.metadata.annotations ?? {}) || managersOf(live).some(({ manager }) => manager === PROGRAM);
}

function managersOf({ metadata }: Manifest): readonly { readonly manager?: string }[] {
  return (metadata.managedFields ?? []) as readonly { readonly manager?: string }[];
}
