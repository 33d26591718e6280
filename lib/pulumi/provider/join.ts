import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { reasonOf } from '../../core/failure';
import type { Manifest } from '../../core/manifest';
import { type ApiClient, refOf } from '../../twin/client';
import type { CarriedKind } from '../join/carried-kinds';
import { memberInOtherMode } from '../join/failures';
import { administratorRights } from './administrator';
import { clusterIdOf, isAnother } from './cluster-identity';
import { connected, isForbidden, isSilence, isUnreadable } from './connect';
import { firstGeneration, isDue, nextGeneration } from './generation';
import { requireHealthy } from './health';
import { InitError } from './init-error';
import { checkJoin } from './join-check';
import type { Joining, JoinMode } from './join-mode';
import { isAnothers, isTakenOver, markedCluster, stackOf, takeOver } from './join-owner';
import { type JoinProps, memberOf, syncModeOf } from './join-props';
import { pull } from './join-pull';
import { push } from './join-push';
import { requireOneName, type Sides, sidesOf } from './join-sides';
import { includes, keptKinds, kindsInWorks } from './kept-kinds';
import { leave } from './leave';
import { requireNothingLeft } from './left-over';
import { isGone } from './origin';
import { inOtherMode, isGoing, isOfAnother, requireSameCluster, requireSameMode } from './predecessor';
import { memberRights } from './rights';
import { rightsGiven } from './service-account';
import { untilReady } from './until-ready';
import { warn } from './warn';

interface JoinOuts extends Joining, Sides {
  /** Whether the join came to its end and nobody has undone it; all that an unfinished one may have made is known all the same. */
  readonly joined: boolean;
  /** Kinds that left the program, whose right stays while Karmada still carries them. Not known in the state of earlier versions. */
  readonly kept?: readonly CarriedKind[];
  /** Cluster objects of before, whose names may be there because updates have failed. Not known in the state of earlier versions. */
  readonly former?: readonly Manifest[];
  /** Whether the member was to change its mode with its resource, and is in the fleet as it was: its Cluster object is the one that is there. */
  readonly refused?: boolean;
  /** Whether an update is to take back the rights that are kept, or some of them. */
  readonly takesBack?: boolean;
}

/** Inputs whose change is an update. */
const CONTENT = ['cluster', 'kinds', 'proxy', 'expected', 'agent', 'member', 'controlPlane', 'origin'] as const;

/**
 * Joins a member to a control plane, renews its credentials in time, and takes it out again without leaving anything behind, whether or
 * not the join came to its end.
 */
export const join: pulumi.dynamic.ResourceProvider = {
  check: checkJoin,

  async diff(_id: string, olds: JoinOuts, news: JoinProps) {
    const differs = (name: (typeof CONTENT)[number]) => !isDeepStrictEqual(olds[name], news[name]);
    const unfinished = !olds.joined || olds.takesBack === true || isDue(olds, news.rotateDays);
    const changes = unfinished || olds.rotateDays !== news.rotateDays || CONTENT.some(differs);
    // another name is another member; the mode decides who holds credentials of whom
    const isOther = memberOf(olds) !== memberOf(news) || (modeOf(olds) !== modeOf(news) && olds.refused !== true);
    const replaces = isOther ? ['cluster'] : [];
    return { changes, replaces, deleteBeforeReplace: true };
  },

  async create(inputs: JoinProps) {
    // a member that cannot be asked does not join anyway
    const memberId = await connected(inputs.member, clusterIdOf).catch(() => undefined);
    const isTaken = await connected(inputs.controlPlane, async (client) => {
      await requireSameCluster(client, inputs, memberId);
      await takeOverInOtherMode(client, inputs);
      // whatever becomes of this join: where it has a new name, the update goes on to delete the one before
      return takeOver(client, inputs);
    });
    const outs = await joinAs(inputs).catch((error: unknown) => {
      // what the one before has made is this one's to undo
      throw isTaken ? unfinished({ ...inputs, ...firstGeneration() }, error) : error;
    });
    return { id: memberOf(inputs), outs };
  },

  async update(_id: string, olds: JoinOuts, news: JoinProps) {
    return { outs: await joinAs(news, olds) };
  },

  async read(id: string, props: JoinOuts) {
    try {
      return { id, props: await connected(props.controlPlane, (client) => look(client, props)) };
    } catch (error) {
      if (!isUnreadable(error)) {
        throw error;
      }
      // of a control plane that does not answer its own objects tell
      if (isForbidden(error)) {
        warn(`member ${memberOf(props)}: what is known of its join stays that of the last update: ${error.message}`);
      }
      return { id, props };
    }
  },

  async delete(_id: string, props: JoinOuts) {
    const mode = modeOf(props);
    const { controlPlane, member } = mode.remains(props);
    const stays = await connected(props.controlPlane, async (client) => {
      if (await isAnother(client, props.controlPlaneId)) {
        return false;
      }
      if (await isTakenOver(client, props)) {
        return true;
      }
      await leave(client, mode, props);
      // before the member, which may never answer again: what it has is worth nothing then
      await mode.removeFromControlPlane(client, props);
      await removeFormer(client, props);
      return false;
    }).catch(toldAs(props, `In the control plane: ${controlPlane}. In the member: ${member}.`));
    if (stays) {
      warn(`member ${memberOf(props)} stays in the fleet: another resource has joined it since.`);
      return;
    }
    await connected(props.member, async (client) => {
      if (!(await isAnother(client, props.memberId))) {
        await requireNothingLeft(client, memberOf(props), withKept(kindsOf(props), props.kept ?? []));
        await mode.removeFromMember(client, props);
      }
    }).catch(async (error: unknown) => {
      // what it was given there went with it
      if (!(isSilence(error) && (await isGone(props.origin)))) {
        toldAs(props, `In the control plane: nothing. In the member: ${member}.`)(error);
      }
    });
  },
};

