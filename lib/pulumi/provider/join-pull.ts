import { createHash } from 'node:crypto';
import type { JsonObject, Manifest } from '../../core/manifest';
import type { ObjectRef } from '../../core/model';
import { type ApiClient, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { CLUSTER_SECRETS } from '../../twin/karmada-api';
import { NotYet, waitFor } from '../../twin/wait';
import { applySecret } from './apply-secret';
import type { Joining, JoinMode } from './join-mode';
import { type JoinProps, memberOf } from './join-props';
import { kubeconfigOf, serverNameOf, trustsAny } from './kubeconfig';
import { AGENT_WORK_RIGHTS, agentLeaseRights, agentRights, type PolicyRule } from './rights';
import {
  type Credential,
  endEarlierTokens,
  ensureServiceAccount,
  lastingToken,
  latestToken,
  removeServiceAccount,
  rightsIn,
  type ServiceAccount,
  whatIsOf,
} from './service-account';
import { executionSpace, worksFor } from './works';

/** Where the agent lives in its member, and what all its objects are called. */
const SYSTEM = 'karmada-system';
const AGENT = 'karmada-agent';
const DEPLOYMENT: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: AGENT, namespace: SYSTEM };
/** Finalizer that keeps the agent's rights until they are not needed any more. */
const KEEP = 'cdk8s-fleet.dev/works';
/** Whom the agent is in its member. */
const MEMBER_ACCOUNT: ServiceAccount = { name: AGENT, namespace: SYSTEM };
/** Seconds in which Karmada must have made the namespace of a member's works. */
const SPACE_SECONDS = 60;

/** An agent in the member calls the control plane: it gets an account there that sees the works of its own member only. */
export const pull: JoinMode = {
  hint: `See that Deployment ${SYSTEM}/${AGENT} of the member runs, and reaches the control plane (agent.controlPlaneUrl).`,
  accountIn: () => MEMBER_ACCOUNT,
  latestToken: async (controlPlane, _member, props) => latestToken(controlPlane, accountOf(props)),
  join,
  async removeFormer() {},

  /**
   * Lets go of the agent's rights in a namespace that is being deleted, when its last work is gone: without them the agent could not
   * remove from its member what the works stand for. Of an agent that does not report any more Karmada gives the works up by itself (karmada
   * pkg/controllers/cluster/cluster_controller.go).
   */
  async whileLeaving(controlPlane, props) {
    if ((await worksFor(controlPlane, memberOf(props))).length > 0) {
      return;
    }
    for (const right of workRights(props)) {
      if (await controlPlane.read(refOf(right))) {
        await controlPlane.apply(right, PROGRAM);
      }
    }
  },

  async removeFromControlPlane(controlPlane, props) {
    // the rights on the works went with their namespace
    for (const right of leaseRights(props)) {
      await controlPlane.remove(refOf(right));
    }
    await removeServiceAccount(controlPlane, accountOf(props));
  },

  async removeFromMember(member, props) {
    const agent = await member.read(DEPLOYMENT);
    if (agent && !servesMember(agent, props)) {
      return;
    }
    await member.remove(DEPLOYMENT);
    await member.remove({ apiVersion: 'v1', kind: 'Secret', name: AGENT, namespace: SYSTEM });
    await removeServiceAccount(member, MEMBER_ACCOUNT);
  },

  remains(props) {
    const agent = `${SYSTEM}/${AGENT}`;
    const account = accountOf(props);
    const leases = `Role ${account.namespace}/${account.name} with its binding`;
    return {
      controlPlane: `Cluster ${memberOf(props)}, ${whatIsOf(account)}, ${leases}`,
      member: `Deployment and Secret ${agent}, ${whatIsOf(MEMBER_ACCOUNT)}, and what the agent has carried there`,
    };
  },
};

