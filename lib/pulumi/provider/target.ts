import type * as pulumi from '@pulumi/pulumi';
import { fewOf } from '../../core/errors';
import { reasonOf } from '../../core/failure';
import type { Manifest } from '../../core/manifest';
import type { ApiClient } from '../../twin/client';
import { otherCluster } from '../failures';
import { isSecret } from '../secret-kinds';
import { applyStages, awaitThose } from './apply-stages';
import { clusterIdOf, whereaboutsOf } from './cluster-identity';
import { connected, isUnanswered } from './connect';
import { thoseThatRunOnce } from './finished';
import { InitError } from './init-error';
import { look } from './look';
import { type Own, ownStages } from './own-stages';
import { newOwner } from './owner';
import { type Tell, withProgress } from './progress';
import { withoutTexts } from './redact';
import { goneStages, removeStages } from './remove-stages';
import { checkTarget } from './target-check';
import type { Objects, Stages, TargetOuts, TargetProps } from './target-props';
import { uncertain } from './uncertain';

/** What is there of a target of which nothing is there. */
const NOTHING: Pick<TargetProps, 'objects' | 'stages'> = { objects: {}, stages: [] };

/** Applies, reads and deletes the objects of one API server. Its outputs say what is there. */
export const target: pulumi.dynamic.ResourceProvider = {
  check: checkTarget,

  async create(inputs: TargetProps) {
    const id = newOwner();
    const outs = await connected(inputs, async (client) => {
      const news = await identified(client, inputs);
      await withProgress(news.label, (tell) =>
        change(client, id, news, NOTHING, { known: {}, secrets: secretsOf(news), tell }),
      );
      return news;
    });
    return { id, outs };
  },

  async update(id: string, { late: _, ...olds }: TargetOuts, inputs: TargetProps) {
    const outs = await connected(inputs, async (client) => {
      const news = await identified(client, inputs);
      const where = await whereaboutsOf(olds, client, news.clusterId);
      const count = Object.keys(olds.objects).length;
      if (where.at === 'elsewhere' && !olds.ownedCluster && count > 0) {
        throw otherCluster(client.server, where.server, `${count} objects of this target`);
      }
      // What is on another cluster goes with that; on the one that takes its place nothing is deleted.
      const there = where.at === 'here' ? olds : NOTHING;
      // For somebody with other rights nothing is known of what the server would say; what has run has run.
      const sameRights = olds.kubeconfig === news.kubeconfig && olds.context === news.context;
      const known = sameRights ? there.objects : thoseThatRunOnce(there.objects);
      const secrets = [...secretsOf(olds), ...secretsOf(news)];
      await withProgress(news.label, (tell) => change(client, id, news, there, { known, secrets, tell }));
      return news;
    });
    return { outs };
  },

  async read(id: string, { unanswered: _, ...props }: TargetOuts) {
    try {
      const objects = await connected(props, (client) => look(client, id, props.objects));
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
      const { reasons } = await withProgress(props.label, (tell) => {
        tell(() => toDelete(gone));
        return removeStages(client, props.objects, gone, {
          seconds: props.deleteSeconds,
          runsPods: props.runsPods,
          secrets: secretsOf(props),
        });
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

/** What a change must know beside the objects. */
interface Circumstances {
  /** Objects of which it is known that they are there as they are stated. */
  readonly known: Objects;
  /** What messages must not repeat. */
  readonly secrets: readonly string[];
  readonly tell: Tell;
}

/**
 * Applies what is not known to be there, waits until it is done, and deletes what is no longer wanted. Where an object is refused, it is as it was,
 * and nothing that is no longer wanted is deleted: it may be what takes the place of that. One that is only late holds no delete up, and is waited for once more after
 * them: it may want the place of what has gone.
 * @throws InitError with what is there, whatever goes wrong once something is applied
 */
async function change(
  client: ApiClient,
  id: string,
  news: TargetOuts,
  there: Pick<TargetProps, 'objects' | 'stages'>,
  { known, secrets, tell }: Circumstances,
): Promise<void> {
  const {
    refused,
    uncertain: unsure,
    late,
  } = await applyStages(client, id, news, { known, before: there.objects, tell });
  const unwanted = goneStages(there, news.objects);
  if (refused.size > 0) {
    const unsureOf = Object.fromEntries(unsure.map((key) => [key, uncertain(news.objects[key]!)]));
    const applied = { ...without(news.objects, [...refused.keys()]), ...unsureOf };
    const properties = withRemains(news, applied, there.objects, goneStages(there, applied), late);
    throw new InitError(id, properties, [...told([...refused, ...late]), ...keptBack(unwanted.flat())]);
  }
  let stages = unwanted;
  let stillLate = late;
  const reasons: string[] = [];
  try {
    const own = await ownStages(client, id, there.objects, unwanted);
    tell(() => toDelete(own));
    const remains = await removeStages(client, there.objects, own, {
      seconds: news.deleteSeconds,
      runsPods: news.runsPods,
      secrets,
    });
    stages = remains.stages;
    stillLate = own.stages.length > 0 ? await awaitThose(client, [...late.keys()], news, tell) : late;
    reasons.push(...told([...stillLate, ...remains.reasons]));
  } catch (error) {
    reasons.push(
      ...told(late),
      `what is no longer in the program is not deleted: ${withoutTexts(reasonOf(error), secrets)}`,
    );
  }
  if (reasons.length > 0) {
    throw new InitError(id, withRemains(news, news.objects, there.objects, stages, stillLate), reasons);
  }
}

function without(objects: Objects, keys: readonly string[]): Objects {
  return Object.fromEntries(Object.entries(objects).filter(([key]) => !keys.includes(key)));
}

function toDelete({ stages }: Own): string {
  return `${stages.flat().length} to delete`;
}

/** Tells what stays because something was refused, and the way out where the one waits for the other. */
function keptBack(keys: readonly string[]): string[] {
  return keys.length === 0
    ? []
    : [
        `nothing that leaves the program is deleted by an update in which something is refused: ${fewOf(keys)} ${keys.length === 1 ? 'is' : 'are'} no longer in the ` +
          'program, and kept. Where that is what stands in the way, update once without what was refused.',
      ];
}

/**
 * What is there: objects that were applied, those that an earlier update applied, in their stages, and what is not done yet. Of what the program has
 * no more the name is enough to delete it; Pulumi knows no more which values of it are secret.
 * @param stages of what an earlier update applied
 */
function withRemains(
  news: TargetOuts,
  applied: Objects,
  before: Objects,
  stages: Stages,
  late: ReadonlyMap<string, string>,
): TargetOuts {
  const remains = stages.flat().map((key) => [key, kept(before[key]!, news.objects[key])]);
  const unwanted = stages.map((stage) => stage.filter((key) => !(key in news.objects)));
  return {
    ...news,
    objects: { ...Object.fromEntries(remains), ...applied },
    stages: [...news.stages, ...unwanted.filter(({ length }) => length > 0)],
    ...(late.size > 0 ? { late: [...late.keys()] } : {}),
  };
}

/** What is kept of an object: Pulumi knows by the one that the program has now which values of it are secret. */
function kept(object: Manifest, now: Manifest | undefined): Manifest {
  const isKnown =
    now !== undefined && (!isSecret(object) || SECRET_FIELDS.every((field) => !(field in object) || field in now));
  return isKnown ? object : uncertain(object);
}

/** Fields of a Secret that hold its values. */
const SECRET_FIELDS = ['data', 'stringData'] as const;

function told(reasons: Iterable<readonly [string, string]>): string[] {
  return [...reasons].map(([key, reason]) => `${key}: ${reason}`);
}

function secretsOf({ lateSecrets = [] }: TargetProps): readonly string[] {
  return lateSecrets;
}