function modeOf(props: Pick<JoinProps, 'cluster'>): JoinMode {
  return syncModeOf(props) === 'Pull' ? pull : push;
}

/** The join as the control plane knows it. */
async function look(controlPlane: ApiClient, props: JoinOuts): Promise<JoinOuts> {
  const { kept = [] } = props;
  // credentials may be there without a Cluster object: the resource stays, and is updated
  const there = await controlPlane.read(refOf(props.cluster));
  // one that another resource has taken over, and has not joined, is joined again
  const joined = props.joined && there !== undefined && !isGoing(there) && !isAnothers(there, props.owner);
  const carried = kept.length > 0 ? await kindsInWorks(controlPlane, memberOf(props)) : [];
  const takesBack = props.takesBack === true || kept.some((kind) => !includes(carried, kind));
  return { ...props, joined, takesBack };
}

/**
 * Joins, if the member is well.
 * @param olds what there is of the join
 * @throws InitError if something fails after the first change: from then on there is something to undo
 */
async function joinAs(inputs: JoinProps, olds?: JoinOuts): Promise<JoinOuts> {
  const name = memberOf(inputs);
  const mode = modeOf(inputs);
  return connected(inputs.member, (member) =>
    connected(inputs.controlPlane, async (controlPlane) => {
      await requireHealthy(member, name, inputs.expected);
      await controlPlane.text('GET', '/version');
      const { sameMember, sameControlPlane, ...sides } = await sidesOf(
        { member, controlPlane },
        olds,
        olds && modeOf(olds).remains(olds),
      );
      await requireOneName(controlPlane, name, sides);
      await requireSameMode(controlPlane, inputs);
      await requireSameCluster(controlPlane, inputs, sides.memberId, olds?.memberId);
      await makeWay(controlPlane, inputs, sides);
      const before = (sameMember && olds?.kept) || [];
      const account = mode.accountIn(inputs);
      const kept = await keptKinds({
        controlPlane,
        member,
        name,
        given: [...(await rightsGiven(member, account)), ...(await administratorRights(member, account))],
        wanted: await memberRights(kindsOf(inputs), member),
        leaving: sameMember && olds?.takesBack ? before : [],
      });
      const rights = await memberRights(withKept(kindsOf(inputs), kept), member);
      // What is kept by this update for the first time goes after it. What is there still, somebody else has carried: a refresh sees its end.
      const props = {
        ...inputs,
        ...nextGeneration(olds, await mode.latestToken(controlPlane, member, inputs), inputs.rotateDays),
        ...sides,
        kept,
        takesBack: kept.some((kind) => !includes(before, kind)),
        former: (sameControlPlane && olds && formerOf(olds, inputs)) || [],
      };
      // right before what makes this resource known with its mark
      await takeOver(controlPlane, inputs);
      try {
        await mode.join(controlPlane, member, { ...props, cluster: markedCluster(props) }, rights);
        await removeFormer(controlPlane, props);
        await untilReady(controlPlane, props, modeOf(props).hint);
      } catch (error) {
        throw unfinished(props, error);
      }
      return { ...props, former: [], joined: true };
    }),
  );
}

