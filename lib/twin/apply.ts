import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../core/failure';
import { apiGroupOf, type Manifest } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { pause } from '../core/pause';
import { inBatches } from './batches';
import { type ApiClient, ApiError, refOf } from './client';
import { PROGRAM } from './join';
import { type Patience, patiently, RETRY_EVERY_MS, RETRY_SECONDS } from './patience';
import { NotYet, waitFor } from './wait';

const CRD_KIND = 'CustomResourceDefinition';
/** Objects of one step that are applied at the same time. */
const AT_ONCE = 16;

/** What applying did to an object. */
export type Outcome = 'created' | 'changed' | 'unchanged' | 'failed';

/** One object, applied. */
export interface AppliedObject extends ObjectRef {
  readonly outcome: Outcome;
  /** What the API server said, when it refused the object. */
  readonly message?: string;
  /** Set on one that failed without an answer, or is being deleted: in what form it will be there, if at all, nobody knows. */
  readonly uncertain?: true;
  /** Set on a namespace that no manifest holds, created because an object lives in it. */
  readonly implied?: true;
}

/** How to apply. */
export interface ApplyOptions {
  /**
   * What becomes of objects in a namespace that is absent and that no manifest holds: it is created, or - for those that
   * Karmada is about to carry there - waited for.
   * @default create
   */
  readonly namespaces?: 'create' | 'await';
  /** Whether each object is read before, to tell what was created or left as it is; all count as changed otherwise. @default true */
  readonly compares?: boolean;
  /** Whether a definition is applied when its kind is served; else when the server has it. @default true */
  readonly establishes?: boolean;
  /** Ends the work before the next object. @default none */
  readonly signal?: AbortSignal;
  /** Applies one object in another way than server-side apply. @default none */
  readonly special?: (manifest: Manifest) => (() => Promise<Manifest>) | undefined;
}

/**
 * Applies objects to one API server in the order given. An object that the server refuses is reported, and the others are still applied.
 */
export async function applyObjects(
  client: ApiClient,
  manifests: readonly Manifest[],
  options: ApplyOptions = {},
): Promise<AppliedObject[]> {
  const application = new Application(client, manifests, options);
  const applied: AppliedObject[] = [];
  for (const manifest of manifests) {
    applied.push(...(await application.apply([manifest])));
  }
  return applied;
}

/** Objects that are applied to one API server in several steps, between which the caller looks at what became of them. */
export class Application {
  /** Namespaces that need no look: they are among the objects, or were seen. */
  private readonly namespaces: Set<string | undefined>;
  /** Kinds that some of the objects define. */
  private readonly defined: ReadonlySet<string>;
  private readonly silent = new Map<string, number>();

  /** @param all the objects of all steps */
  public constructor(
    private readonly client: ApiClient,
    all: readonly Manifest[],
    private readonly options: ApplyOptions = {},
  ) {
    this.namespaces = new Set(all.filter(isNamespace).map(({ metadata }) => metadata.name));
    this.defined = new Set(all.filter(({ kind }) => kind === CRD_KIND).map(definedKind));
  }

  /**
   * Applies objects at the same time, and the namespaces that they need before. One that the server refuses is reported, and the others
   * are still applied.
   */
  public async apply(step: readonly Manifest[]): Promise<AppliedObject[]> {
    const { client, options, defined } = this;
    const implied: AppliedObject[] = [];
    for (const namespace of step.flatMap(({ metadata }) => metadata.namespace ?? [])) {
      if (this.namespaces.has(namespace)) {
        continue;
      }
      options.signal?.throwIfAborted();
      this.namespaces.add(namespace);
      if (options.namespaces === 'await') {
        await awaitNamespace(client, namespace, options.signal);
      } else {
        implied.push(...(await ensureNamespace(client, namespace, options)));
      }
    }
    const outcomes = await inBatches(step, AT_ONCE, (manifest) => {
      options.signal?.throwIfAborted();
      return applyOne(client, manifest, { isYoung: defined.has(groupKind(manifest)), silent: this.silent }, options);
    });
    return [...implied, ...outcomes];
  }
}