async function join(
  controlPlane: ApiClient,
  member: ApiClient,
  props: Joining,
  rights: readonly PolicyRule[],
): Promise<void> {
  const account = accountOf(props);
  await ensureServiceAccount(controlPlane, account, agentRights(memberOf(props)));
  for (const right of leaseRights(props)) {
    await controlPlane.apply(right, PROGRAM);
  }
  const credential = await lastingToken(controlPlane, account, props.generation);
  const system = await member.read({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' });
  const { secretRef: _secret, impersonatorSecretRef: _impersonator, ...declared } = props.cluster.spec as JsonObject;
  await controlPlane.apply({ ...props.cluster, spec: { ...declared, id: system?.metadata.uid as string } }, PROGRAM);
  await grantWorks(controlPlane, props);
  await ensureServiceAccount(member, MEMBER_ACCOUNT, rights);
  const kubeconfig = agentKubeconfig(controlPlane, props, credential);
  await applySecret(member, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: AGENT, namespace: SYSTEM },
    data: { kubeconfig: Buffer.from(kubeconfig).toString('base64') },
  });
  await member.apply(agentDeployment(props, kubeconfig), PROGRAM);
  // the last token stays until the next rotation: the agent that runs has it until it is replaced
  await endEarlierTokens(controlPlane, account, props.generation);
}

/** How the agent reaches the control plane: as the program does, or at another address. */
function agentKubeconfig({ server, authority }: ApiClient, props: JoinProps, { token, ca }: Credential): string {
  const { controlPlane, agent } = props;
  const trusted = trustsAny(controlPlane) ? ca : authority;
  return agent.controlPlaneUrl === undefined
    ? kubeconfigOf(server, trusted, AGENT, token, serverNameOf(controlPlane))
    : kubeconfigOf(agent.controlPlaneUrl, trusted, AGENT, token);
}

/** Rights in the namespace of the member's works, which Karmada makes when it sees the Cluster object. */
async function grantWorks(controlPlane: ApiClient, props: JoinProps): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: executionSpace(memberOf(props)) };
  const isThere = async () => ((await controlPlane.read(ref)) ? true : new NotYet('Karmada has not made it'));
  await waitFor(`namespace ${ref.name}`, isThere, { seconds: SPACE_SECONDS, everyMs: 250 });
  for (const right of workRights(props)) {
    await controlPlane.apply({ ...right, metadata: { ...right.metadata, finalizers: [KEEP] } }, PROGRAM);
  }
}

/** The agent's rights on the works of its member. */
function workRights(props: JoinProps): Manifest[] {
  return rightsIn(executionSpace(memberOf(props)), accountOf(props), AGENT_WORK_RIGHTS);
}

/** The agent's rights on the lease of its member. */
function leaseRights(props: JoinProps): Manifest[] {
  return rightsIn(CLUSTER_SECRETS, accountOf(props), agentLeaseRights(memberOf(props)));
}

/** The agent of Karmada; it reports no secrets, and one of it needs no election. */
function agentDeployment(props: Joining, kubeconfig: string): Manifest {
  const labels = { 'app.kubernetes.io/name': AGENT };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: AGENT, namespace: SYSTEM, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        // the agent reads its kubeconfig once: a new token, address or authority of the control plane means a new pod
        metadata: { labels, annotations: { 'cdk8s-fleet.dev/credentials': digestOf(kubeconfig) } },
        spec: {
          serviceAccountName: AGENT,
          containers: [
            {
              name: AGENT,
              image: props.agent.image,
              command: ['/bin/karmada-agent'],
              args: [
                '--karmada-kubeconfig=/etc/karmada/kubeconfig',
                memberFlag(props),
                '--report-secrets=None',
                '--leader-elect=false',
              ],
              livenessProbe: { httpGet: { path: '/healthz', port: 10357 }, initialDelaySeconds: 15 },
              volumeMounts: [{ name: 'karmada', mountPath: '/etc/karmada', readOnly: true }],
            },
          ],
          volumes: [{ name: 'karmada', secret: { secretName: AGENT } }],
        },
      },
    },
  };
}

/** Whether an agent is that of this member: a cluster has one, and may have become a member of another name. */
function servesMember({ spec }: Manifest, props: JoinProps): boolean {
  const { template } = spec as unknown as Deployed;
  return template.spec.containers.some(({ args = [] }) => args.includes(memberFlag(props)));
}

/** What is read of the agent's Deployment. */
interface Deployed {
  readonly template: { readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] } };
}

/** Which member an agent is told to serve. */
function memberFlag(props: JoinProps): string {
  return `--cluster-name=${memberOf(props)}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whom the agent is on the control plane. */
function accountOf(props: JoinProps): ServiceAccount {
  return { name: `karmada-agent-${memberOf(props)}`, namespace: CLUSTER_SECRETS };
}
