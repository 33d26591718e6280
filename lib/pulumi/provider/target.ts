import type * as pulumi from '@pulumi/pulumi';
import { fewOf } from '../../core/errors';
import { reasonOf } from '../../core/failure';
import type { ApiClient } from '../../twin/client';
import { otherCluster } from '../failures';
import { applyStages, awaitThose } from './apply-stages';
import { clusterIdOf, whereaboutsOf } from './cluster-identity';
import { connected, isUnanswered } from './connect';
import { failedState } from './failed-state';
import { thoseThatRunOnce } from './finished';
import { InitError } from './init-error';
import { look } from './look';
import { type LateSecrets, oldForm } from './old-form';
import { type Own, ownStages } from './own-stages';
import { newOwner } from './owner';
import { type Tell, withProgress } from './progress';
import { SHORTEST, secretValuesOf, withoutTexts } from './redact';
import { noteRefusals, refusedBefore } from './refusals';
import { goneStages, removeStages } from './remove-stages';
import { checkTarget } from './target-check';
import type { Objects, Stages, TargetOuts, TargetProps } from './target-props';
import { isUncertain, uncertain } from './uncertain';

/** What an earlier update has left of a target. */
type There = Pick<TargetProps, 'objects' | 'stages' | 'lateSecrets'>;

/** What is there of a target of which nothing is there. */
const NOTHING: There = { objects: {}, stages: [] };

/** Applies, reads and deletes the objects of one API server. Its outputs say what is there. */
export const target: pulumi.dynamic.ResourceProvider = {
  check: checkTarget,

  async create(inputs: TargetProps) {
    const id = newOwner();
    const outs = await connected(inputs, async (client) => {
      const news = await identified(client, inputs);
      await withProgress(news.label, (tell) => change(client, id, news, NOTHING, { known: {}, tell }));
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
      await withProgress(news.label, (tell) => change(client, id, news, there, { known, tell }));
      return news;
    });
    return { outs };
  },

  async read(id: string, { unanswered: _, ...props }: TargetOuts) {
    try {
      const objects = await connected(props, (client) => look(client, id, props.objects));
      const seen = { ...props, objects };
      const { clusterId: _, unfinished: __, ...inputs } = seen;
      return { id, props: seen, inputs };
    } catch (error) {
      if (!isUnanswered(error)) {
        throw error;
      }
      // Of a cluster that is gone its own resource tells; what was applied to it is applied to the next one. One that is owned elsewhere
      // must not end the refresh of all others.
      const { clusterId: _known, unfinished: __, ...inputs } = props;
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
  readonly tell: Tell;
}

/**
 * Applies what is not known to be there, waits until it is done, and deletes what is no longer wanted. Where an object is refused, it is as it was,
 * and nothing that is no longer wanted is deleted, here and in targets that come later: it may be what takes the place of that. One that is only late holds no delete up, and is waited for once more after
 * them: it may want the place of what has gone.
 * @throws InitError with what is there, whatever goes wrong once something is applied
 */
async function change(
  client: ApiClient,
  id: string,
  news: TargetOuts,
  there: There,
  { known, tell }: Circumstances,
): Promise<void> {
  // what was secret before may be in messages too
  const secrets = [...new Set([...secretsOf(there), ...secretsOf(news)])];
  const props = { ...news, lateSecrets: secrets };
  const {
    refused,
    uncertain: unsure,
    late,
  } = await applyStages(client, id, props, { known, before: there.objects, tell });
  noteRefusals(news.label, refused.size > 0);
  const unwanted = goneStages(there, news.objects);
  const earlier = unwanted.length > 0 ? refusedBefore(news.label) : [];
  if (refused.size > 0 || earlier.length > 0) {
    const unsureOf = Object.fromEntries(unsure.map((key) => [key, uncertain(news.objects[key]!)]));
    const applied = { ...without(news.objects, [...refused.keys()]), ...unsureOf };
    const reasons = [...told([...refused, ...late]), ...keptBack(unwanted.flat(), refused.size > 0 ? [] : earlier)];
    throw failure(id, withRemains(news, applied, there, goneStages(there, applied), late), reasons);
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
    stillLate = own.stages.length > 0 ? await awaitThose(client, [...late.keys()], props, tell) : late;
    reasons.push(...told([...stillLate, ...remains.reasons]));
  } catch (error) {
    reasons.push(
      ...told(late),
      `what is no longer in the program is not deleted: ${withoutTexts(reasonOf(error), secrets)}`,
    );
  }
  if (reasons.length > 0) {
    throw failure(id, withRemains(news, news.objects, there, stages, stillLate), reasons);
  }
}

function failure(id: string, outs: TargetOuts, reasons: string[]): InitError {
  return new InitError(id, failedState({ ...outs, unfinished: true }, reasons), reasons);
}

function without(objects: Objects, keys: readonly string[]): Objects {
  return Object.fromEntries(Object.entries(objects).filter(([key]) => !keys.includes(key)));
}

function toDelete({ stages }: Own): string {
  return `${stages.flat().length} to delete`;
}

/**
 * Tells what stays because something was refused, and the way out where the one waits for the other.
 * @param elsewhere targets that come before, if it was refused there only
 */
function keptBack(keys: readonly string[], elsewhere: readonly string[]): string[] {
  const where = elsewhere.length > 0 ? ` on ${elsewhere.join(' and ')}` : '';
  return keys.length === 0
    ? []
    : [
        `nothing that leaves the program is deleted by an update in which something is refused${where}: ${fewOf(keys)} ${keys.length === 1 ? 'is' : 'are'} no longer in the ` +
          'program, and kept. Where that is what stands in the way, update once without what was refused.',
      ];
}

/**
 * What is there: objects that were applied, those that an earlier update applied, in their stages, and what is not done yet. Of what the program has
 * no more the name is enough to delete it; Pulumi knows no more which values of it are secret. What messages must not repeat stays known: late secrets of
 * before, and the values of Secrets of which the state keeps the name. Pulumi hides the list where the program states one, as it always does today.
 * @param stages of what an earlier update applied
 */
function withRemains(
  news: TargetOuts,
  applied: Objects,
  there: There,
  stages: Stages,
  late: ReadonlyMap<string, string>,
): TargetOuts {
  const secrets: LateSecrets = { before: secretsOf(there), now: secretsOf(news) };
  const remains = stages.flat().map((key) => [key, oldForm(there.objects[key]!, news.objects[key], secrets)]);
  const unwanted = stages.map((stage) => stage.filter((key) => !(key in news.objects)));
  const objects: Objects = { ...Object.fromEntries(remains), ...applied };
  const named = Object.keys(objects).filter((key) => isUncertain(objects[key]!));
  const forms = named.flatMap((key) =>
    [there.objects[key], news.objects[key]].filter((object) => object !== undefined),
  );
  const untold = forms.flatMap(secretValuesOf).filter(({ length }) => length >= SHORTEST);
  return {
    ...news,
    objects,
    stages: [...news.stages, ...unwanted.filter(({ length }) => length > 0)],
    ...(late.size > 0 ? { late: [...late.keys()] } : {}),
    ...(news.lateSecrets ? { lateSecrets: [...new Set([...secrets.now, ...secrets.before, ...untold])] } : {}),
  };
}

function told(reasons: Iterable<readonly [string, string]>): string[] {
  return [...reasons].map(([key, reason]) => `${key}: ${reason}`);
}

function secretsOf({ lateSecrets = [] }: Pick<TargetProps, 'lateSecrets'>): readonly string[] {
  return lateSecrets;
}
