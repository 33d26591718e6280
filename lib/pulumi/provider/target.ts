import type * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../../core/manifest';
import { inBatches } from '../../twin/batches';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { otherCluster } from '../failures';
import { applyStages } from './apply-stages';
import { clusterIdOf, whereaboutsOf } from './cluster-identity';
import { connected, isUnanswered } from './connect';
import { hasAll, withDrift } from './drift';
import { InitError } from './init-error';
import { ownStages } from './own-stages';
import { marked, newOwner, withOwnerDrift } from './owner';
import { goneStages, removeStages } from './remove-stages';
import type { Objects, Stages, TargetOuts, TargetProps } from './target-props';

/** Objects that are read at the same time. */
const AT_ONCE = 16;

/** What is there of a target of which nothing is there. */
const NOTHING: Pick<TargetProps, 'objects' | 'stages'> = { objects: {}, stages: [] };

/** Applies, reads and deletes the objects of one API server. Its outputs say what is there. */
export const target: pulumi.dynamic.ResourceProvider = {
  async create(inputs: TargetProps) {
    const id = newOwner();
    const outs = await connected(inputs, async (client) => {
      const news = await identified(client, inputs);
      await applyChanged(client, id, news, NOTHING, {});
      return news;
    });
    return { id, outs };
  },

  async update(id: string, olds: TargetOuts, inputs: TargetProps) {
    const outs = await connected(inputs, async (client) => {
      const news = await identified(client, inputs);
      const where = await whereaboutsOf(olds, client, news.clusterId);
      const count = Object.keys(olds.objects).length;
      if (where.at === 'elsewhere' && !olds.ownedCluster && count > 0) {
        throw otherCluster(client.server, where.server, `${count} objects of this target`);
      }
      // What is on another cluster goes with that; on the one that takes its place nothing is deleted.
      const there = where.at === 'here' ? olds : NOTHING;
      // For somebody with other rights nothing is known of what the server would say.
      const sameRights = olds.kubeconfig === news.kubeconfig && olds.context === news.context;
      await applyChanged(client, id, news, there, sameRights ? there.objects : {});
      const gone = await ownStages(client, id, there.objects, goneStages(there, news.objects));
      const { reasons, stages } = await removeStages(client, there.objects, gone, {
        seconds: news.deleteSeconds,
        secrets: [...secretsOf(olds), ...secretsOf(news)],
      });
      if (reasons.size > 0) {
        throw new InitError(id, withRemains(news, news.objects, there.objects, stages), told(reasons));
      }
      return news;
    });
    return { outs };
  },

  async read(id: string, { unanswered: _, ...props }: TargetOuts) {
    try {
      const objects = await connected(props, (client) => look(client, id, props));
      const seen = { ...props, objects };
      const { clusterId: _, ...inputs } = seen;
      return { id, props: seen, inputs };
    } catch (error) {
      if (!isUnanswered(error)) {
        throw error;
      }
      // Of a cluster that is gone its own resource tells; what was applied to it is applied to the next one. One that is owned elsewhere
      // must not end the refresh of all others.
      const { clusterId: _known, ...inputs } = props;
      return { id, props, ...(props.ownedCluster ? {} : { inputs: { ...inputs, unanswered: error.message } }) };
    }
  },

  async delete(id: string, props: TargetOuts) {
    await connected(props, async (client) => {
      const clusterId = await clusterIdOf(client);
      if (clusterId !== undefined && props.clusterId !== undefined && clusterId !== props.clusterId) {
        // a cluster that was made in place of the old one has nothing of this
        return;
      }
      const gone = await ownStages(client, id, props.objects, goneStages(props, {}));
      const { reasons } = await removeStages(client, props.objects, gone, {
        seconds: props.deleteSeconds,
        secrets: secretsOf(props),
      });
      if (reasons.size > 0) {
        throw new Error(told(reasons).join('\n'));
      }
    });
  },
};

/** The inputs with the cluster that they are for. @throws ApiError if it does not answer: one message is enough then */
async function identified(client: ApiClient, inputs: TargetProps): Promise<TargetOuts> {
  const clusterId = await clusterIdOf(client);
  return clusterId === undefined ? inputs : { ...inputs, clusterId };
}

/**
 * Applies what is not known to be there, and waits until it is done.
 * @throws InitError if an object fails: it is as it was, nothing has been deleted
 */
async function applyChanged(
  client: ApiClient,
  id: string,
  news: TargetOuts,
  there: Pick<TargetProps, 'objects' | 'stages'>,
  known: Objects,
): Promise<void> {
  const { refused, late } = await applyStages(client, id, news, known);
  if (refused.size + late.size === 0) {
    return;
  }
  const applied = Object.fromEntries(Object.entries(news.objects).filter(([key]) => !refused.has(key)));
  const properties = withRemains(news, applied, there.objects, goneStages(there, applied));
  throw new InitError(id, properties, told([...refused, ...late]));
}

/**
 * What is there: objects that were applied, and those that an earlier update applied, in their stages.
 * @param stages of the latter
 */
function withRemains(news: TargetOuts, applied: Objects, before: Objects, stages: Stages): TargetOuts {
  const remains = Object.fromEntries(stages.flat().map((key) => [key, before[key]!]));
  const unwanted = stages.map((stage) => stage.filter((key) => !(key in news.objects)));
  return {
    ...news,
    objects: { ...remains, ...applied },
    stages: [...news.stages, ...unwanted.filter(({ length }) => length > 0)],
  };
}

function told(reasons: Iterable<readonly [string, string]>): string[] {
  return [...reasons].map(([key, reason]) => `${key}: ${reason}`);
}

function secretsOf({ lateSecrets = [] }: TargetProps): readonly string[] {
  return lateSecrets;
}

/** The objects as they are on the server; those that are gone are left out. */
async function look(client: ApiClient, id: string, { objects }: TargetProps): Promise<Objects> {
  const keys = Object.keys(objects);
  const seen = await inBatches(keys, AT_ONCE, async (key) => {
    const declared = objects[key]!;
    const live = await client.read(refOf(declared));
    if (!live) {
      return undefined;
    }
    if (hasAll(live, declared)) {
      return withOwnerDrift(declared, live, id);
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
