import type * as pulumi from '@pulumi/pulumi';
import { mergedValues } from '../../addons/values';
import type { ApiClient } from '../../twin/client';
import { otherCluster } from '../failures';
import { clusterIdOf, isAnother, type KnownCluster, whereaboutsOf } from './cluster-identity';
import { connected } from './connect';
import { type Helm, withHelm } from './helm';
import { InitError } from './init-error';
import { withoutNewEmptyList } from './late-secrets';
import { withProgress } from './progress';
import { look, type Metadata, metadataOf, ReleaseHidden } from './release-live';
import { notOurs, ownerFlags, ownerOf } from './release-owner';
import { type ReleaseOuts, type ReleaseProps, type StatedRelease, secretsIn, told } from './release-props';

/** The version that a release has while its cluster does not answer. */
const UNANSWERED = 'unknown: the cluster does not answer';
/** The one that it has while helm may not read what it keeps of it. */
const HIDDEN = 'unknown: helm may not read it';

/** Installs, reads and uninstalls a chart with helm. Its outputs say what is there. */
export const release: pulumi.dynamic.ResourceProvider = {
  async check(olds: Partial<ReleaseProps>, news: ReleaseProps) {
    return { inputs: withoutNewEmptyList(olds, news) };
  },

  async create(inputs: ReleaseProps) {
    const news = { ...inputs, ...(await connected(inputs, knownAs)) };
    return { id: inputs.release, outs: await withHelm(news, (helm) => install(helm, news, undefined)) };
  },

  async update(_id: string, olds: ReleaseOuts, inputs: ReleaseProps) {
    const { known, isHere } = await connected(inputs, async (client) => {
      const found = await knownAs(client);
      const where = await whereaboutsOf(olds, client, found.clusterId);
      if (where.at === 'elsewhere' && !olds.ownedCluster) {
        throw otherCluster(
          client.server,
          where.server,
          `the release ${olds.namespace}/${olds.release} of this resource`,
        );
      }
      return { known: found, isHere: where.at === 'here' };
    });
    const news = { ...inputs, ...known };
    const outs = await withHelm(news, async (helm) => {
      const moved = olds.namespace !== news.namespace;
      if (isHere && moved) {
        await uninstall(helm, olds);
      }
      return install(helm, news, isHere && !moved ? olds : undefined);
    });
    return { outs };
  },

  async read(id: string, props: ReleaseOuts) {
    const { clusterId: _, ...inputs } = props;
    const seen = await withHelm(props, (helm) => look(helm, inputs)).catch((error: unknown) => {
      if (error instanceof ReleaseHidden) {
        return 'hidden' as const;
      }
      throw error;
    });
    if (seen === 'hidden') {
      return { id, props, inputs: { ...inputs, version: HIDDEN } };
    }
    if (seen === 'unreachable') {
      // Of a cluster that is gone its own resource tells. One that is owned elsewhere fails the update of its own releases, and not the
      // refresh of all clusters: what is not as it should be is updated.
      return props.ownedCluster ? { id, props } : { id, props, inputs: { ...inputs, version: UNANSWERED } };
    }
    return seen ? { id, props: { ...props, ...seen }, inputs: seen } : {};
  },

  async delete(_id: string, props: ReleaseOuts) {
    if (!(await connected(props, (client) => isAnother(client, props.clusterId)))) {
      await withHelm(props, (helm) => uninstall(helm, props));
    }
  },
};

/** What is to be remembered of a cluster. @throws ApiError if it does not answer: nothing is done then, and the state stays as it is */
async function knownAs(client: ApiClient): Promise<Pick<KnownCluster, 'clusterId'>> {
  const clusterId = await clusterIdOf(client);
  return clusterId === undefined ? {} : { clusterId };
}

/**
 * Installs a release, or brings it to what is wanted.
 * @param before what this resource has there
 * @throws InitError if helm fails: what it has done stays in the state; Failure `pulumi/release-not-ours`
 */
