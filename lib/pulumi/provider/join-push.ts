import type { JsonObject, Manifest } from '../../core/manifest';
import type { ApiClient } from '../../twin/client';
import { PROGRAM } from '../../twin/join';
import { CLUSTER_SECRETS } from '../../twin/karmada-api';
import { type Generation, type JoinProps, memberOf } from './join-props';
import type { PolicyRule } from './rights';
import {
  ensureServiceAccount,
  lastingToken,
  removeServiceAccount,
  removeToken,
  type ServiceAccount,
} from './service-account';

/** Whom Karmada is in a member when somebody reaches it through the control plane; Karmada gives it its rights. */
const IMPERSONATOR: ServiceAccount = { name: 'karmada-impersonator', namespace: CLUSTER_SECRETS };

/** Karmada calls the member: it gets an account there, and the token of it in the Secrets that the Cluster object names. */
export async function joinByPush(
  controlPlane: ApiClient,
  member: ApiClient,
  props: JoinProps & Generation,
  rights: readonly PolicyRule[],
): Promise<void> {
  const account = accountOf(props);
  const [secret, impersonator] = secretsOf(props);
  await controlPlane.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: CLUSTER_SECRETS } }, PROGRAM);
  await ensureServiceAccount(member, account, rights);
  await report(controlPlane, member, account, secret, props.generation);
  if (props.proxy) {
    await ensureServiceAccount(member, IMPERSONATOR, []);
    await report(controlPlane, member, IMPERSONATOR, impersonator, props.generation);
  }
  const system = await member.read({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' });
  const { secretRef: _secret, impersonatorSecretRef: _impersonator, ...declared } = props.cluster.spec as JsonObject;
  const spec: JsonObject = {
    apiEndpoint: member.server,
    ...declared,
    id: system?.metadata.uid as string,
    secretRef: { ...secret },
    ...(props.proxy ? { impersonatorSecretRef: { ...impersonator } } : {}),
  };
  await controlPlane.apply({ ...props.cluster, spec }, PROGRAM);
  // The last token stays until the next rotation: what Karmada has opened with it, it does not open anew.
  await removeToken(member, account, props.generation - 2);
  await removeToken(member, IMPERSONATOR, props.generation - 2);
}

/** Removes what `joinByPush` makes, when Karmada has let go of the member. */
export async function removePushed(
  controlPlane: ApiClient,
  member: ApiClient,
  props: JoinProps & Generation,
): Promise<void> {
  for (const { name, namespace } of secretsOf(props)) {
    await controlPlane.remove({ apiVersion: 'v1', kind: 'Secret', name, namespace });
  }
  for (const account of [accountOf(props), IMPERSONATOR]) {
    await removeServiceAccount(member, account, props.generation);
  }
}

async function report(
  controlPlane: ApiClient,
  member: ApiClient,
  account: ServiceAccount,
  { name, namespace }: SecretRef,
  generation: number,
): Promise<void> {
  const { token, ca } = await lastingToken(member, account, generation);
  const data = { token: encoded(token), caBundle: encoded(member.authority ?? ca) };
  const secret: Manifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data };
  await controlPlane.apply(secret, PROGRAM);
}

/** Whom Karmada is in the member. */
function accountOf(props: JoinProps): ServiceAccount {
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

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
