import { listOf } from '../../core/errors';
import type { JsonObject, Manifest } from '../../core/manifest';
import { type ApiClient, refOf } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { CLUSTER_SECRETS } from '../../twin/karmada-api';
import { NotYet, waitFor } from '../../twin/wait';
import { removeAdministrator } from './administrator';
import { applySecret } from './apply-secret';
import { carriesImpersonation, IMPERSONATOR } from './impersonation';
import type { Joining, JoinMode } from './join-mode';
import { type JoinProps, memberOf } from './join-props';
import { proxyOf, trustsAny } from './kubeconfig';
import type { PolicyRule } from './rights';
import {
  endEarlierTokens,
  ensureServiceAccount,
  lastingToken,
  latestToken,
  removeServiceAccount,
  type ServiceAccount,
  whatIsOf,
} from './service-account';
import { removeWork, worksFor } from './works';

const KUBE_SYSTEM = { apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' };
/** Seconds in which Karmada must have removed from a member what it has carried for the impersonator. */
const CLOSE_SECONDS = 60;

/** Karmada calls the member: it gets an account there, and the token of it in the Secrets that the Cluster object names. */
export const push: JoinMode = {
  hint: 'See that the control plane reaches the address of the member (apiEndpoint).',
  accountIn,
  latestToken: async (_controlPlane, member, props) => latestToken(member, accountIn(props)),
  join,

  async removeFormer(controlPlane, olds, props) {
    const names = new Set(secretsOf(props).map(nameOf));
    for (const secret of secretsOf(olds).filter((one) => !names.has(nameOf(one)))) {
      await removeSecret(controlPlane, secret);
    }
  },

  async whileLeaving() {},

  async removeFromControlPlane(controlPlane, props) {
    for (const secret of secretsOf(props)) {
      await removeSecret(controlPlane, secret);
    }
  },

  async removeFromMember(member, props) {
    for (const account of [accountIn(props), IMPERSONATOR]) {
      await removeServiceAccount(member, account);
    }
    await removeAdministrator(member, accountIn(props));
  },

  remains(props) {
    const secrets = secretsOf(props).map(nameOf);
    const accounts = [accountIn(props), ...(props.proxy ? [IMPERSONATOR] : [])];
    return {
      controlPlane: `Cluster ${memberOf(props)}, Secrets ${listOf(secrets)}`,
      member: `${listOf(accounts.map(whatIsOf))}, and what Karmada has carried there`,
    };
  },
};

async function join(
  controlPlane: ApiClient,
  member: ApiClient,
  props: Joining,
  rights: readonly PolicyRule[],
): Promise<void> {
  const account = accountIn(props);
  const [secret, impersonator] = secretsOf(props);
  const cluster = clusterOf(props, member.server, await member.read(KUBE_SYSTEM));
  if (!props.proxy) {
    await closeProxy(controlPlane, cluster);
    await removeSecret(controlPlane, impersonator);
    await removeServiceAccount(member, IMPERSONATOR);
  }
  await controlPlane.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: CLUSTER_SECRETS } }, PROGRAM);
  await ensureServiceAccount(member, account, rights);
  await removeAdministrator(member, account);
  await report(controlPlane, member, account, secret, props);
  if (props.proxy) {
    await ensureServiceAccount(member, IMPERSONATOR, []);
    await report(controlPlane, member, IMPERSONATOR, impersonator, props);
  }
  await controlPlane.apply(cluster, PROGRAM);
  // The last token stays until the next rotation: what Karmada has opened with it, it does not open anew.
  await endEarlierTokens(member, account, props.generation);
  await endEarlierTokens(member, IMPERSONATOR, props.generation);
}

/** The program's Cluster object, and what only a look at the member tells. */
function clusterOf(props: JoinProps, server: string, system: Manifest | undefined): Manifest {
  const [secret, impersonator] = secretsOf(props);
  const { secretRef: _secret, impersonatorSecretRef: _impersonator, ...declared } = props.cluster.spec as JsonObject;
  const proxyURL = proxyOf(props.member);
  const spec: JsonObject = {
    apiEndpoint: server,
    ...(proxyURL === undefined ? {} : { proxyURL }),
    ...declared,
    id: system?.metadata.uid as string,
    secretRef: { ...secret },
    ...(props.proxy ? { impersonatorSecretRef: { ...impersonator } } : {}),
  };
  return { ...props.cluster, spec };
}

/**
 * Ends the way through the control plane, where there was one: Karmada carries the rights of those who come so to the member, and never takes
 * them back (karmada pkg/controllers/unifiedauth). It does that now, while it still has the right to: else its work could not be removed when
 * the member leaves.
 */
async function closeProxy(controlPlane: ApiClient, cluster: Manifest): Promise<void> {
  const { impersonatorSecretRef } = ((await controlPlane.read(refOf(cluster)))?.spec ?? {}) as JsonObject;
  if (impersonatorSecretRef === undefined) {
    return;
  }
  const look = async () => {
    const carried = (await worksFor(controlPlane, cluster.metadata.name ?? '')).filter(carriesImpersonation);
    for (const work of carried) {
      await removeWork(controlPlane, work);
    }
    return carried.length === 0 || new NotYet(`${carried.length} are there`);
  };
  await waitFor(`the end of the rights of ${IMPERSONATOR.name}`, look, { seconds: CLOSE_SECONDS, everyMs: 500 });
  // last: should it take too long, this is where the next update begins
  await controlPlane.apply(cluster, PROGRAM);
}

async function report(
  controlPlane: ApiClient,
  member: ApiClient,
  account: ServiceAccount,
  { name, namespace }: SecretRef,
  props: Joining,
): Promise<void> {
  const { token, ca } = await lastingToken(member, account, props.generation);
  // where every machine knows the authority it is empty: without the key Karmada does not call the member (karmada pkg/util/membercluster_client.go)
  const data = { token: encoded(token), caBundle: encoded(trustsAny(props.member) ? ca : (member.authority ?? '')) };
  await applySecret(controlPlane, { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data });
}

/** Whom Karmada is in the member. */
function accountIn(props: JoinProps): ServiceAccount {
  return { name: `karmada-${memberOf(props)}`, namespace: CLUSTER_SECRETS };
}

interface SecretRef {
  readonly name: string;
  readonly namespace: string;
}

/** The Secrets that the Cluster object names: that of Karmada, that of those who come through it. */
function secretsOf(props: JoinProps): readonly [SecretRef, SecretRef] {
  const { secretRef, impersonatorSecretRef } = props.cluster.spec as {
    readonly secretRef?: SecretRef;
    readonly impersonatorSecretRef?: SecretRef;
  };
  const name = memberOf(props);
  return [
    secretRef ?? { name, namespace: CLUSTER_SECRETS },
    impersonatorSecretRef ?? { name: `${name}-impersonator`, namespace: CLUSTER_SECRETS },
  ];
}

function nameOf({ name, namespace }: SecretRef): string {
  return `${namespace}/${name}`;
}

async function removeSecret(client: ApiClient, { name, namespace }: SecretRef): Promise<void> {
  await client.remove({ apiVersion: 'v1', kind: 'Secret', name, namespace });
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