async function install(
  helm: Helm,
  props: ReleaseProps & KnownCluster,
  before: ReleaseOuts | undefined,
): Promise<ReleaseOuts> {
  const { release, chart, repository, version, values, secretValues } = props;
  const withBefore = before ? { ...props, lateSecrets: secretsOfBoth(props, before) } : props;
  await prepare(helm, withBefore, before);
  const where = repository?.startsWith('oci://')
    ? [`${repository}/${chart}`, '--version', version]
    : [chart, ...(repository ? ['--repo', repository, '--version', version] : [])];
  const flags = ['--install', '--create-namespace', '--reset-values', '--wait', ...helm.forcing, ...ownerFlags(props)];
  const merged = mergedValues(values, secretValues);
  const { ok, lastLines } = await withProgress(props.key, (tell) => {
    tell(() => `helm ${before ? 'upgrades' : 'installs'} ${release} ${version}, and waits until it is ready`);
    return helm.run(['upgrade', release, ...where, ...flags, ...scopeOf(props)], merged);
  });
  if (!ok) {
    throw new InitError(release, props.lateSecrets ? withBefore : props, [told(withBefore, lastLines)]);
  }
  return props;
}

/** Helm may repeat what is there still. */
function secretsOfBoth({ lateSecrets = [] }: ReleaseProps, before: ReleaseOuts): readonly string[] {
  return [...new Set([...lateSecrets, ...secretsIn(before)])];
}

/** Refuses what is there of others, and unlocks what is there of our own. */
async function prepare(helm: Helm, props: ReleaseProps, before: ReleaseOuts | undefined): Promise<void> {
  const found = await metadataOf(helm, props);
  if (found === undefined || found === 'unreachable' || found.status === 'uninstalled') {
    return;
  }
  if (!props.adopt) {
    const owner = await ownerOf(helm, props, marksOf(props, before));
    if (owner !== 'own') {
      throw notOurs(props, `${found.version}, ${found.status}`, owner);
    }
  }
  await unlock(helm, props, found);
}

/** The marks of a resource: under another name it has another one, and an update that was killed may have left either. */
function marksOf({ owner }: ReleaseProps, before: ReleaseOuts | undefined): string[] {
  if (!before) {
    return [owner];
  }
  return before.owner === undefined ? [] : [owner, before.owner];
}

/**
 * A helm that was killed has left the release as one that is worked on, and no other helm touches it: it goes back to what was there before,
 * or goes altogether where there was nothing, or its end had begun (helm v4.3.1 pkg/action/upgrade.go, prepareUpgrade).
 */
async function unlock(helm: Helm, props: ReleaseProps, { status, revision }: Metadata): Promise<void> {
  const pending = status.startsWith('pending-');
  if (status === 'uninstalling' || (pending && revision === 1)) {
    await takeAway(helm, props);
  } else if (pending) {
    await done(helm, props, ['rollback', props.release, String(revision - 1), ...helm.forcing, ...placeOf(props)]);
  }
}

/** Uninstalls a release, if it is still this resource's. */
async function uninstall(helm: Helm, props: ReleaseOuts): Promise<void> {
  if ((await ownerOf(helm, props, props.owner === undefined ? [] : [props.owner])) === 'own') {
    await takeAway(helm, props);
  }
}

async function takeAway(helm: Helm, props: StatedRelease): Promise<void> {
  await done(helm, props, ['uninstall', props.release, '--ignore-not-found', '--wait', ...scopeOf(props)]);
}

/** Runs helm. @throws Error with what it says, if it fails */
async function done(helm: Helm, props: StatedRelease, args: readonly string[]): Promise<void> {
  const { ok, lastLines } = await helm.run(args);
  if (!ok) {
    throw new Error(told(props, lastLines));
  }
}

function placeOf({ namespace }: StatedRelease): string[] {
  return ['--namespace', namespace];
}

function scopeOf(props: StatedRelease): string[] {
  return [...placeOf(props), '--timeout', `${props.seconds}s`];
}
