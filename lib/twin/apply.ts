import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../core/manifest';
import type { ObjectRef } from '../core/model';
import { type ApiClient, ApiError, refOf } from './client';
import { PROGRAM } from './join';
import { NotYet, waitFor } from './wait';

/** Seconds in which a webhook must have started, or a new kind must be served. */
const RETRY_SECONDS = 30;
const CRD_KIND = 'CustomResourceDefinition';

/** What applying did to an object. */
export type Outcome = 'created' | 'changed' | 'unchanged' | 'failed';

/** One object, applied. */
export interface AppliedObject extends ObjectRef {
  readonly outcome: Outcome;
  /** What the API server said, when it refused the object. */
  readonly message?: string;
  /** Set on a namespace that no manifest holds, created because an object lives in it. */
  readonly implied?: true;
}

/** How to apply. */
export interface ApplyOptions {
  readonly signal?: AbortSignal;
  /** Applies one object in another way than server-side apply. @default none */
  readonly special?: (manifest: Manifest) => (() => Promise<Manifest>) | undefined;
}

/**
 * Applies objects to one API server in the order given. Namespaces that are absent and that no manifest holds are
 * created. An object that the server refuses is reported, and the others are still applied.
 */
export async function applyObjects(
  client: ApiClient,
  manifests: readonly Manifest[],
  options: ApplyOptions = {},
): Promise<AppliedObject[]> {
  const applied: AppliedObject[] = [];
  const namespaces = new Set(manifests.filter(isNamespace).map(({ metadata }) => metadata.name));
  for (const manifest of manifests) {
    options.signal?.throwIfAborted();
    const { namespace } = manifest.metadata;
    if (namespace !== undefined && !namespaces.has(namespace)) {
      namespaces.add(namespace);
      applied.push(...(await ensureNamespace(client, namespace, options.signal)));
    }
    applied.push(await applyOne(client, manifest, options));
  }
  return applied;
}

async function applyOne(client: ApiClient, manifest: Manifest, options: ApplyOptions): Promise<AppliedObject> {
  const { signal } = options;
  const ref = refOf(manifest);
  const send = options.special?.(manifest) ?? (() => client.apply(manifest, PROGRAM, signal));
  try {
    const before = await client.read(ref, signal);
    const after = await patiently(send, signal);
    if (manifest.kind === CRD_KIND) {
      await established(client, ref, signal);
    }
    return { ...ref, outcome: before === undefined ? 'created' : outcomeOf(before, after) };
  } catch (error) {
    signal?.throwIfAborted();
    return { ...ref, outcome: 'failed', message: (error as Error).message };
  }
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

/** Retries while the server is still getting ready for this kind: its webhook starts, or its definition is young. */
async function patiently(send: () => Promise<Manifest>, signal?: AbortSignal): Promise<Manifest> {
  let refused: unknown;
  const answer = await waitFor(
    'the webhook',
    async () => {
      try {
        return await send();
      } catch (error) {
        if (error instanceof ApiError && isTransient(error)) {
          refused = error;
          return new NotYet(error.message);
        }
        refused = error;
        return undefined;
      }
    },
    { seconds: RETRY_SECONDS, everyMs: 250, signal },
  ).catch((error: unknown) => {
    throw refused ?? error;
  });
  if (answer === undefined) {
    throw refused;
  }
  return answer;
}

function isTransient({ status, reason, message }: ApiError): boolean {
  const webhookStarting = status === 500 && message.includes('failed calling webhook');
  return webhookStarting || reason === 'UnknownKind' || status === 503 || status === 429;
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

function isNamespace({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === 'v1' && kind === 'Namespace';
}

async function ensureNamespace(client: ApiClient, name: string, signal?: AbortSignal): Promise<AppliedObject[]> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  if (await client.read(ref, signal)) {
    return [];
  }
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, PROGRAM, signal);
  return [{ ...ref, outcome: 'created', implied: true }];
}
