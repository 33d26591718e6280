import { isDeepStrictEqual } from 'node:util';
import type * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../../core/manifest';
import { type ApiClient, ApiError, refOf } from '../../twin/client';
import { isReady } from '../../twin/join';
import { NotYet, waitFor } from '../../twin/wait';
import { connected } from './connect';
import { requireHealthy } from './health';
import { type Generation, type JoinProps, memberOf } from './join-props';
import { joinByPull, releaseWorks, removePulled } from './join-pull';
import { joinByPush, removePushed } from './join-push';
import { memberRights } from './rights';

/** Seconds until Karmada must have reached the member, and until it must have let go of it. */
const READY_SECONDS = 120;
const LEAVE_SECONDS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

type JoinOuts = JoinProps & Generation;

/** Inputs whose change is an update. */
const CONTENT = ['cluster', 'kinds', 'proxy', 'expected', 'agent', 'member', 'controlPlane'] as const;

/** Joins a member to a control plane, renews its credentials in time, and takes it out again without leaving anything behind. */
export const join: pulumi.dynamic.ResourceProvider = {
  async diff(_id: string, olds: JoinOuts, news: JoinProps) {
    const differs = (name: (typeof CONTENT)[number]) => !isDeepStrictEqual(olds[name], news[name]);
    const changes = isDue(olds, news) || olds.rotateDays !== news.rotateDays || CONTENT.some(differs);
    // another name is another member; the mode decides who holds credentials of whom
    const replaces = memberOf(olds) !== memberOf(news) || pulls(olds) !== pulls(news) ? ['cluster'] : [];
    return { changes, replaces, deleteBeforeReplace: true };
  },

  async create(inputs: JoinProps) {
    return { id: memberOf(inputs), outs: await joinAs(inputs, { generation: 1, since: new Date().toISOString() }) };
  },

  async update(_id: string, olds: JoinOuts, news: JoinProps) {
    const { generation, since } = olds;
    const next = isDue(olds, news)
      ? { generation: generation + 1, since: new Date().toISOString() }
      : { generation, since };
    return { outs: await joinAs(news, next) };
  },

  async read(id: string, props: JoinOuts) {
    const there = await connected(props.controlPlane, (client) => client.read(refOf(props.cluster)));
    return there ? { id, props } : {};
  },

  async delete(_id: string, props: JoinOuts) {
    const remove = pulls(props) ? removePulled : removePushed;
    await connected(props.controlPlane, async (controlPlane) => {
      await leave(controlPlane, props);
      await connected(props.member, (member) => remove(controlPlane, member, props));
    }).catch((error: unknown) => {
      throw error instanceof ApiError && error.status === 0 ? leftBehind(memberOf(props), error) : error;
    });
  },
};

function pulls({ cluster }: JoinProps): boolean {
  return (cluster.spec as { readonly syncMode?: string } | undefined)?.syncMode === 'Pull';
}

async function joinAs(props: JoinProps, generation: Generation): Promise<JoinOuts> {
  const outs = { ...props, ...generation };
  await connected(props.member, (member) =>
    connected(props.controlPlane, async (controlPlane) => {
      await requireHealthy(member, memberOf(props), props.expected);
      const rights = await memberRights(kindsOf(props), member);
      await (pulls(props) ? joinByPull : joinByPush)(controlPlane, member, outs, rights);
      const ready = () => lookForReady(controlPlane, props.cluster);
      await waitFor(`member ${memberOf(props)}`, ready, { seconds: READY_SECONDS, everyMs: 500 });
    }),
  );
  return outs;
}

/** Where people reach a member through the control plane, Karmada carries their rights to it (karmada pkg/controllers/unifiedauth). */
function kindsOf({ kinds, proxy }: JoinProps): JoinProps['kinds'] {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return kinds === 'all' || !proxy
    ? kinds
    : [...kinds, { apiVersion, kind: 'ClusterRole' }, { apiVersion, kind: 'ClusterRoleBinding' }];
}

async function lookForReady(controlPlane: ApiClient, cluster: Manifest): Promise<true | NotYet> {
  const there = await controlPlane.read(refOf(cluster));
  return there && isReady(there) ? true : new NotYet('Karmada does not find it ready');
}

/** Karmada removes what it has carried to the member, then the Cluster object. */
async function leave(controlPlane: ApiClient, props: JoinProps): Promise<void> {
  const ref = refOf(props.cluster);
  await controlPlane.remove(ref);
  const look = async () => {
    if (pulls(props)) {
      await releaseWorks(controlPlane, props);
    }
    return (await controlPlane.read(ref)) ? new NotYet('its work is not removed yet') : true;
  };
  await waitFor(`member ${ref.name} to leave`, look, { seconds: LEAVE_SECONDS, everyMs: 500 });
}

/** Whether the credentials are old enough to be renewed. */
function isDue({ since }: Generation, { rotateDays }: JoinProps): boolean {
  return rotateDays !== undefined && Date.now() - Date.parse(since) >= rotateDays * DAY_MS;
}

function leftBehind(member: string, cause: ApiError): Error {
  return new Error(
    `member ${member} could not be taken out of the fleet: ${cause.message}. What is left of it in the clusters: its Cluster object and Secrets ` +
      `in the control plane, namespace karmada-cluster of the member. Run the same command when they answer again, or, if they never will, ` +
      `remove the resource from the state (pulumi state delete).`,
    { cause },
  );
}
