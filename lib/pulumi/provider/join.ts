import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import { reasonOf } from '../../core/failure';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { isReady, readyMessage } from '../../twin/join';
import { NotYet, waitFor } from '../../twin/wait';
import { connected } from './connect';
import { requireHealthy } from './health';
import { InitError } from './init-error';
import type { Joining, JoinMode } from './join-mode';
import { type JoinProps, memberOf } from './join-props';
import { pull } from './join-pull';
import { push } from './join-push';
import { memberRights } from './rights';

/** Seconds until Karmada must have let go of a member. */
const LEAVE_SECONDS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

interface JoinOuts extends Joining {
  /** Whether the join came to its end and nobody has undone it; all that an unfinished one may have made is known all the same. */
  readonly joined: boolean;
}

/** Inputs whose change is an update. */
const CONTENT = ['cluster', 'kinds', 'proxy', 'expected', 'agent', 'member', 'controlPlane'] as const;

/**
 * Joins a member to a control plane, renews its credentials in time, and takes it out again without leaving anything behind, whether or
 * not the join came to its end.
 */
export const join: pulumi.dynamic.ResourceProvider = {
  async diff(_id: string, olds: JoinOuts, news: JoinProps) {
    const differs = (name: (typeof CONTENT)[number]) => !isDeepStrictEqual(olds[name], news[name]);
    const changes = !olds.joined || isDue(olds, news) || olds.rotateDays !== news.rotateDays || CONTENT.some(differs);
    // another name is another member; the mode decides who holds credentials of whom
    const replaces = memberOf(olds) !== memberOf(news) || modeOf(olds) !== modeOf(news) ? ['cluster'] : [];
    return { changes, replaces, deleteBeforeReplace: true };
  },

  async create(inputs: JoinProps) {
    return {
      id: memberOf(inputs),
      outs: await joinAs({ ...inputs, generation: 1, since: new Date().toISOString() }),
    };
  },

  async update(_id: string, olds: JoinOuts, news: JoinProps) {
    const { generation, since } = olds;
    const next = isDue(olds, news)
      ? { generation: generation + 1, since: new Date().toISOString() }
      : { generation, since };
    return { outs: await joinAs({ ...news, ...next }) };
  },

  async read(id: string, props: JoinOuts) {
    // credentials may be there without a Cluster object: the resource stays, and is updated
    const there = await connected(props.controlPlane, (client) => client.read(refOf(props.cluster)));
    return { id, props: { ...props, joined: Boolean(props.joined && there) } };
  },

  async delete(_id: string, props: JoinOuts) {
    const mode = modeOf(props);
    const { controlPlane, member } = mode.remains(props);
    await connected(props.controlPlane, async (client) => {
      await leave(client, mode, props);
      // before the member, which may never answer again: what it has is worth nothing then
      await mode.removeFromControlPlane(client, props);
    }).catch(toldAs(props, `In the control plane: ${controlPlane}. In the member: ${member}.`));
    await connected(props.member, (client) => mode.removeFromMember(client, props)).catch(
      toldAs(props, `In the control plane: nothing. In the member: ${member}.`),
    );
  },
};

function modeOf({ cluster }: JoinProps): JoinMode {
  return (cluster.spec as { readonly syncMode?: string } | undefined)?.syncMode === 'Pull' ? pull : push;
}

/**
 * Joins, if the member is well.
 * @throws InitError if something fails after the first change: from then on there is something to undo
 */
async function joinAs(props: Joining): Promise<JoinOuts> {
  const name = memberOf(props);
  return connected(props.member, (member) =>
    connected(props.controlPlane, async (controlPlane) => {
      await requireHealthy(member, name, props.expected);
      const rights = await memberRights(kindsOf(props), member);
      await controlPlane.text('GET', '/version');
      try {
        await modeOf(props).join(controlPlane, member, props, rights);
        await untilReady(controlPlane, props);
      } catch (error) {
        throw new InitError(name, { ...props, joined: false }, [reasonOf(error)]);
      }
      return { ...props, joined: true };
    }),
  );
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

/** Waits until Karmada reaches the member, or hears of its agent. @throws Error with what Karmada says of it */
async function untilReady(controlPlane: ApiClient, props: JoinProps): Promise<void> {
  const { cluster, readySeconds: seconds } = props;
  let seen = 'not there';
  const look = async () => {
    const there = await controlPlane.read(refOf(cluster));
    seen = there ? readyMessage(there) : 'not there';
    return there && isReady(there) ? true : new NotYet(seen);
  };
  await waitFor(`member ${memberOf(props)}`, look, { seconds, everyMs: 500 }).catch(() => {
    throw new Error(
      `member ${memberOf(props)} has its credentials, and after ${seconds} s Karmada finds it ${seen}. ${modeOf(props).hint} ` +
        'The next update goes on waiting, readySeconds of the JoinedClusters says how long; until then the member can also leave.',
    );
  });
}

/** Karmada removes what it has carried to the member, then the Cluster object. */
async function leave(controlPlane: ApiClient, mode: JoinMode, props: JoinProps): Promise<void> {
  const ref = refOf(props.cluster);
  await controlPlane.remove(ref);
  const look = async () => {
    await mode.whileLeaving(controlPlane, props);
    return (await controlPlane.read(ref)) ? new NotYet('its work is not removed yet') : true;
  };
  await waitFor(`member ${ref.name} to leave`, look, { seconds: LEAVE_SECONDS, everyMs: 500 });
}

/** Whether the credentials are old enough to be renewed; those that have not joined yet are used first. */
function isDue({ since, joined }: JoinOuts, { rotateDays }: JoinProps): boolean {
  return joined && rotateDays !== undefined && Date.now() - Date.parse(since) >= rotateDays * DAY_MS;
}

/** Tells what is left where a cluster does not answer. */
function toldAs(props: JoinProps, left: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof ApiError && error.status === 0
      ? new Error(
          `member ${memberOf(props)} could not be taken out of the fleet: ${error.message}. What is left of it: ${left} ` +
            'Run the same command when the cluster answers again, or, if it never will, remove the resource from the state (pulumi state delete).',
          { cause: error },
        )
      : error;
  };
}