/** @param patience whether the kind is defined by an object of the same call, and which webhooks are waited for already */
async function applyOne(
  client: ApiClient,
  manifest: Manifest,
  patience: Pick<Patience, 'isYoung' | 'silent'>,
  options: ApplyOptions,
): Promise<AppliedObject> {
  const { compares = true, establishes = true, signal } = options;
  const ref = refOf(manifest);
  const send = options.special?.(manifest) ?? (() => client.apply(manifest, PROGRAM, signal));
  try {
    const before = compares ? await client.read(ref, signal) : undefined;
    const after = await patiently(send, { ...patience, signal });
    if (after.metadata.deletionTimestamp !== undefined) {
      return { ...ref, outcome: 'failed', message: `it is being deleted${heldBy(after)}`, uncertain: true };
    }
    if (establishes && manifest.kind === CRD_KIND) {
      await established(client, ref, signal);
    }
    const outcome = before === undefined ? 'created' : outcomeOf(before, after);
    return { ...ref, outcome: compares ? outcome : 'changed' };
  } catch (error) {
    signal?.throwIfAborted();
    const failed = { ...ref, outcome: 'failed', message: reasonOf(error) } as const;
    return error instanceof ApiError && NO_ANSWER.has(error.status) ? { ...failed, uncertain: true } : failed;
  }
}

/** The server, or what stands before it, gave none in time; it may work on the request all the same. */
const NO_ANSWER: ReadonlySet<number> = new Set([0, 504]);

function heldBy({ metadata: { finalizers } }: Manifest): string {
  return Array.isArray(finalizers) && finalizers.length > 0 ? `: its finalizers are ${finalizers.join(', ')}` : '';
}

/** An unchanged object keeps its version; one that a controller touched meanwhile is compared without its status. */
function outcomeOf(before: Manifest, after: Manifest): Outcome {
  const same =
    before.metadata.resourceVersion === after.metadata.resourceVersion ||
    isDeepStrictEqual(declaredPart(before), declaredPart(after));
  return same ? 'unchanged' : 'changed';
}

function declaredPart(manifest: Manifest): object {
  const { status: _status, metadata, ...rest } = manifest;
  const { resourceVersion: _version, managedFields: _fields, generation: _generation, ...named } = metadata;
  return { ...rest, metadata: named };
}

function definedKind({ spec }: Manifest): string {
  const { group, names } = spec as unknown as { readonly group: string; readonly names: { readonly kind: string } };
  return `${group}/${names.kind}`;
}

function groupKind({ apiVersion, kind }: Manifest): string {
  return `${apiGroupOf(apiVersion)}/${kind}`;
}

interface CrdStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

async function established(client: ApiClient, ref: ObjectRef, signal?: AbortSignal): Promise<void> {
  await waitFor(
    `the kind of ${ref.name}`,
    async () => {
      const status = (await client.read(ref, signal))?.status as unknown as CrdStatus | undefined;
      const is = status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True');
      return is ? true : new NotYet('the definition is not established');
    },
    { seconds: RETRY_SECONDS, signal },
  );
}

/** One that does not come is the server's to complain about, when it refuses what should be in it. */
async function awaitNamespace(client: ApiClient, name: string, signal?: AbortSignal): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  const deadline = Date.now() + RETRY_SECONDS * 1000;
  while (Date.now() < deadline && !(await client.read(ref, signal).catch(() => undefined))) {
    await pause(RETRY_EVERY_MS, signal);
  }
}

function isNamespace({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === 'v1' && kind === 'Namespace';
}

async function ensureNamespace(client: ApiClient, name: string, options: ApplyOptions): Promise<AppliedObject[]> {
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const applied = await applyOne(
    client,
    manifest,
    {},
    {
      ...options,
      // One that is there stays as it is, whoever owns it.
      special: () => async () =>
        (await client.read(refOf(manifest))) ?? client.apply(manifest, PROGRAM, options.signal),
    },
  );
  return applied.outcome === 'unchanged' ? [] : [{ ...applied, implied: true }];
}