/**
 * Refuses a member that is in the fleet in the other mode. Where the resource that has joined it is one of the same stack, an update that goes
 * on after errors deletes that one next: what it has joined is this one's then, as it is.
 * @throws Failure `pulumi/member-rejoins`
 * @throws InitError with the same, where this resource has taken the join over
 */
async function takeOverInOtherMode(controlPlane: ApiClient, inputs: JoinProps): Promise<void> {
  const there = await inOtherMode(controlPlane, inputs);
  if (!there) {
    return;
  }
  const refusal = memberInOtherMode(memberOf(inputs), syncModeOf({ cluster: there }), syncModeOf(inputs));
  const stack = stackOf(there);
  if (
    (stack === undefined || stack === inputs.stack) &&
    (await takeOver(controlPlane, inputs)) &&
    stack !== undefined
  ) {
    const cluster = { ...inputs.cluster, spec: there.spec ?? {} };
    throw unfinished({ ...inputs, ...firstGeneration(), cluster }, refusal, { refused: true });
  }
  throw refusal;
}

/** What tells Pulumi of a join that failed when there was something to undo. */
function unfinished(joining: Joining, error: unknown, more: Pick<JoinOuts, 'refused'> = {}): InitError {
  return error instanceof InitError
    ? error
    : new InitError(memberOf(joining), { ...joining, ...more, joined: false }, [reasonOf(error)]);
}

/**
 * Has Karmada let go of a member that cannot join as it is: its Cluster object is being deleted, or it is a cluster that was made in place of
 * another. Karmada reads a member that it calls through watches that it opens once, and closes when there is no Cluster object any more
 * (karmada pkg/controllers/status): of the new cluster it would believe that it has what the one before had.
 */
async function makeWay(controlPlane: ApiClient, inputs: JoinProps, { memberId }: Sides): Promise<void> {
  const cluster = await controlPlane.read(refOf(inputs.cluster));
  if (cluster && (isGoing(cluster) || (isOfAnother(cluster, memberId) && modeOf(inputs) === push))) {
    // the one that is there may be of the other mode
    await leave(controlPlane, modeOf({ cluster }), inputs);
  }
}

/** The Cluster objects of before that say something else. */
function formerOf({ former = [], cluster }: JoinOuts, inputs: JoinProps): Manifest[] {
  return [...former, cluster].filter((one) => !isDeepStrictEqual(one, inputs.cluster));
}

/** Removes what is there under names of before. */
async function removeFormer(
  controlPlane: ApiClient,
  { former = [], ...props }: Omit<JoinOuts, 'joined'>,
): Promise<void> {
  for (const cluster of former) {
    await modeOf(props).removeFormer(controlPlane, { ...props, cluster }, props);
  }
}

function withKept(kinds: JoinProps['kinds'], kept: readonly CarriedKind[]): JoinProps['kinds'] {
  return kinds === 'all' ? kinds : [...kinds, ...kept];
}

/**
 * Where people reach a member through the control plane, Karmada carries their rights to it (karmada pkg/controllers/unifiedauth). Nobody
 * reaches one so that pulls.
 */
function kindsOf(props: JoinProps): JoinProps['kinds'] {
  const { kinds, proxy } = props;
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return kinds === 'all' || !proxy || modeOf(props) === pull
    ? kinds
    : [...kinds, { apiVersion, kind: 'ClusterRole' }, { apiVersion, kind: 'ClusterRoleBinding' }];
}

/** Tells what is left where a cluster does not answer. */
function toldAs(props: JoinProps, left: string): (error: unknown) => never {
  return (error) => {
    throw isSilence(error)
      ? new Error(
          `member ${memberOf(props)} could not be taken out of the fleet: ${error.message}. What is left of it: ${left} ` +
            'Run the same command when the cluster answers again, or, if it never will, remove the resource from the state (pulumi state delete).',
          { cause: error },
        )
      : error;
  };
}
