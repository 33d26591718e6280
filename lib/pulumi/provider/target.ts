import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../../core/manifest';
import { applyObjects } from '../../twin/apply';
import { inBatches } from '../../twin/batches';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { patiently } from '../../twin/patience';
import { NotYet, waitFor } from '../../twin/wait';
import { AWAIT_SECONDS, type AwaitRule, notDone } from '../await-rules';
import { objectKey } from '../object-key';
import { type Access, connected } from './connect';
import { withDrift } from './drift';
import { InitError } from './init-error';
import { isTakenOver, marked, newOwner, withOwnerDrift } from './owner';
import { redacted } from './redact';

/** Objects that are read or waited for at the same time. */
const AT_ONCE = 16;
/** Seconds until an object that is deleted must be gone: what it owns goes first, and finalizers run. */
const DELETE_SECONDS = 300;

/** The inputs of a target, and what is there of them: its outputs. */
interface TargetProps extends Access {
  /** Whether the cluster is a resource of the same program. */
  readonly ownedCluster: boolean;
  readonly objects: Readonly<Record<string, Manifest>>;
  /** Keys of the objects that are applied at the same time, one stage after the other. */
  readonly stages: readonly (readonly string[])[];
  readonly awaits: Readonly<Record<string, AwaitRule>>;
  /** Secret values that came from elsewhere: messages do not repeat them. */
  readonly lateSecrets?: readonly string[];
  /** What a refresh has found instead of the objects: the next update tries to reach the cluster, and fails for this one alone. */
  readonly unanswered?: string;
}

/** Applies, reads and deletes the objects of one API server. Its outputs say what is there. */
export const target: pulumi.dynamic.ResourceProvider = {
  async create(inputs: TargetProps) {
    const id = newOwner();
    const outs = await connected(inputs, (client) => applyChanged(client, id, { objects: {} }, inputs));
    return { id, outs };
  },

  async update(id: string, olds: TargetProps, news: TargetProps) {
    // On another server, or for somebody with other rights, nothing is known of what is there.
    const same = olds.kubeconfig === news.kubeconfig && olds.context === news.context;
    const before = same ? olds.objects : {};
    const outs = await connected(news, async (client) => {
      const applied = await applyChanged(client, id, { objects: before, kept: olds.objects }, news);
      await removeAll(client, await stillOwned(client, id, goneOf(olds, news)));
      return applied;
    });
    return { outs };
  },

  async read(id: string, { unanswered: _, ...props }: TargetProps) {
    try {
      const objects = await connected(props, (client) => look(client, id, props));
      const seen = { ...props, objects };
      return { id, props: seen, inputs: seen };
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 0)) {
        throw error;
      }
      // Of a cluster that is gone its own resource tells; what was applied to it is applied to the next one. One that is owned elsewhere
      // must not end the refresh of all others.
      return { id, props, ...(props.ownedCluster ? {} : { inputs: { ...props, unanswered: error.message } }) };
    }
  },

  async delete(id: string, props: TargetProps) {
    await connected(props, async (client) => {
      await removeAll(client, await stillOwned(client, id, goneOf(props, { objects: {} })));
    });
  },
};

/** What was there before: objects that need not be applied again, and those that stay in the state until they are deleted. */
interface Before {
  readonly objects: TargetProps['objects'];
  readonly kept?: TargetProps['objects'];
}

/** Applies what differs from before, and waits until it is done. @throws InitError if an object fails */
async function applyChanged(client: ApiClient, id: string, before: Before, news: TargetProps): Promise<TargetProps> {
  // Of a server that does not answer one message is enough.
  await client.text('GET', '/version');
  const all = news.stages.flatMap((keys, stage) => keys.map((key) => ({ key, object: news.objects[key]!, stage })));
  const changed = all.filter(({ key, object }) => !isDeepStrictEqual(object, before.objects[key]));
  const outcomes = await applyObjects(
    client,
    changed.map(({ object }) => marked(object, id)),
    { namespaces: 'await', compares: false, stages: changed.map(({ stage }) => stage) },
  );
  const failed = new Map<string, string>();
  changed.forEach(({ key, object }, i) => {
    const { outcome, message = '' } = outcomes[i]!;
    if (outcome === 'failed') {
      failed.set(key, redacted(message, object, news.lateSecrets));
    }
  });
  // The unchanged too: they may be what the last update did not wait long enough for.
  const applied = all.filter(({ key }) => !failed.has(key));
  const late = await awaitAll(client, applied, news.awaits);
  if (failed.size + late.size > 0) {
    // Those that failed are as they were, and nothing has been deleted.
    const there = Object.fromEntries(applied.map(({ key, object }) => [key, object]));
    const properties = { ...news, objects: { ...before.kept, ...there } };
    throw new InitError(
      id,
      properties,
      [...failed, ...late].map(([key, message]) => `${key}: ${message}`),
    );
  }
  return news;
}

interface Keyed {
  readonly key: string;
  readonly object: Manifest;
}

/** Why objects are not done in time, by key. */
async function awaitAll(
  client: ApiClient,
  objects: readonly Keyed[],
  awaits: TargetProps['awaits'],
): Promise<ReadonlyMap<string, string>> {
  const late = new Map<string, string>();
  await inBatches(
    objects.filter(({ key }) => awaits[key]),
    AT_ONCE,
    async ({ key, object }) => {
      const rule = awaits[key]!;
      const seconds = rule.seconds ?? AWAIT_SECONDS;
      let last = 'it is not there';
      const seen = async () => {
        const live = await client.read(refOf(object));
        last = live ? (notDone(live, rule) ?? '') : 'it is not there';
        return last === '' ? true : new NotYet(last);
      };
      await waitFor(key, seen, { seconds, everyMs: 250 }).catch(() => {
        late.set(key, `it is applied, and not done after ${seconds} s: ${last}`);
      });
    },
  );
  return late;
}

/** The objects as they are on the server; those that are gone are left out. */
async function look(client: ApiClient, id: string, { objects }: TargetProps): Promise<Record<string, Manifest>> {
  const keys = Object.keys(objects);
  const seen = await inBatches(keys, AT_ONCE, async (key) => {
    const declared = objects[key]!;
    const live = await client.read(refOf(declared));
    if (!live) {
      return undefined;
    }
    const again = await reapplied(client, marked(declared, id), live);
    return withOwnerDrift(withDrift(declared, live, again), live, id);
  });
  return Object.fromEntries(keys.flatMap((key, i) => (seen[i] ? [[key, seen[i]]] : [])));
}

/** What applying an object again would make of it; an object that the server would refuse today has not drifted. */
async function reapplied(client: ApiClient, declared: Manifest, live: Manifest): Promise<Manifest> {
  try {
    return await client.tryApply(declared, PROGRAM);
  } catch (error) {
    if (error instanceof ApiError && error.status !== 0) {
      return live;
    }
    throw error;
  }
}

/** What is there and no longer wanted, last applied first; what an update that failed has left comes before that. */
function goneOf(olds: Pick<TargetProps, 'objects' | 'stages'>, news: Pick<TargetProps, 'objects'>): Keyed[] {
  const wanted = new Set(Object.values(news.objects).map(objectKey));
  const order = new Set(olds.stages.flat());
  const known = [...order].filter((key) => olds.objects[key]);
  const others = Object.keys(olds.objects).filter((key) => !order.has(key));
  return [...known, ...others]
    .reverse()
    .filter((key) => !wanted.has(key))
    .map((key) => ({ key, object: olds.objects[key]! }));
}

/** Those that no other resource has applied since: a deployment of another name takes up what is there. */
async function stillOwned(client: ApiClient, id: string, objects: readonly Keyed[]): Promise<Keyed[]> {
  const live = await inBatches(objects, AT_ONCE, ({ object }) => client.read(refOf(object)));
  return objects.filter((_, i) => {
    const found = live[i];
    return found !== undefined && !isTakenOver(found, id);
  });
}

/** Deletes objects and waits until they are gone. @throws Error if one stays */
async function removeAll(client: ApiClient, objects: readonly Keyed[]): Promise<void> {
  for (const { object } of objects) {
    await patiently(() => client.remove(refOf(object)));
  }
  await inBatches(objects, AT_ONCE, async ({ key, object }) => {
    const isGone = async () => ((await client.read(refOf(object))) ? new NotYet('it is still there') : true);
    await waitFor(`the end of ${key}`, isGone, { seconds: DELETE_SECONDS, everyMs: 250 }).catch(() => {
      throw new Error(`${key} was deleted, and is still there after ${DELETE_SECONDS} s`);
    });
  });
}
